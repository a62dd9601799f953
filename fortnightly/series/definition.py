"""
A series as a value: its definition, checked before anything is fetched.

Wrong definitions raise DefinitionError, which names each file, key and reason.
"""

from __future__ import annotations

import re
import tomllib
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from msgspec import Struct
from msgspec.structs import replace

from fortnightly.series import checks
from fortnightly.series.conversion import convert
from fortnightly.series.periods import Cadence, Pause, Period
from fortnightly.settings import SettingsError
from ingest.errors import DefinitionError, DefinitionFault
from ingest.model import AnatomyRules, Hosts, Member, Rules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from fortnightly.settings import Settings

#: Data of the floor above, found by its place: no code of `crawler` is imported for it.
SHIPPED = Path(__file__).parents[2] / "crawler" / "series"

_PORTS = {"http": 80, "https": 443}
_SOURCE = {"kind": "feed", "url": "https://series.example/feed"}
_RIGHT = {
    **dict.fromkeys(("name", "title", "publisher", "language"), "xx"),
    "timezone": "UTC",
    "cadence": {"every": "P1D"},
    "cadence.every": "P1D",
    "cadence.pauses[]": "2026-08-01/2026-08-31",
    "hosts": {"canonical": "series.example"},
    "hosts.canonical": "series.example",
    "hosts.aliases[]": "series.example",
    "sources": [_SOURCE],
    "sources[]": _SOURCE,
    "sources[].url": _SOURCE["url"],
    "sources[].match": "series.example/*",
    "member": {"title": "x"},
    "anatomy.trailer[]": "x",
}


class _Source(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag=str.lower):
    """Where links to entries come from."""

    url: str
    optional: bool = False  #: a guess: never having worked is no failure

    @property
    def kind(self) -> str:
        return type(self).__name__.lower()


class Feed(_Source, frozen=True):
    """RSS or Atom."""


class Listing(_Source, frozen=True):
    """A tag, series or author page, followed page by page to its end."""

    links: str | None = None  #: CSS selector of the links to entries; default: all links
    next: str | None = None  #: CSS selector of the link to the next page; default: found by itself
    max_pages: int | None = None  #: default: to the end


class Sitemap(_Source, frozen=True):
    """A sitemap or an index of sitemaps, plain or compressed."""


class Wayback(_Source, frozen=True, kw_only=True):
    """A CDX server of a web archive; asked only for a backfill."""

    match: str


Source = Feed | Listing | Sitemap | Wayback


