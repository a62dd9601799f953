"""What the tests of storage put into an archive, with everything that does not matter filled in."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from ingest import urls
from ingest.model import Article, Hosts, Match, New, Paragraph, Reading
from storage.engines import dialects
from storage.records import Exchange, Mention, SourcePage, Validators, Visit

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import TracebackType
    from typing import Self

    from ingest.model import Decision
    from storage.archive import Archive
    from storage.records import Capture

SERIES = "walks"
HOSTS = Hosts("www.example.org", ("example.org", "old.example.org"))
NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
PAGE = "https://www.example.org/walks/one"
NONE = Validators(None, None)


#: For a test of what only one of the databases has; the reason stands beside it.
only_sqlite = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
only_postgresql = pytest.mark.parametrize("kind", ["postgresql"], indirect=True)


class Raw:
    """Any database, asked and changed in SQL."""

    def __init__(self, url: str) -> None:
        self.engine = dialects.connect(url)

    def rows(self, statement: str, **values: object) -> list[tuple[object, ...]]:
        with self.engine.begin() as connection:
            return [tuple(row) for row in connection.execute(text(statement), values)]

    def execute(self, statement: str, **values: object) -> None:
        with self.engine.begin() as connection:
            connection.execute(text(statement), values)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.engine.dispose()


def on_disk(folder: Path) -> dict[str, tuple[int, str]]:
    """Return when each file and folder below a folder was written, with a digest of the bytes."""
    return {
        str(path.relative_to(folder)): (
            path.stat().st_mtime_ns,
            sha256(path.read_bytes()).hexdigest() if path.is_file() else "",
        )
        for path in sorted((folder, *folder.rglob("*")))
    }


def later(**passed: float) -> datetime:
    return NOW + timedelta(**passed)


def key(url: str) -> str:
    return urls.key(url, HOSTS)


def exchange(
    url: str = PAGE,
    body: bytes = b"<html>one</html>",
    *,
    status: int = 200,
    at: datetime = NOW,
    coding: str = "",
    headers: tuple[tuple[str, str], ...] = (),
) -> Exchange:
    coded = (("Content-Encoding", coding),) if coding else ()
    return Exchange(
        url=url,
        at=at,
        method="GET",
        request_headers=(("User-Agent", "fortnightly"),),
        status=status,
        reason=HTTPStatus(status).phrase,
        response_headers=(("Content-Type", "text/html; charset=utf-8"), *coded, *headers),
        body=gzip.compress(body, mtime=0) if coding == "gzip" else body,
        payload=body,
    )


def article(url: str = PAGE, text: str = "By the river.", **more: object) -> Article:
    said = {"title": "A walk", "published": "2026-11-20", "body": (Paragraph(text),)} | more
    return Article(url=url, **said)  # type: ignore[arg-type]


def reading(made: Article, *addresses: str, rules: str = "test", **more: object) -> Reading:
    return Reading(
        article=made,
        addresses=addresses,
        rule="title",
        extractor="test 1",
        rules=rules,
        **more,  # type: ignore[arg-type]
    )


def visit(capture: Capture, *, now: datetime = NOW, **more: object) -> Visit:
    return Visit(capture=capture, hosts=HOSTS, now=now, **more)  # type: ignore[arg-type]


def decided(decision: Decision, **why: object) -> Callable[[object], Match]:
    """Return what judges every reading so, whatever is known."""
    return lambda _known: Match(decision=decision, **why)  # type: ignore[arg-type]


class Shelf:
    """An archive with a run under way, which keeps and records in one call."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.run_id = archive.runs.start(SERIES, "manual", NOW)
        self.warc = archive.new_warc(SERIES, self.run_id, NOW)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: object, traceback: TracebackType | None
    ) -> None:
        self.warc.close()

    def keep(
        self,
        sent: Exchange,
        *asked: str,
        kind: str = "article",
        hops: tuple[Exchange, ...] = (),
    ) -> Capture:
        return self.archive.captures.keep(
            self.warc,
            sent,
            series=SERIES,
            run_id=self.run_id,
            kind=kind,
            addresses=asked,
            hops=hops,
        )

    def keep_revisit(self, sent: Exchange, *asked: str) -> Capture | None:
        return self.archive.captures.keep_revisit(
            self.warc, sent, series=SERIES, run_id=self.run_id, addresses=asked
        )

    def keep_gone(self, sent: Exchange, article_id: int) -> Capture:
        return self.archive.captures.keep_gone(
            self.warc,
            sent,
            series=SERIES,
            run_id=self.run_id,
            addresses=(),
            article_id=article_id,
        )

    def lose(self, article_id: int, sent: Exchange) -> Capture:
        """Keep an answer that shows that an article is gone, and note it."""
        shown = self.keep_gone(sent, article_id)
        self.archive.articles.gone(article_id, shown, sent.url, key(sent.url), sent.at)
        return shown

    def record_latest(self) -> int:
        """Record whatever is pending, as one article."""
        (capture,) = self.archive.captures.pending(SERIES)
        return self.record(article(), capture=capture)

    def record(
        self,
        made: Article,
        *addresses: str,
        decision: Decision | None = None,
        capture: Capture | None = None,
        validators: Validators = NONE,
        now: datetime = NOW,
        check_at: datetime | None = None,
    ) -> int:
        capture = capture or self.keep(exchange(made.url, made.digest.encode(), at=now))
        came = visit(capture, validators=validators, now=now, check_at=check_at)
        made_of_it = reading(made, *addresses)
        return self.archive.articles.record(made_of_it, came, decided(decision or New())).article_id


FEED = "https://www.example.org/feed"


def page(url=FEED, **more):
    """Return what is known of a page of a source."""
    return SourcePage(
        url=url,
        source_url=more.pop("source_url", url),
        etag=None,
        last_modified=None,
        follow=(),
        entries=more.pop("entries", 1),
        asked=more.pop("asked", NOW),
    )


def want(archive, url=PAGE, said="a", source=FEED):
    """Let a source name an address; return what is then to be asked."""
    return archive.sources.note(SERIES, page(source), [Mention(url, key(url), said)])
