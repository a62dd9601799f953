"""``scrapy settings``: also shows the settings of Scrapy that come from ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.commands.settings import Command as ScrapySettings

from crawler.loader import SeriesLoader, scrapy_settings

if TYPE_CHECKING:
    import argparse


class Command(ScrapySettings):
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None  # noqa: S101  Scrapy sets it before it calls
        self.settings.setdict(scrapy_settings(SeriesLoader().settings), priority="spider")
        super().run(args, opts)
