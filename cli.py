"""
The command ``fortnightly``: parses what is asked, and prints what the archive says.

``--json`` prints JSON and nothing else on stdout, one object a line for a list. Errors go to
stderr; exit code 2 means that the command, a setting or a definition is wrong, 5 that a run of the
series is under way, 6 that storage failed.
"""

from __future__ import annotations

import sys
from collections import Counter
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path  # noqa: TC003 - typer asks for it
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import msgspec
import typer
from msgspec import Struct

import printing
import rendering
from crawler.cadence import slots
from crawler.definition import load_definitions
from crawler.recording import accept, dismiss
from formats import Format, formatted, harmless
from ingest.errors import (
    BadDatabaseUrl,
    DefinitionError,
    LockedError,
    NoSuchArticle,
    NotSetAside,
    PageError,
    StorageError,
)
from ingest.model import Rules
from ingest.pool import Readers
from rereading import Again, Rereading
from saved import BadManifest, Saved, Unread, manifest, read_all
from settings import SettingsError, read_settings
from storage.archive import open_archive
from storage.records import Run

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from crawler.cadence import Slot
    from crawler.definition import Definition
    from ingest.model import Article, Evidence, Examined, Reading
    from storage.archive import Archive
    from storage.records import Entry

WRONG, INCOMPLETE, LOCKED, STORAGE_FAILED = 2, 3, 5, 6
_Outcome = TypeVar("_Outcome")

app = typer.Typer(
    help="Looks into the archive of article series that `scrapy crawl NAME` keeps.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Name = Annotated[
    str, typer.Argument(metavar="NAME", help="The name of a series; `scrapy list` lists them.")
]
AnyName = Annotated[
    str | None, typer.Argument(metavar="NAME", help="The name of a series; default: all.")
]
Id = Annotated[
    int, typer.Argument(metavar="ID", help="The number of an article, as `list` shows it.")
]
Form = Annotated[
    Format | None, typer.Option("--format", help="Give the whole article out in this form.")
]
Explain = Annotated[bool, typer.Option("--explain", help="Tell why each field says what it says.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else.")]


class Status(Struct, frozen=True, kw_only=True):
    """How a series stands, as `status` prints it."""

    series: str
    title: str
    entries: int
    newest: str | None  #: ISO 8601, as its page gives it
    next_due: date | None
    overdue: bool
    missing: int
    quarantined: int
    last_run: Run | None


@app.command()
def status(
    name: AnyName = None,
    *,
    as_json: Json = False,
    check: Annotated[
        bool,
        typer.Option(help="Exit 1 if an entry is overdue or the last run was not complete."),
    ] = False,
    strict: Annotated[
        bool, typer.Option(help="With --check: exit 1 for missing entries too.")
    ] = False,
) -> None:
    """Tell how each series stands: entries, newest, next expected, overdue, last run."""
    with _archive() as (archive, definitions):
        wanted = [_named(definitions, name)] if name else definitions.values()
        found = [_status(archive, definition) for definition in wanted]
    if as_json:
        _print_json([found[0] if name else found])
    else:
        printing.console().print(_status_table(found))
    if (check or strict) and any(_alarming(one, strict=strict) for one in found):
        raise typer.Exit(1)


@app.command("list")
def list_(name: Name, *, as_json: Json = False) -> None:
    """List the articles of a series, newest first; with --json each one whole."""
    with _archive() as (archive, definitions):
        definition = _named(definitions, name)
        if as_json:
            _print_json(archive.articles.entries(name))
        else:
            heads = archive.articles.list(name)
            printing.console().print(printing.articles(definition.title, heads))


@app.command()
def show(
    id_: Id,
    *,
    revision: Annotated[
        int | None, typer.Option(help="One of its revisions; default: the current one.")
    ] = None,
    form: Form = None,
    explain: Explain = False,
    as_json: Json = False,
) -> None:
    """Show one article as it reads; or give it out whole, as Markdown, text or HTML."""
    _check_form(form, as_json=as_json, explain=explain)
    with _archive() as (archive, _):
        entry = archive.articles.get(id_, revision)
        evidence = archive.articles.evidence(id_, revision) if explain else ()
    if as_json:
        _print_json([_with_evidence(entry, evidence) if explain else entry])
    elif explain:
        told = (("extractor", entry.extractor), ("rules", entry.rules))
        _print_explained(entry, evidence, told)
    else:
        _print_article(entry, form)


