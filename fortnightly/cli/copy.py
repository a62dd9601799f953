"""The command that moves an archive from one database into another."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from fortnightly.cli.options import Json, app
from fortnightly.cli.printing import print_json
from fortnightly.clock import now
from fortnightly.terminal import console, tables
from storage.copying import copying

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from storage.copying import Copied

_WARC = (
    "The WARC files were not copied: they stay in the folder `warc` of FORTNIGHTLY_HOME,"
    " and the copy needs them there, or wherever you take that folder.\n"
)


@app.command()
def copy(
    source_url: Annotated[
        str, typer.Argument(metavar="SOURCE_URL", help="The database of an archive.")
    ],
    target_url: Annotated[
        str,
        typer.Argument(
            metavar="TARGET_URL", help="An empty database, or a file that is not there yet."
        ),
    ],
    *,
    as_json: Json = False,
) -> None:
    """
    Copy a whole archive from one database into another, SQLite or PostgreSQL.

    Both sides are compared before the copy counts; if it fails, or is stopped, nothing is copied.
    The WARC files are not copied: they stay in the folder `warc` of FORTNIGHTLY_HOME. The database
    to use from then on is named by FORTNIGHTLY_DATABASE_URL.
    """
    with (
        copying(source_url, target_url, now()) as one,
        console.progress("rows copied", one.rows) as step,
    ):
        copied = one.run(step)
    if as_json:
        print_json(copied)
    else:
        console.put(_compared(copied))
    sys.stderr.write(_WARC)


def _compared(copied: Iterable[Copied]) -> Any:
    rows = ((one.table, one.rows, one.copied_rows, one.digest) for one in copied)
    return tables.table("", ("table!", "rows#", "copied#", "the same digest on both!?"), rows)
