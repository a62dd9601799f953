"""
Addresses: their clean form, and the key by which two of them are one.

Does not fetch, and does not know which addresses belong to a series.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from w3lib.url import canonicalize_url

if TYPE_CHECKING:
    from ingest.model import Hosts
