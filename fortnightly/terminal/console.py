"""Printing to a terminal or a pipe, and progress on stderr."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from shutil import get_terminal_size
from time import monotonic
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table as Grid
from rich.text import Text

from fortnightly.export.sanitize import sanitize

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.console import RenderableType


WIDTH_OF_TEXT = 88  #: columns that read well
_IN_A_PIPE = 140  #: columns, unless COLUMNS says otherwise
_EVERY = 5.0  # seconds between two lines of progress


def console() -> Console:
    """Return what prints to stdout: as wide as the terminal, COLUMNS, or 140 in a pipe."""
    out = Console(highlight=False, markup=False, emoji=False)
    if not out.is_terminal:
        out.width = get_terminal_size((_IN_A_PIPE, 24)).columns
    return out


def put(what: RenderableType) -> None:
    """Print to stdout; long addresses are not cut, and in a pipe no line ends with spaces."""
    out = console()
    if out.is_terminal:
        out.print(what, crop=False)
        return
    with out.capture() as printed:
        out.print(what, crop=False)
    sys.stdout.writelines(f"{line.rstrip()}\n" for line in printed.get().splitlines())


@contextmanager
def progress(what: str, total: int, every: float = _EVERY) -> Iterator[Callable[[], None]]:
    """
    Show on stderr how far something is; yields what to call after each step.

    A bar on a terminal, elsewhere a line `every` few seconds.
    """
    from rich.progress import Progress  # noqa: PLC0415  only for a command that takes its time

    err = Console(stderr=True)
    if not err.is_terminal:
        yield _lines(what, total, every)
        return
    # output on the same terminal is printed above the bar
    bar = Progress(
        *Progress.get_default_columns(),
        console=err,
        transient=True,
        redirect_stdout=Console().is_terminal,
    )
    with bar:
        task = bar.add_task(sanitize(what), total=total)
        yield lambda: bar.advance(task)


def _lines(what: str, total: int, every: float) -> Callable[[], None]:
    done, last = 0, monotonic()

    def step() -> None:
        nonlocal done, last
        done += 1
        if monotonic() - last >= every:
            last = monotonic()
            sys.stderr.write(f"{what}: {done} of {total}\n")

    return step


def address(url: str) -> Text:
    """Return an address in one piece, to be copied."""
    return Text(sanitize(url), style="dim", no_wrap=True, overflow="ignore")


def shown(text: str, style: str = "", indent: int = 0) -> RenderableType:
    """Return text from a page, no wider than reads well."""
    grid = Grid.grid(padding=(0, 0, 0, indent), pad_edge=True)
    grid.add_column(max_width=WIDTH_OF_TEXT - indent, overflow="fold")
    grid.add_row(Text(sanitize(text), style=style))
    return grid
