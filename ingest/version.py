"""
The version of our rules of reading, kept with each revision.

Raise `RULES` whenever the same bytes may be read as another article: what was read before is then
read again from its kept bytes, and the difference is no edit by the publisher.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from ingest.model import Rules

RULES = 3


def rules_version(rules: Rules) -> str:
    """
    Return the version of the rules a page is read by: ours, and what a definition adds to them.

    >>> from ingest.model import Rules
    >>> rules_version(Rules()).split("-")[0]
    '3'
    """
    own = hashlib.sha256(msgspec.json.encode(rules)).hexdigest()
    return f"{RULES}-{own[:8]}"
