"""Exit codes of every command and run, and which error ends with which."""

from __future__ import annotations

from enum import IntEnum

from ingest.errors import FortnightlyError, LockedError, StorageError, UserError

#: What a shell reports of a program whose output nobody reads on: 128 + SIGPIPE.
BROKEN_PIPE = 141


class Exit(IntEnum):
    COMPLETE = 0
    ALARM = 1  #: `status --check` and `verify`: something is wrong with the archive
    USAGE = 2  #: what was asked or set is wrong; nothing was fetched
    INCOMPLETE = 3  #: something failed; what came is kept
    LOCKED = 5  #: another run of the series is under way
    STORAGE = 6  #: storage failed; nothing is half written


def exit_code(error: FortnightlyError) -> Exit:
    match error:
        case UserError():
            return Exit.USAGE
        case LockedError():
            return Exit.LOCKED
        case StorageError():
            return Exit.STORAGE
    return Exit.INCOMPLETE