@app.command()
def history(
    id_: Id,
    *,
    as_json: Json = False,
) -> None:
    """Tell what changed in an article, revision by revision."""
    with _archive() as (archive, _):
        revisions = archive.articles.history(id_)
    if as_json:
        _print_json(revisions)
    else:
        printing.console().print(printing.history(revisions))


@app.command()
def runs(
    name: AnyName = None,
    *,
    limit: Annotated[int, typer.Option(min=1, help="How many, at the most.")] = 50,
    as_json: Json = False,
) -> None:
    """Show the ledger of runs, newest first."""
    with _archive() as (archive, definitions):
        if name:
            _named(definitions, name)
        found = archive.runs.list(name, limit)
    if as_json:
        _print_json(found)
    else:
        printing.console().print(printing.ledger(found))


@app.command()
def quarantine(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="[NAME | accept | dismiss]", help="A series; or what to do with ID."
        ),
    ] = None,
    id_: Annotated[
        int | None, typer.Argument(metavar="[ID]", help="The number of a page, as listed.")
    ] = None,
    *,
    as_json: Json = False,
) -> None:
    """
    List the pages that were set aside, each with its reason, or settle one by its ID.

    `accept ID` records the page as an article, whatever the gate thinks of it. `dismiss ID` closes
    it: it is not asked again until its source says something else of it, or its page changes.
    """
    if id_ is not None:
        _settle(name, id_)
    else:
        _list_quarantine(name, as_json=as_json)


def _settle(verb: str | None, id_: int) -> None:
    if verb not in {"accept", "dismiss"}:
        raise typer.BadParameter(f"give `accept {id_}` or `dismiss {id_}`, not `{verb} {id_}`")
    with _archive() as (archive, definitions):
        one = archive.quarantine.get(id_)
        definition = _named(definitions, one.page.series)
        if verb == "dismiss":
            dismiss(archive, definition, one)
            typer.echo(f"dismissed: {one.page.url}")
            return
        try:
            done = accept(archive, definition, one)
        except PageError as error:
            raise typer.BadParameter(f"not even so an article: {error}") from error
    typer.echo(f"{type(done.decision).__name__.lower()}: {done.article_id}  {one.page.url}")


def _list_quarantine(name: str | None, *, as_json: bool) -> None:
    with _archive() as (archive, definitions):
        if name in {"accept", "dismiss"} and name not in definitions:
            raise typer.BadParameter(f"give the ID of a page: `fortnightly quarantine {name} ID`")
        if name:
            _named(definitions, name)
        if name in {"accept", "dismiss"}:
            sys.stderr.write(f"the series {name!r}; to {name} a page, give its ID as well\n")
        found = archive.quarantine.open(name)
    if as_json:
        _print_json(found)
    else:
        printing.console().print(printing.quarantine(found))


@app.command()
def search(
    words: Annotated[list[str], typer.Argument(help="Words that an article must all contain.")],
    *,
    series: Annotated[str | None, typer.Option(help="Only in this series.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many, at the most.")] = 20,
    as_json: Json = False,
) -> None:
    """Search the full text of all articles, best first."""
    with _archive() as (archive, _):
        found = archive.articles.search(" ".join(words), series, limit)
    if as_json:
        _print_json(found)
    else:
        printing.console().print(printing.hits(found))


@app.command()
def calendar(name: Name, *, as_json: Json = False) -> None:
    """Show every slot of the cadence: found, due, overdue, missing or excused."""
    with _archive() as (archive, definitions):
        found = _slots(archive, _named(definitions, name))
    if as_json:
        _print_json(found)
    else:
        printing.console().print(printing.calendar(found))


