"""Fills an archive through its own methods: ``python -m benchmarks.fill 10000``."""

from __future__ import annotations

import random
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from fortnightly.settings import read_settings
from ingest.identity.identify import identify
from ingest.model import Article, Candidate, Hosts, Match, Paragraph, Reading
from storage.archive import open_archive
from storage.records import Exchange, Visit

if TYPE_CHECKING:
    from collections.abc import Sequence

SERIES = "iraq_report"
HOSTS = Hosts("www.newarab.com")
BEGIN = datetime(2000, 1, 1, tzinfo=UTC)
WORDS = [f"word{number}" for number in range(5000)]


def article(number: int, chance: random.Random) -> Article:
    """Return an article of about 1,000 words."""
    return Article(
        url=f"http://www.newarab.com/analysis/iraq-report-filler-{number}",
        title=f"The Iraq Report: filler {number}",
        published=(BEGIN + timedelta(hours=20 * number)).date().isoformat(),
        body=tuple(Paragraph(" ".join(chance.choices(WORDS, k=100))) for _ in range(10)),
    )


def main() -> None:
    settings = read_settings()
    now = datetime.now(UTC)
    chance = random.Random(1)
    with open_archive(settings.database, settings.home) as archive:
        run_id = archive.runs.start(SERIES, "manual", now)
        with archive.new_warc(SERIES, run_id, now) as warc:
            for number in range(int(sys.argv[1])):
                made = article(number, chance)
                reading = Reading(
                    article=made,
                    addresses=(made.url,),
                    rule="title",
                    extractor="filler",
                    rules="benchmark",
                )
                capture = archive.captures.keep(
                    warc, exchange(made), series=SERIES, run_id=run_id, kind="article", addresses=()
                )
                check_at = now + timedelta(days=90)
                visit = Visit(capture=capture, hosts=HOSTS, now=now, check_at=check_at)

                def judge(known: Sequence[Candidate], reading: Reading = reading) -> Match:
                    return identify(reading, known, HOSTS)

                archive.articles.record(reading, visit, judge)


def exchange(made: Article) -> Exchange:
    body = made.text.encode()
    return Exchange(
        url=made.url,
        at=datetime.now(UTC),
        method="GET",
        request_headers=(),
        status=200,
        reason="OK",
        response_headers=(("Content-Type", "text/html"),),
        body=body,
        payload=body,
    )


if __name__ == "__main__":
    main()