class Definition(Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """One series; the fields are the keys of its file, but for `shipped`."""

    name: str
    title: str
    publisher: str
    language: str
    timezone: str
    cadence: Cadence
    hosts: Hosts
    sources: tuple[Source, ...]
    member: Member
    anatomy: AnatomyRules = AnatomyRules()
    shipped: bool = False  #: it comes with fortnightly

    @cached_property
    def rules(self) -> Rules:
        """What reading needs to know of this series."""
        return Rules(
            hosts=self.hosts,
            sources=tuple(source.url for source in self.sources),
            member=self.member,
            anatomy=self.anatomy,
            publisher=self.publisher,
            language=self.language,
            timezone=self.timezone,
        )

    @cached_property
    def named_hosts(self) -> frozenset[str]:
        """Every host that the definition names, with its port if that is not the usual one."""
        return frozenset(
            (
                self.hosts.canonical.lower(),
                *map(str.lower, self.hosts.aliases),
                *(_host_of(source.url) for source in self.sources),
            )
        )

    def may_ask(self, url: str) -> bool:
        """Say whether an address is on the web, and at a host that the definition names."""
        return _host_of(url) in self.named_hosts


def _host_of(url: str) -> str:
    """Return the host of a web address, empty for any other."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme not in _PORTS or parts.username is not None:
        return ""
    host = (parts.hostname or "").lower()
    return host if port in {None, _PORTS[parts.scheme]} else f"{host}:{port}"


def load_definitions(folder: Path | None = None) -> dict[str, Definition]:
    """
    Load the shipped definitions and those in `folder`, which replace shipped ones of the same name.

    Returns them by name, in alphabetical order. Raises DefinitionError with every fault of every
    file, or for a folder that is not there.
    """
    if folder is not None and not folder.is_dir():
        raise DefinitionError([DefinitionFault(folder, "", "FORTNIGHTLY_SERIES_DIR is no folder")])
    faults: list[DefinitionFault] = []
    definitions = {
        name: replace(definition, shipped=True)
        for name, definition in _load_folder(SHIPPED, faults).items()
    }
    if folder is not None:
        definitions |= _load_folder(folder, faults)
    if faults:
        raise DefinitionError(faults)
    return dict(sorted(definitions.items()))


def load_definition(file: Path) -> Definition:
    """Load one file. Raises DefinitionError with every fault of it."""
    try:
        data = tomllib.loads(file.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise DefinitionError([DefinitionFault(file, "", f"bad TOML: {error}")]) from error
    except (OSError, UnicodeDecodeError) as error:
        raise DefinitionError([DefinitionFault(file, "", str(error))]) from error
    no_key = {"shipped": "unknown key"} if data.pop("shipped", None) is not None else {}
    definition, reasons = convert(data, Definition, _RIGHT)
    reasons |= no_key
    structural = tuple(reasons)
    for key, reason in _faults(definition):
        if not any(re.match(rf"{re.escape(key)}(?![^.\[])", wrong) for wrong in structural):
            reasons[key] = reason
    if reasons:
        raise DefinitionError(DefinitionFault(file, *fault) for fault in reasons.items())
    return definition


def served(definitions: Mapping[str, Definition], settings: Settings) -> list[Definition]:
    """
    Return the series that are served: those that FORTNIGHTLY_SERIES names.

    By default all of FORTNIGHTLY_SERIES_DIR if that is set, else the shipped one.
    Raises SettingsError for a name that no definition has.
    """
    unknown = [name for name in settings.series if name not in definitions]
    if unknown:
        there = ", ".join(definitions)
        reason = f"no series is named {', '.join(unknown)}; there are: {there}"
        raise SettingsError("FORTNIGHTLY_SERIES", reason)
    if settings.series:
        return [definitions[name] for name in dict.fromkeys(settings.series)]
    return [d for d in definitions.values() if not (settings.series_dir and d.shipped)]


def _load_folder(folder: Path, faults: list[DefinitionFault]) -> dict[str, Definition]:
    """Return the definitions of a folder by name; append the faults of all files to `faults`."""
    files: dict[str, Path] = {}
    definitions: dict[str, Definition] = {}
    for file in sorted(folder.glob("*.toml")):
        try:
            definition = load_definition(file)
        except DefinitionError as error:
            faults.extend(error.faults)
            continue
        other = files.setdefault(definition.name, file)
        if other != file:
            reason = f"{definition.name!r} is also the name in {other}"
            faults.append(DefinitionFault(file, "name", reason))
        definitions[definition.name] = definition
    return definitions


def _faults(definition: Definition) -> Iterator[tuple[str, str]]:
    """Yield key and reason of everything that has the right type and is wrong all the same."""
    values: Iterable[tuple[str, Callable[[str], object], str | None]] = (
        ("name", checks.spider_name, definition.name),
        ("title", checks.some_text, definition.title),
        ("publisher", checks.some_text, definition.publisher),
        ("language", checks.language_tag, definition.language),
        ("timezone", checks.zone, definition.timezone),
        ("cadence.every", checks.period, definition.cadence.every),
        ("cadence.tolerance", Period.parse, definition.cadence.tolerance),
        *(
            (f"cadence.pauses[{i}]", Pause.parse, p)
            for i, p in enumerate(definition.cadence.pauses)
        ),
        ("hosts.canonical", checks.host, definition.hosts.canonical),
        *((f"hosts.aliases[{i}]", checks.host, h) for i, h in enumerate(definition.hosts.aliases)),
        ("member.title", re.compile, definition.member.title),
        ("member.trailer", re.compile, definition.member.trailer),
        ("member.path", re.compile, definition.member.path),
        ("anatomy.related", re.compile, definition.anatomy.related),
        *(
            (f"anatomy.trailer[{i}]", re.compile, p)
            for i, p in enumerate(definition.anatomy.trailer)
        ),
        ("anatomy.credit", checks.credit, definition.anatomy.credit),
    )
    for key, check, value in values:
        if value is not None and (reason := checks.fault(check, value)):
            yield key, reason
    if not any((definition.member.title, definition.member.trailer, definition.member.path)):
        yield "member", "at least one of title, trailer and path must be given"
    if not definition.sources:
        yield "sources", "at least one source must be given"
    for i, source in enumerate(definition.sources):
        yield from ((f"sources[{i}].{key}", reason) for key, reason in _source_faults(source))


def _source_faults(source: Source) -> Iterator[tuple[str, str]]:
    if reason := checks.fault(checks.web_address, source.url):
        yield "url", reason
    if isinstance(source, Wayback) and not source.match.strip():
        yield "match", "is empty"
    if isinstance(source, Listing):
        for key, selector in (("links", source.links), ("next", source.next)):
            if selector is not None and (reason := checks.fault(checks.selector, selector)):
                yield key, reason
        if source.max_pages is not None and source.max_pages < 1:
            yield "max_pages", f"{source.max_pages} is no number of pages"
