"""
The version of the rules of reading, kept with each revision.

Raise `RULES` when the same bytes may be read as a different article. Archived pages are then read
again, and the difference does not count as an edit by the publisher.
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
    Return the version of the rules of reading, with a digest of what a definition adds to them.

    >>> from ingest.model import Rules
    >>> rules_version(Rules()).split("-")[0]
    '3'
    """
    own = hashlib.sha256(msgspec.json.encode(rules)).hexdigest()
    return f"{RULES}-{own[:8]}"
