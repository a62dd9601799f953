"""
One spider per definition, so that `scrapy list` and `scrapy crawl NAME` work as everywhere.

Wrong settings and definitions surface as Scrapy's UsageError: a message, and exit code 2.
"""

from __future__ import annotations

from functools import cached_property
from importlib.metadata import version
from typing import TYPE_CHECKING

from scrapy.exceptions import UsageError

from crawler.spiders.series import SeriesSpider
from fortnightly.series.definition import load_definitions
from fortnightly.settings import Settings, SettingsError, read_settings
from ingest.errors import DefinitionError

if TYPE_CHECKING:
    import builtins
    from typing import Self

    from scrapy import Request
    from scrapy.settings import BaseSettings

    from fortnightly.series.definition import Definition


class SeriesLoader:
    """Loads the definitions when first asked, and makes a spider class of each."""

    @classmethod
    def from_settings(cls, _settings: BaseSettings) -> Self:
        return cls()

    def list(self) -> list[str]:
        return list(self._definitions)

    def load(self, spider_name: str) -> type[SeriesSpider]:
        if spider_name not in self._definitions:
            known = ", ".join(self._definitions)
            reason = f"no series is named {spider_name!r}; there are: {known}"
            raise UsageError(reason, print_help=False)
        return spider_class(self._definitions[spider_name], self.settings)

    def find_by_request(self, request: Request) -> builtins.list[str]:
        return [name for name, d in self._definitions.items() if d.may_ask(request.url)]

    @cached_property
    def settings(self) -> Settings:
        try:
            return read_settings()
        except SettingsError as error:
            raise UsageError(str(error), print_help=False) from error

    @cached_property
    def _definitions(self) -> dict[str, Definition]:
        try:
            return load_definitions(self.settings.series_dir)
        except DefinitionError as error:
            raise UsageError(str(error), print_help=False) from error


def spider_class(definition: Definition, settings: Settings) -> type[SeriesSpider]:
    """Make the spider of one series."""
    return type(
        f"{definition.name.title().replace('_', '')}Spider",
        (SeriesSpider,),
        {
            "__module__": __name__,
            "name": definition.name,
            "definition": definition,
            "custom_settings": scrapy_settings(settings),
        },
    )


def scrapy_settings(settings: Settings) -> dict[str, float | str]:
    """Return the settings of Scrapy that a user sets by ours."""
    return {
        "DOWNLOAD_DELAY": settings.delay,
        "USER_AGENT": f"fortnightly/{version('fortnightly')} (+{settings.contact})",
    }
