"""Keep the bytes of a run: each exchange into its WARC file, before anything reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.exchange import arrival
from fortnightly.clock import now

if TYPE_CHECKING:
    from scrapy.http import Response

    from storage.archive import Archive
    from storage.records import Capture, RunCounts


class Preserver:
    """The WARC file of one run, and the rows of its captures."""

    def __init__(self, archive: Archive, series: str, run_id: int, counts: RunCounts) -> None:
        self._captures = archive.captures
        self._series = series
        self._run_id = run_id
        self._counts = counts
        self._warc = archive.new_warc(series, run_id, now())

    def keep(self, response: Response, kind: str, asked: tuple[str, ...]) -> Capture | None:
        """Keep a response; of a 304 return the capture it confirms, None where there is none."""
        came = arrival(response, asked)
        if response.status == 304:
            self._counts.not_modified += 1
            return self._captures.keep_revisit(
                self._warc,
                came.exchange,
                series=self._series,
                run_id=self._run_id,
                addresses=came.addresses,
                hops=came.hops,
            )
        return self._captures.keep(
            self._warc,
            came.exchange,
            series=self._series,
            run_id=self._run_id,
            kind=kind,
            addresses=came.addresses,
            hops=came.hops,
        )

    def keep_gone(self, response: Response, asked: str, article_id: int) -> Capture:
        """Keep the response that shows that an article is gone."""
        came = arrival(response, (asked,))
        return self._captures.keep_gone(
            self._warc,
            came.exchange,
            series=self._series,
            run_id=self._run_id,
            addresses=came.addresses,
            article_id=article_id,
            hops=came.hops,
        )

    def close(self) -> None:
        self._warc.close()
