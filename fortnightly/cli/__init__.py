"""
The command ``fortnightly``: parses what is asked, and prints what the archive says.

``--json`` prints JSON and nothing else on stdout, one object a line for a list. Errors go to
stderr; exit code 2 means that the command, a setting or a definition is wrong, 5 that a run of the
series is under way, 6 that storage failed.
"""

from __future__ import annotations

import sys

# The help lists the commands in this order.
# isort: off
from fortnightly.cli import run as run
from fortnightly.cli import archive as archive
from fortnightly.cli import identity as identity
from fortnightly.cli import pages as pages
from fortnightly.cli import verify as verify
from fortnightly.cli import copy as copy
# isort: on

from fortnightly.cli.options import app
from fortnightly.exits import exit_code
from ingest.errors import FortnightlyError


def main() -> None:
    """Run the command line; the errors of a user end it with a message, not a traceback."""
    try:
        app()
    except FortnightlyError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(exit_code(error))
