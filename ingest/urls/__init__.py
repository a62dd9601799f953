"""Addresses: their clean form, and the key that is the same for two addresses of one page."""

from ingest.urls.normalize import (
    KEY_VERSION,
    at_home,
    clean,
    host,
    is_home,
    is_http,
    key,
    link,
    path,
    same_site,
)

__all__ = [
    "KEY_VERSION",
    "at_home",
    "clean",
    "host",
    "is_home",
    "is_http",
    "key",
    "link",
    "path",
    "same_site",
]
