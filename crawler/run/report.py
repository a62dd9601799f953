"""What a run logs as it goes, and what the ledger and the screen show at its end."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from storage.records import SourceReport

if TYPE_CHECKING:
    from crawler.run.outcome import SourceProgress
    from ingest.model import Reading
    from storage.records import CrawlRunRecord, Recorded

log = logging.getLogger(__name__)


def log_recorded(done: Recorded, reading: Reading) -> None:
    article = reading.article
    log.info(
        "%s: %d  %s  %s",
        type(done.decision).__name__.lower(),
        done.article_id,
        article.published or "no date",
        article.title,
    )
    for candidate in done.judgement.apart:
        which = (
            f"what {candidate.id} says now may be another entry"
            if candidate.id == done.article_id
            else f"{done.article_id} and {candidate.id} are kept apart"
        )
        log.warning("too close to call: %s; see `fortnightly doubts`", which)


def story_of(run: CrawlRunRecord, *notes: str) -> str:
    """Return a few lines for the person who started a run."""
    counts = (
        f"{run.new} new, {run.revised} revised, {run.unchanged} unchanged, "
        f"{run.duplicates} duplicates, {run.quarantined} set aside; "
        f"{run.requests} requests, {run.not_modified} of them not modified"
    )
    lines = [f"{run.series}: {run.outcome}: {counts}"]
    for source in run.sources:
        why = f" ({source.failure})" if source.failure else ""
        lines.append(
            f"  {source.kind} {source.url}: {source.status}{why}, {source.entries} entries"
        )
    lines += [f"  {note}" for note in notes]
    lines += [f"  failed: {f.url}: {f.failure}: {f.detail}" for f in run.failures]
    return "\n".join(lines)


def report(progress: SourceProgress) -> SourceReport:
    return SourceReport(
        kind=progress.source.kind,
        url=progress.source.url,
        status=progress.verdict,
        failure=progress.failure,
        entries=progress.entries,
    )
