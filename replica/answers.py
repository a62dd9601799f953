"""
What is asked and what is answered, and the rules of HTTP that hold for every answer.

Knows nothing of the site, and opens no socket.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from dataclasses import dataclass, replace
from datetime import UTC
from email.utils import format_datetime, parsedate_to_datetime
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime
    from email.message import Message

_TAG = re.compile(r'"([^"]*)"')


@dataclass(frozen=True, kw_only=True)
class Answer:
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    modified: datetime | None = None  #: aware; with it, the answer can be asked conditionally
    delay: float = 0.0  #: seconds until it is sent
    reset: bool = False  #: drop the connection instead
    truncate: bool = False  #: announce more bytes than come

    @cached_property
    def tag(self) -> str:
        return hashlib.sha1(self.body, usedforsecurity=False).hexdigest()[:20]

    @cached_property
    def gzipped(self) -> bytes:
        return gzip.compress(self.body, compresslevel=3, mtime=0)

    @property
    def media_type(self) -> str:
        return dict(self.headers).get("Content-Type", "").partition(";")[0]

    def with_type(self, content_type: str) -> Answer:
        kept = tuple(header for header in self.headers if header[0] != "Content-Type")
        return replace(self, headers=(("Content-Type", content_type), *kept))


def html_answer(body: bytes, *, status: int = 200, modified: datetime | None = None) -> Answer:
    return typed_answer("text/html; charset=UTF-8", body, status=status, modified=modified)


def typed_answer(
    content_type: str, body: bytes, *, status: int = 200, modified: datetime | None = None
) -> Answer:
    headers = (("Content-Type", content_type), ("Content-Language", "en"))
    return Answer(status=status, headers=headers, body=body, modified=modified)


def redirect_answer(target: str) -> Answer:
    return Answer(status=301, headers=(("Location", target),))


def prepared(answer: Answer, asked: Message, validators: str, *, zip_it: bool) -> Answer:
    """
    Add validators and compress, or answer that nothing has changed.

    `asked` are the headers of the request, `validators` is as in the switches.
    """
    if answer.status != 200:
        return answer
    found = _validators(answer, validators)
    if found and _is_fresh(found, asked):
        return Answer(status=304, headers=found, delay=answer.delay)
    headers = (*answer.headers, *found, ("Vary", "Accept-Encoding"))
    if not (zip_it and _accepts_gzip(asked)):
        return replace(answer, headers=headers)
    headers = (*headers, ("Content-Encoding", "gzip"))
    return replace(answer, headers=headers, body=answer.gzipped)


def _validators(answer: Answer, which: str) -> tuple[tuple[str, str], ...]:
    if answer.modified is None or which == "none":
        return ()
    tag = ("ETag", f'W/"{answer.tag}"')
    modified = ("Last-Modified", format_datetime(answer.modified.astimezone(UTC), usegmt=True))
    cache = ("Cache-Control", "max-age=300, public")
    return {
        "both": (tag, modified, cache),
        "etag": (tag, cache),
        "last-modified": (modified, cache),
    }[which]


def _is_fresh(validators: tuple[tuple[str, str], ...], asked: Message) -> bool:
    """Compare weakly; a tag that was sent goes before a date that was sent."""
    ours = dict(validators)
    tags = asked.get("If-None-Match")
    if tags is not None:
        known = _TAG.findall(ours.get("ETag", ""))
        return tags.strip() == "*" or bool(set(known) & set(_TAG.findall(tags)))
    since = asked.get("If-Modified-Since")
    return (
        since is not None and "Last-Modified" in ours and _not_after(ours["Last-Modified"], since)
    )


def _not_after(modified: str, since: str) -> bool:
    try:
        return parsedate_to_datetime(modified) <= parsedate_to_datetime(since)
    except (ValueError, TypeError):
        return False


def _accepts_gzip(asked: Message) -> bool:
    codings = (coding.replace(" ", "") for coding in asked.get("Accept-Encoding", "").split(","))
    return any(coding.startswith("gzip") and not coding.endswith("q=0") for coding in codings)
