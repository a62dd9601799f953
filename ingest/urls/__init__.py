"""Addresses: their clean form, and the key by which two of them are one."""

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
