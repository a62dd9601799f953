"""
The command ``fortnightly``: parses what is asked, and prints what the archive says.

``--json`` prints JSON and nothing else on stdout, one object a line for a list. Errors go to
stderr; `fortnightly.exits` has the exit codes.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from importlib import import_module
from io import TextIOWrapper
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_group

from fortnightly.exits import BROKEN_PIPE, Exit, exit_code
from ingest.errors import FortnightlyError

if TYPE_CHECKING:
    from typing import NoReturn

#: Each command in the order of the help: the module that has it, and its line in the help.
COMMANDS = {
    "crawl": ("run", "Run one series now: fetch what is new or due, and keep it."),
    "schedule": ("run", "Run every series whenever it is due, until SIGTERM."),
    "status": ("archive", "Show how each series stands, and what is missing."),
    "list": ("articles", "List the articles of a series."),
    "show": ("articles", "Show one article."),
    "history": ("articles", "Show the revisions of an article, and what each changed."),
    "diff": ("articles", "Show what differs between two revisions."),
    "search": ("articles", "Search the full text of all articles."),
    "runs": ("archive", "List the runs, newest first."),
    "calendar": ("archive", "List when an entry was due, and whether it came."),
    "why": ("identity", "Explain why a page is this article and no other."),
    "merge": ("corrections", "Make several articles one."),
    "split": ("corrections", "Make revisions an article of their own."),
    "doubts": ("identity", "List articles that may be one, or two."),
    "quarantine": ("quarantine", "List the pages in quarantine; show, accept or dismiss one."),
    "read": ("pages", "Read saved pages, and store nothing."),
    "reread": ("pages", "Read the kept pages again by the rules of today."),
    "verify": ("verify", "Check the whole archive."),
    "copy": ("copy", "Copy the archive into another database."),
}


class _Command(TyperCommand):
    """A command whose module is imported when it is run, or when its own help is wanted."""

    def make_context(self, info_name: Any, args: Any, parent: Any = None, **extra: Any) -> Any:
        from fortnightly.cli.options import app as loaded  # noqa: PLC0415  see above

        name = str(self.name)
        import_module(f"fortnightly.cli.{COMMANDS[name][0]}")
        return get_group(loaded).commands[name].make_context(info_name, args, parent, **extra)


class _Commands(TyperGroup):
    def invoke(self, ctx: Any) -> Any:
        """Run a command. An output that is closed ends it here: typer would exit with 1."""
        try:
            result = super().invoke(ctx)
        except BrokenPipeError:
            _nobody_reads_on()
        return result


def _print_version(wanted: bool) -> None:  # noqa: FBT001  as typer calls it
    if wanted:
        from importlib.metadata import version  # noqa: PLC0415  one option needs it

        sys.stdout.write(f"fortnightly {version('fortnightly')}\n")
        raise typer.Exit


_root = typer.Typer(
    cls=_Commands,
    help="Keeps the archive of article series, and looks into it.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@_root.callback()
def _options(
    *,
    _: Annotated[
        bool,
        typer.Option(
            "--version", is_eager=True, callback=_print_version, help="Show the version, and exit."
        ),
    ] = False,
) -> None: ...


app = get_group(_root)
for _name, (_, _line) in COMMANDS.items():
    app.add_command(_Command(_name, help=_line, rich_markup_mode=None))


def main() -> None:
    """Run the command line. What a user can mend ends with a message, without a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # what an ASCII terminal cannot show
    try:
        try:
            app()
        finally:
            sys.stdout.flush()
    except FortnightlyError as error:
        _end(str(error), exit_code(error))
    except BrokenPipeError:
        _nobody_reads_on()
    except OSError as error:  # a full device, a folder that cannot be read
        _end(": ".join(filter(None, (error.filename, error.strerror))), Exit.STORAGE)


def _end(message: str, code: int) -> NoReturn:
    _drop_output()
    sys.stderr.write(f"{message}\n")
    sys.exit(code)


def _nobody_reads_on() -> NoReturn:
    """End quietly, as a program does whose output is piped into `head`."""
    _drop_output()
    sys.exit(BROKEN_PIPE)


def _drop_output() -> None:
    """Drop what cannot be written, so that Python does not try again at exit."""
    try:
        sys.stdout.flush()
    except OSError:
        with suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
