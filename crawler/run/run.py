"""One crawl run of one series: what to ask for, what came back, how it ended; does not fetch."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from crawler.exchange import header
from crawler.run.outcome import ArticleTally, LinksSeen, RunResult, SourceProgress, run_outcome
from crawler.run.pages import PendingPage
from crawler.run.preserving import Preserver
from crawler.run.report import log_recorded, report, story_of
from crawler.run.stale import stale_reading
from fortnightly.clock import now
from fortnightly.series.definition import Listing
from fortnightly.series.recheck import next_check
from fortnightly.tasks.record import record
from ingest import urls
from ingest.errors import Failure, PageError, StorageError
from ingest.model import Duplicate, New, Outcome, Revised, Unchanged
from ingest.pool import Readers
from storage.records import (
    Capture,
    FailureReport,
    Mention,
    RunCounts,
    SourcePage,
    Validators,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from scrapy.http import Response

    from crawler.failures import FetchFailure
    from crawler.run.stale import StaleReading
    from crawler.sources.link import Link, SourceContent
    from fortnightly.series.definition import Definition, Source
    from ingest.model import Address, Reading
    from storage.archive import Archive
    from storage.records import Recorded

log = logging.getLogger(__name__)


class CrawlRun:
    """One run of one series, from the lease to the row in the ledger."""

    def __init__(self, archive: Archive, definition: Definition, run_id: int) -> None:
        self.definition = definition
        self.counts = RunCounts()
        self.broken: StorageError | None = None  #: storage failed: the run ends
        self.readers = Readers()
        self._archive = archive
        self._run_id = run_id
        self._preserver = Preserver(archive, definition.name, run_id, self.counts)
        self._sources: list[SourceProgress] = []
        self._failures: dict[str, FailureReport] = {}
        self._flaws = 0
        self._articles = ArticleTally()
        self._links = LinksSeen()

    @property
    def tally(self) -> RunCounts:
        """What has been counted so far."""
        return replace(
            self.counts,
            new=self._articles.count("new"),
            revised=self._articles.count("revised"),
            unchanged=self._articles.count("unchanged"),
        )

    # what we know

    def validators(self, url: str, *, of_source: bool) -> tuple[str | None, str | None]:
        """
        Return ETag and Last-Modified that an address gave when it was last read.

        A page may be a source and the end of an entry's redirect: each has its own record.
        """
        kept = self._archive.sources if of_source else self._archive.addresses
        known = kept.get(self._name, url)
        return (known.etag, known.last_modified) if known else (None, None)

    def left_unread(self) -> Iterator[PendingPage]:
        """
        Yield the pages that an earlier run kept and did not read.

        A page whose bytes are lost is a failure of this run, and is asked for again.
        """
        for capture in self._archive.captures.pending(self._name):
            try:
                page = self._archive.page(capture, self.definition.hosts)
            except StorageError as error:
                self._fail(capture.url, Failure.BAD_CONTENT, str(error), flaw=True)
            else:
                yield PendingPage(
                    capture, page, Validators(None, None), (*capture.addresses, capture.url)[0]
                )

    def wanted(self, since: date | None, *, recheck: bool) -> Iterator[Address]:
        """
        Yield the addresses to ask without being named by a source: never got, or due again.

        With `recheck`, also the address of every article not published before `since`.
        """
        yield from self._archive.addresses.wanted(self._name, now())
        for kept in self._archive.addresses.all_kept(self._name) if recheck else ():
            if since is None or (kept.published or "9999") >= since.isoformat():
                yield kept.address

    def begin(self, source: Source) -> SourceProgress:
        worked = self._archive.sources.has_worked(self._name, source.url)
        progress = SourceProgress(source, worked_before=worked)
        self._sources.append(progress)
        return progress

    # what came from a source

    def keep_source(self, response: Response, source: Source) -> None:
        """Preserve a page of a source: after this its bytes are safe."""
        self._preserve(response, source.kind, ())

    def unchanged(self, url: str, progress: SourceProgress) -> tuple[str, ...]:
        """Note a 304 for a page of a source; return the pages that followed it last time."""
        known = self._archive.sources.get(self._name, url)
        progress.unchanged(url, known.entries if known else 0)
        return known.follow if known else ()

    def read(
        self, response: Response, progress: SourceProgress, found: SourceContent, links: list[Link]
    ) -> list[Address]:
        """Note what a page of a source gave; return the addresses among it that are wanted."""
        source = progress.source
        self._links.add(found.links, links)
        mentions = [
            Mention(
                link.url,
                urls.key(link.url, self.definition.hosts),
                link.fingerprint,
                link.source_entry,
            )
            for link in links
        ]
        # a feed mixes all sections: that it has no entry of the series means nothing
        listed = isinstance(source, Listing)
        entries = len({mention.key for mention in mentions}) if listed else len(found.links)
        goes_on = progress.read(response.url, found, entries)
        page = SourcePage(
            url=response.url,
            source_url=source.url,
            etag=header(response, "ETag"),
            last_modified=header(response, "Last-Modified"),
            follow=found.follow if goes_on else (),
            entries=entries,
            asked=now(),
        )
        wanted = self._archive.sources.note(self._name, page, mentions)
        if wanted:
            self.readers.warm()  # while the rest is fetched
        return wanted

    def postponed(self, entries: int) -> None:
        """Note that so many entries are left out of this run; they stay wanted."""
        self._links.postponed += entries

    def source_failed(self, progress: SourceProgress, url: str, trouble: FetchFailure) -> None:
        """Note that a page of a source failed; the verdict on the source decides if it matters."""
        progress.fail(url, trouble)
        log.warning("source %s: %s: %s", url, trouble.failure, trouble.detail)

    # what came from an entry

    def keep_entry(self, response: Response, address: Address) -> PendingPage | None:
        """Preserve the page of an entry; return it to be read, None if its bytes are known."""
        capture = self._preserve(response, "article", (address.url,))
        validators = Validators(header(response, "ETag"), header(response, "Last-Modified"))
        if capture is not None and capture.outcome is Outcome.PENDING:
            body = None if response.status == 304 else response.body
            page = self._archive.page(capture, self.definition.hosts, body)
            return PendingPage(capture, page, validators, address.url)
        if capture is not None and capture.outcome is Outcome.DISMISSED:
            self._still_dismissed(capture, address)
            return None
        self._still_there(address, response.url, validators)
        if capture is not None:
            self._led_on(address, capture)
        return None

    def outdated(self, kept: PendingPage, reading: Reading) -> StaleReading | None:
        """Return what to read again before a page is compared with it; see `stale_reading`."""
        self._give_up_if_broken()
        return stale_reading(self._archive, self.definition, kept, reading)

    def read_again(self, outdated: StaleReading, reading: Reading) -> None:
        """Record the kept page as the rules of today read it; it does not count as an edit."""
        current = outdated.current
        number = self._archive.articles.read_again(current, reading, self.definition.hosts, now())
        if number not in {None, current.revision}:
            log.info("read again: %d  %s", current.id, reading.article.title)

    def record(self, kept: PendingPage, reading: Reading) -> None:
        """
        Match a reading with the archive and store it, in one transaction.

        Raises IncompleteText if it has lost most of the archived text.
        """
        self._give_up_if_broken()
        hosts = self.definition.hosts
        at = now()
        if reading.rule is None:
            self._archive.articles.off_series(kept.capture, hosts, kept.validators, at)
            self._links.off_series += 1
            log.info("not of the series: %s", reading.article.url)
            return
        done = record(
            self._archive,
            self.definition,
            kept.capture,
            reading,
            kept.validators,
            at,
            accepted=kept.page.accepted,
        )
        self._count(done)
        log_recorded(done, reading)

    def set_aside(self, kept: PendingPage, error: PageError) -> None:
        """
        Put a page that cannot be kept as an article into quarantine, with its reason.

        Under the address that was asked: many may redirect to the front page.
        """
        capture = kept.capture
        key, led_to = (urls.key(url, self.definition.hosts) for url in (kept.asked, capture.url))
        detail = error.detail if key == led_to else f"{error.detail}; it led to {capture.url}"
        self._archive.quarantine.set_aside(
            capture,
            series=self._name,
            url=kept.asked,
            key=key,
            reason=error.failure,
            detail=detail,
            now=now(),
        )
        self.counts.quarantined += 1
        self._fail(kept.asked, error.failure, detail, flaw=True)

    def entry_failed(
        self, address: Address, trouble: FetchFailure, answer: Response | None
    ) -> None:
        """
        Note that an entry could not be got; it stays wanted.

        If the archive has it and the site says it is gone, that answer is preserved.
        """
        if trouble.failure is Failure.GONE and answer and self._is_ours(address, answer):
            log.warning("gone from the site, kept here: %s", address.url)
            return
        self._fail(address.url, trouble.failure, trouble.detail, flaw=not trouble.by_robots)

    def not_asked(self, address: Address) -> None:
        """Note an entry at a host that the definition does not name."""
        host = urls.host(address.url)
        detail = f"the definition does not name the host {host!r}"
        self._fail(address.url, Failure.BLOCKED, detail, flaw=False)

    # the end

    def close(self, reason: str | None) -> RunResult:
        """
        End the run, and write its row.

        `reason` is Scrapy's: ``finished`` if the crawl came to its own end.
        Raises StorageError if even that cannot be stored.
        """
        self.readers.close()
        self._preserver.close()
        failed = [progress for progress in self._sources if progress.verdict == "failed"]
        ended_well = reason == "finished" and not failed and self.broken is None
        note = self._mismatch() if ended_well else ""
        for progress in failed:
            self._failures.update((report.url, report) for report in progress.failures)
        flawless = not failed and not self._flaws
        outcome, exit_code = run_outcome(
            finished=reason == "finished", storage_failed=self.broken is not None, flawless=flawless
        )
        run = self._archive.runs.finish(
            self._run_id,
            outcome,
            exit_code,
            self.tally,
            tuple(map(report, self._sources)),
            tuple(self._failures.values()),
            now(),
        )
        story = story_of(run, *filter(None, (note,)))
        return RunResult(exit_code, f"{story}\n{self.broken}" if self.broken else story)

    def changed_articles(self) -> Iterator[dict[str, object]]:
        """Yield the articles that are new or revised, each as `show --json` gives it."""
        for id_ in self._articles.changed:
            yield msgspec.json.decode(msgspec.json.encode(self._archive.articles.get(id_)))

    def renew_lease(self) -> None:
        self._archive.leases.renew(self._name, now())

    def crashed(self, detail: str) -> None:
        """Note an error of our own; what it prevented is tried again in the next run."""
        self._fail(self._name, Failure.BAD_CONTENT, detail, flaw=True)

    # inner

    @property
    def _name(self) -> str:
        return self.definition.name

    def _mismatch(self) -> str:
        """
        Return a note if no link of the sources looks like an entry.

        It is a failure of the run while the archive has no article of the series: then the rules of
        the definition are more likely wrong than the site quiet.
        """
        links = self._links
        kept = bool(self._archive.articles.count(self._name))
        listed = any(p.entries for p in self._sources if isinstance(p.source, Listing))
        if links.postponed or (kept and (listed or links.entries or not links.seen)):
            return ""
        mismatch = links.mismatch(self.definition.member)
        if mismatch is None or kept:
            return mismatch or ""
        where = self.definition.sources[0].url
        self._fail(where, Failure.NOT_AN_ARTICLE, f"no entry is kept yet: {mismatch}", flaw=True)
        return ""

    def _still_dismissed(self, capture: Capture, address: Address) -> None:
        """Note that an address still gives what a person dismissed."""
        key = urls.key(capture.url, self.definition.hosts)
        check_at = self._due(address, now())
        self._archive.quarantine.dismissed_again(capture, key, now(), check_at)

    def _still_there(self, address: Address, url: str, validators: Validators) -> None:
        """Note that an address still gives what the archive has."""
        at = now()
        if address.article_id is not None:
            self._articles.add(address.article_id, "unchanged")
        self._archive.addresses.answered(
            self._name,
            url,
            urls.key(url, self.definition.hosts),
            validators,
            at,
            self._due(address, at),
        )

    def _led_on(self, address: Address, capture: Capture) -> None:
        """Note whether an address of an article leads to the page of another one now."""
        if address.article_id is not None and capture.url != address.url:
            at, key = now(), urls.key(capture.url, self.definition.hosts)
            self._archive.articles.note_redirect(address, capture, key, at, self._due(address, at))

    def _due(self, address: Address, at: datetime) -> datetime | None:
        """Return when to ask the article of an address again, if it leads to one."""
        if address.article_id is None:
            return None
        return next_check(self._archive.articles.get(address.article_id).published, at)

    def _is_ours(self, address: Address, answer: Response) -> bool:
        """Note that an address is gone; return whether we have its article, and so the answer."""
        at, url, key = now(), address.url, address.key
        id_ = self._archive.articles.standing_at(self._name, {key})
        if id_ is None:
            self._archive.addresses.gone(self._name, url, key, at)
            return False
        self._give_up_if_broken()
        shown_by = self._preserver.keep_gone(answer, url, id_)
        self._archive.articles.gone(id_, shown_by, url, key, at, self._due(address, at))
        return True

    def _preserve(self, response: Response, kind: str, asked: tuple[str, ...]) -> Capture | None:
        self._give_up_if_broken()
        return self._preserver.keep(response, kind, asked)

    def _give_up_if_broken(self) -> None:
        """Raise the error of storage again, instead of waiting for another one."""
        if self.broken is not None:
            raise self.broken

    def _fail(self, url: str, failure: Failure, detail: str, *, flaw: bool) -> None:
        self._failures[url] = FailureReport(url, failure, detail)
        self._flaws += flaw
        log.warning("%s: %s: %s", url, failure, detail)

    def _count(self, done: Recorded) -> None:
        match done.decision:
            case New():
                self._articles.add(done.article_id, "new")
            case Revised():
                self._articles.add(done.article_id, "revised")
            case Unchanged():
                self._articles.add(done.article_id, "unchanged")
            case Duplicate():
                self.counts.duplicates += 1