@app.command()
def read(  # noqa: PLR0913 - an argument each is how typer wants them
    files: Annotated[
        list[Path] | None, typer.Argument(help="Saved pages, plain or gzipped.")
    ] = None,
    *,
    url: Annotated[str, typer.Option(help="The address of the page; default: it says so.")] = "",
    series: Annotated[str | None, typer.Option(help="Read by the rules of this series.")] = None,
    listed: Annotated[
        Path | None,
        typer.Option(
            "--manifest",
            metavar="LIST.jsonl",
            help='Read many: a line {"path": ..., "url": ...} each. A path is relative to the'
            " folder in which the command runs, as it is for FILES.",
        ),
    ] = None,
    form: Form = None,
    explain: Explain = False,
    as_json: Json = False,
) -> None:
    """Tell what saved pages would become, without storing anything."""
    as_json = as_json or listed is not None
    _check_form(form, as_json=as_json, explain=explain)
    settings = read_settings()
    definitions = load_definitions(settings.series_dir)
    rules = _named(definitions, series).rules if series else Rules()
    if (not files) == (listed is None):
        raise typer.BadParameter("give either files or --manifest")
    pages = _pages(files or [], url, listed)
    failed = 0
    for outcome in _stepping(read_all(pages, rules), "pages read", len(pages)):
        failed += isinstance(outcome, Unread) or outcome.refused is not None
        if as_json:
            _print_json([_line(outcome, explain=explain)])
        else:
            _print_read(outcome, form, explain=explain)
    if failed and not listed:
        raise typer.Exit(INCOMPLETE)


