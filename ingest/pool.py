"""
Reads pages in worker processes, each page within a limit of time and of memory.

Importing this is light: only the workers load what reading needs. A page that takes too long, too
much memory, or a worker with it, costs that page and nothing else.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, Self, TypeVar

from pebble import ProcessExpired, ProcessPool

from ingest.errors import BadContent, PageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.context import BaseContext

    from ingest.model import Page, Reading, ReadResult, Rules

_Read = TypeVar("_Read")

#: Seconds that one page may take.
TIMEOUT = 60.0
#: Bytes of address space that one worker may take.
MEMORY = 3 * 1024**3
#: Pages after which a worker is replaced, so that whatever leaks stays small.
RECYCLE = 500
_MOST_WORKERS = 8


class Readers:
    """A pool of readers; started by the first page, or by `warm`."""

    def __init__(
        self, workers: int | None = None, timeout: float = TIMEOUT, memory: int = MEMORY
    ) -> None:
        self._workers = workers or min(_processors(), _MOST_WORKERS)
        self._timeout = timeout
        self._memory = memory
        self._pool: ProcessPool | None = None
        self._unread: set[Future[Any]] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def warm(self) -> None:
        """Start the workers now, so that they load while the first pages are fetched."""
        self._running()

    def submit(self, page: Page, rules: Rules) -> Future[Reading]:
        """
        Read a page; the future fails with a `PageError` only.

        It is cancelled if the pool is closed first: then the page is still to be read.
        """
        return self._submit(_read, page, rules)

    def examine(self, page: Page, rules: Rules) -> Future[ReadResult]:
        """Read a page as `submit` does; one that is refused is read as far as it can be."""
        return self._submit(_examine, page, rules)

    def _submit(
        self, how: Callable[[Page, Rules], _Read], page: Page, rules: Rules
    ) -> Future[_Read]:
        outer: Future[_Read] = Future()
        self._unread.add(outer)
        outer.add_done_callback(self._unread.discard)
        inner = self._running().schedule(how, args=(page, rules), timeout=self._timeout)
        outer.add_done_callback(lambda _: outer.cancelled() and inner.cancel())  # type: ignore[no-untyped-call]
        inner.add_done_callback(lambda done: _settle(outer, done, page.url))
        return outer

    def close(self) -> None:
        """Stop the workers; what is not yet read is cancelled."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.stop()  # type: ignore[no-untyped-call]
            pool.join()
        for future in list(self._unread):
            future.cancel()

    def _running(self) -> ProcessPool:
        if self._pool is None:
            self._pool = ProcessPool(
                max_workers=self._workers,
                max_tasks=RECYCLE,
                initializer=_prepare,
                initargs=(self._memory,),
                context=_context(),
            )
            self._pool.schedule(_ready)  # the first task starts the workers
        return self._pool


def _processors() -> int:
    """Return how many processors this process may use, which a container or `taskset` limits."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _context() -> BaseContext:
    """Return how to start a worker: forked from a server that has loaded the reader once."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["__main__", "ingest.pipeline"])
    return context


def _prepare(memory: int) -> None:
    """Make this process a worker: Ctrl-C is the parent's business, memory is limited."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        import resource  # noqa: PLC0415 - not on every system
    except ImportError:
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    limit = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
    resource.setrlimit(resource.RLIMIT_AS, (limit, hard))


def _ready() -> None:
    """Load what reading needs."""
    import ingest.pipeline  # noqa: F401, PLC0415 - heavy, and only for workers


def _read(page: Page, rules: Rules) -> Reading:
    from ingest.pipeline import read  # noqa: PLC0415 - heavy, and only for workers

    return read(page, rules)


def _examine(page: Page, rules: Rules) -> ReadResult:
    from ingest.pipeline import examine  # noqa: PLC0415 - heavy, and only for workers

    return examine(page, rules)


def _settle(outer: Future[_Read], inner: Future[_Read], url: str) -> None:
    if inner.cancelled():
        outer.cancel()
    if outer.done() or not outer.set_running_or_notify_cancel():
        return
    error = inner.exception()
    if error is None:
        outer.set_result(inner.result())
    else:
        outer.set_exception(_page_error(url, error))


def _page_error(url: str, error: BaseException) -> PageError:
    """Return what a failure of a worker means for the page, also if the fault is ours."""
    match error:
        case PageError():
            return error
        case TimeoutError():
            return BadContent(url, "reading it took too long")
        case ProcessExpired():
            return BadContent(url, f"reading it ended the process ({error.exitcode})")
        case MemoryError():
            return BadContent(url, "reading it took too much memory")
        case RecursionError():
            return BadContent(url, "its elements are nested too deeply")
        case _:
            return BadContent(url, f"reading it failed unexpectedly: {error!r}")
