"""Removes control characters from text: those that steer a terminal or reverse its lines."""

from __future__ import annotations

import re
import unicodedata

_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")


def sanitize(text: str | None) -> str:
    r"""
    Return text of a page without control characters and marks of direction.

    >>> sanitize("a\x1b[31m\u202eb")
    'a[31mb'
    """
    kept = (c for c in text or "" if c in "\n\t" or unicodedata.category(c) != "Cc")
    return _BIDI.sub("", "".join(kept))