@app.command()
def reread(
    name: AnyName = None,
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would change, and record nothing.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Read the kept pages again by the rules of today; show what changes, and record it as that."""
    outcomes: Counter[str] = Counter()
    with _archive() as (archive, definitions), Readers() as readers:
        wanted = [_named(definitions, name)] if name else definitions.values()
        for definition in wanted:
            again = Rereading(archive, definition, _now, record=not dry_run)
            for one in _stepping(again.read(readers), definition.name, len(again)):
                outcomes[one.outcome] += 1
                _print_again(one, as_json=as_json)
    (sys.stderr if as_json else sys.stdout).write(
        f"{printing.counts(outcomes, recorded=not dry_run)}\n"
    )
    if outcomes["unreadable"]:
        raise typer.Exit(INCOMPLETE)


def main() -> None:
    """Run the command line; the errors of a user end it with a message, not a traceback."""
    try:
        app()
    except (SettingsError, DefinitionError, BadDatabaseUrl, NoSuchArticle, NotSetAside) as error:
        _end(error, WRONG)
    except LockedError as error:
        _end(error, LOCKED)
    except StorageError as error:
        _end(error, STORAGE_FAILED)


@contextmanager
def _archive() -> Iterator[tuple[Archive, dict[str, Definition]]]:
    settings = read_settings()
    definitions = load_definitions(settings.series_dir)
    with open_archive(settings.database, settings.home) as archive:
        yield archive, definitions


def _named(definitions: dict[str, Definition], name: str) -> Definition:
    if name not in definitions:
        known = ", ".join(definitions)
        raise typer.BadParameter(f"no series is named {name!r}; there are: {known}")
    return definitions[name]


def _now() -> datetime:
    return datetime.now(UTC)


def _slots(archive: Archive, definition: Definition) -> list[Slot]:
    days = archive.articles.published_days(definition.name)
    return list(slots(definition.cadence, days, _now().date()))


def _check_form(form: Format | None, *, as_json: bool, explain: bool) -> None:
    if form and (as_json or explain):
        other = "--json" if as_json else "--explain"
        raise typer.BadParameter(f"--format and {other} are two ways to print: give one of them")


def _pages(files: Sequence[Path], url: str, listed: Path | None) -> list[Saved]:
    try:
        return manifest(listed) if listed else [Saved(str(file), url) for file in files]
    except BadManifest as error:
        raise typer.BadParameter(str(error)) from error


def _line(outcome: Examined | Unread, *, explain: bool) -> object:
    """Return the line of JSON for a page: an article, or why it is none."""
    if isinstance(outcome, Unread):
        return outcome
    reading, refused = outcome.reading, outcome.refused
    if refused is None:
        line = _as_entry(reading)
    else:
        line = msgspec.structs.asdict(Unread(refused.url, refused.failure, refused.detail))
    return _with_evidence(line, reading.evidence) if explain else line


def _with_evidence(document: object, evidence: Sequence[Evidence]) -> dict[str, object]:
    return {**msgspec.to_builtins(document), "evidence": evidence}


def _print_read(outcome: Examined | Unread, form: Format | None, *, explain: bool) -> None:
    if isinstance(outcome, Unread):
        _complain(outcome.url, outcome.error, outcome.detail)
        return
    reading, refused = outcome.reading, outcome.refused
    if refused is not None:
        _complain(refused.url, refused.failure, refused.detail)
    if explain:
        _print_explained(reading.article, reading.evidence, rendering.told_of(outcome))
    elif refused is None:
        _print_article(reading.article, form)


def _complain(url: str, error: str, detail: str) -> None:
    sys.stderr.write(harmless(f"{url}: {error}: {detail}") + "\n")


def _print_article(article: Article | Entry, form: Format | None) -> None:
    if form is None:
        printing.put(rendering.article(article))
    else:
        sys.stdout.write(formatted(article, form))


def _print_explained(
    article: Article | Entry, evidence: tuple[Evidence, ...], told: tuple[tuple[str, str], ...]
) -> None:
    one = rendering.Explained(article=article, evidence=evidence, told=told)
    printing.put(rendering.explained(one))


def _as_entry(reading: Reading) -> dict[str, object]:
    """Return the article in JSON, as far as a page alone tells it."""
    return {
        **msgspec.structs.asdict(reading.article),
        "text": reading.article.text,
        "word_count": reading.article.word_count,
        "addresses": reading.addresses,
        "member": reading.rule,
        "extractor": reading.extractor,
        "rules": reading.rules,
    }


def _stepping(steps: Iterator[_Outcome], what: str, total: int) -> Iterator[_Outcome]:
    """Yield what is worked on, and tell on stderr how far it is."""
    with printing.progress(what, total) as step:
        for one in steps:
            yield one
            step()


def _print_again(one: Again, *, as_json: bool) -> None:
    if one.outcome == "unreadable":
        sys.stderr.write(f"{one.url}: {one.detail}\n")
    elif one.outcome != "same" and as_json:
        _print_json([one])
    elif one.outcome != "same":
        printing.console().print(printing.again(one))


def _status(archive: Archive, definition: Definition) -> Status:
    calendar = _slots(archive, definition)
    expected = [slot for slot in calendar if slot.state in {"overdue", "due"}]
    newest = archive.articles.newest(definition.name)
    return Status(
        series=definition.name,
        title=definition.title,
        entries=archive.articles.count(definition.name),
        newest=newest.published if newest else None,
        next_due=expected[0].due if expected else None,
        overdue=any(slot.state == "overdue" for slot in calendar),
        missing=sum(slot.state == "missing" for slot in calendar),
        quarantined=archive.quarantine.count(definition.name),
        last_run=archive.runs.last(definition.name),
    )


def _alarming(one: Status, *, strict: bool) -> bool:
    ran_well = one.last_run is not None and one.last_run.outcome == "complete"
    return one.overdue or not ran_well or (strict and one.missing > 0)


def _status_table(found: Iterable[Status]) -> Any:
    columns = ("series", "entries#", "newest", "next due", "", "missing#", "set aside#", "last run")
    rows = (
        (
            one.series,
            one.entries,
            (one.newest or "")[:10],
            one.next_due,
            "overdue" if one.overdue else "",
            one.missing,
            one.quarantined,
            _last_run(one.last_run),
        )
        for one in found
    )
    return printing.table("", columns, rows)


def _last_run(run: Run | None) -> str:
    if run is None:
        return "never"
    return f"{run.outcome or 'under way'}, {run.started:%Y-%m-%d %H:%M} UTC"


def _print_json(values: Iterable[object]) -> None:
    for value in values:
        sys.stdout.write(msgspec.json.encode(value).decode() + "\n")


def _end(error: Exception, exit_code: int) -> None:
    sys.stderr.write(f"{error}\n")
    sys.exit(exit_code)


if __name__ == "__main__":
    main()
