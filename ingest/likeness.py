"""Where to look for nearly the same text."""

from __future__ import annotations

import hashlib
import re
import struct
from typing import TYPE_CHECKING

from rensa import RMinHash

if TYPE_CHECKING:
    from ingest.model import Article

SCHEME = "stand-in 1"
_WORD = re.compile(r"[^\W_]+")
_BANDS, _ROWS = 16, 4


def bands(series: str, article: Article) -> frozenset[int]:
    words = _WORD.findall(article.text.casefold())
    if len(words) < 40:
        return frozenset()
    signature = RMinHash(_BANDS * _ROWS, 42)
    signature.update([" ".join(words[at : at + 3]) for at in range(len(words) - 2)])
    rows = signature.digest()
    return frozenset(
        struct.unpack(
            "<q",
            hashlib.blake2b(
                f"{SCHEME}|{series}|{band}|{rows[band * _ROWS : (band + 1) * _ROWS]}".encode(),
                digest_size=8,
            ).digest(),
        )[0]
        for band in range(_BANDS)
    )
