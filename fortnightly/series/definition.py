"""
A series, as data: what a definition file may say, checked before anything is fetched.

Every wrong definition raises DefinitionError, which names the file, the key and the reason.
Does not fetch, and does not know what the crawl makes of a definition.
"""

from __future__ import annotations

import re
import tomllib
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
from cssselect import HTMLTranslator, SelectorError
from msgspec import Struct
from msgspec.structs import replace

from fortnightly.series.periods import Cadence, Pause, Period
from fortnightly.settings import SettingsError
from ingest.errors import DefinitionError
from ingest.model import AnatomyRules, Hosts, Member, Rules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from fortnightly.settings import Settings

#: Data of the floor above, found by its place: no code of `crawler` is imported for it.
SHIPPED = Path(__file__).parents[2] / "crawler" / "series"

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_HOST = re.compile(r"(?!-)[\w-]+(\.[\w-]+)*(:\d+)?")
_PORTS = {"http": 80, "https": 443}


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
    """One series; the fields are the keys of its file."""

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

    Returns them by name, in alphabetical order.
    Raises DefinitionError for the first wrong one, and for a folder that is none.
    """
    definitions = {
        name: replace(definition, shipped=True)
        for name, definition in _load_folder(SHIPPED).items()
    }
    if folder is not None:
        if not folder.is_dir():
            raise DefinitionError(folder, "", "FORTNIGHTLY_SERIES_DIR is no folder")
        definitions |= _load_folder(folder)
    return dict(sorted(definitions.items()))


def load_definition(file: Path) -> Definition:
    """Load one file. Raises DefinitionError."""
    try:
        data = tomllib.loads(file.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise DefinitionError(file, "", f"bad TOML: {error}") from error
    except (OSError, UnicodeDecodeError) as error:
        raise DefinitionError(file, "", str(error)) from error
    try:
        definition = msgspec.convert(data, Definition)
    except msgspec.ValidationError as error:
        raise DefinitionError(file, *_explain(str(error))) from error
    for key, reason in _faults(definition):
        raise DefinitionError(file, key, reason)
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


def _load_folder(folder: Path) -> dict[str, Definition]:
    files: dict[str, Path] = {}
    definitions: dict[str, Definition] = {}
    for file in sorted(folder.glob("*.toml")):
        definition = load_definition(file)
        if definition.name in files:
            other = files[definition.name]
            raise DefinitionError(file, "name", f"{definition.name!r} is also the name in {other}")
        files[definition.name] = file
        definitions[definition.name] = definition
    return definitions


def _explain(message: str) -> tuple[str, str]:
    """Turn msgspec's message into key and reason, in the words of the file."""
    reason, _, path = message.partition(" - at ")
    path = path.strip("`").removeprefix("$").removeprefix(".")
    if found := re.fullmatch(r"Object (missing required|contains unknown) field `(.+)`", reason):
        key = f"{path}.{found[2]}" if path else found[2]
        return key, "missing" if "missing" in reason else "unknown key"
    if path.endswith(".kind") and (found := re.fullmatch("Invalid value (.+)", reason)):
        return path, f"unknown kind {found[1]}; there are feed, listing, sitemap and wayback"
    return path, reason[0].lower() + reason[1:]


def _faults(definition: Definition) -> Iterator[tuple[str, str]]:
    """Yield key and reason of everything that has the right type and is wrong all the same."""
    checks: Iterable[tuple[str, Callable[[str], object], str | None]] = (
        ("name", _spider_name, definition.name),
        ("title", _some_text, definition.title),
        ("publisher", _some_text, definition.publisher),
        ("language", _language, definition.language),
        ("timezone", _zone, definition.timezone),
        ("cadence.every", _period, definition.cadence.every),
        ("cadence.tolerance", Period.parse, definition.cadence.tolerance),
        *(
            (f"cadence.pauses[{i}]", Pause.parse, p)
            for i, p in enumerate(definition.cadence.pauses)
        ),
        ("hosts.canonical", _host, definition.hosts.canonical),
        *((f"hosts.aliases[{i}]", _host, h) for i, h in enumerate(definition.hosts.aliases)),
        ("member.title", re.compile, definition.member.title),
        ("member.trailer", re.compile, definition.member.trailer),
        ("member.path", re.compile, definition.member.path),
        ("anatomy.related", re.compile, definition.anatomy.related),
        *(
            (f"anatomy.trailer[{i}]", re.compile, p)
            for i, p in enumerate(definition.anatomy.trailer)
        ),
        ("anatomy.credit", _credit, definition.anatomy.credit),
    )
    for key, check, value in checks:
        if value is not None and (reason := _fault(check, value)):
            yield key, reason
    if not any((definition.member.title, definition.member.trailer, definition.member.path)):
        yield "member", "at least one of title, trailer and path must be given"
    if not definition.sources:
        yield "sources", "at least one source must be given"
    for i, source in enumerate(definition.sources):
        yield from ((f"sources[{i}].{key}", reason) for key, reason in _source_faults(source))


def _source_faults(source: Source) -> Iterator[tuple[str, str]]:
    if reason := _fault(_address, source.url):
        yield "url", reason
    if isinstance(source, Wayback) and not source.match.strip():
        yield "match", "is empty"
    if isinstance(source, Listing):
        for key, selector in (("links", source.links), ("next", source.next)):
            if selector is not None and (reason := _fault(_selector, selector)):
                yield key, reason
        if source.max_pages is not None and source.max_pages < 1:
            yield "max_pages", f"{source.max_pages} is no number of pages"


def _fault(check: Callable[[str], object], value: str) -> str | None:
    """Return why a value is wrong, in the words of the check that refused it."""
    try:
        check(value)
    except re.error as error:
        return f"{value!r} is no pattern: {error}"
    except (ValueError, OverflowError) as error:
        return str(error)
    return None


def _spider_name(text: str) -> None:
    if not _NAME.fullmatch(text):
        raise ValueError(f"{text!r} is no spider name; it must match [a-z][a-z0-9_]*")


def _some_text(text: str) -> None:
    if not text.strip():
        raise ValueError("is empty")


def _language(text: str) -> None:
    if not re.fullmatch(r"[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*", text):
        raise ValueError(f"{text!r} is no language tag such as en or pt-BR")


def _zone(text: str) -> None:
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"{text!r} is no time zone such as Europe/London") from error


def _period(text: str) -> None:
    if Period.parse(text).about < timedelta(days=1):
        raise ValueError(f"{text!r} is shorter than a day")
    if Period.parse(text).about > timedelta(days=3660):
        raise ValueError(f"{text!r} is longer than ten years")


def _host(text: str) -> None:
    if not _HOST.fullmatch(text):
        raise ValueError(f"{text!r} is no host name; give it without scheme and path")


def _address(text: str) -> None:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not _HOST.fullmatch(parts.netloc):
        raise ValueError(f"{text!r} is no http or https address")


def _credit(text: str) -> None:
    if "credit" not in re.compile(text).groupindex:
        raise ValueError(f"{text!r} has no group named credit: (?P<credit>...)")


def _selector(text: str) -> None:
    try:
        HTMLTranslator().css_to_xpath(text)
    except SelectorError as error:
        raise ValueError(f"{text!r} is no CSS selector: {error}") from error
