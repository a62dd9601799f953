"""
Read pages in worker processes, each page within limits of time and memory.

A page that takes too long or too much memory, or ends its worker, fails alone. Importing this
module is cheap: only the workers load what reading needs.
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
#: Pages after which a worker is replaced, which bounds memory leaks.
RECYCLE = 500
_MOST_WORKERS = 8


class Readers:
    """A pool of workers that read pages; started by the first page or by `warm`."""

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
        """Start the workers, so that they load while the first pages are fetched."""
        self._running()

    def submit(self, page: Page, rules: Rules) -> Future[Reading]:
        """
        Read a page; the future fails only with a `PageError`.

        It is cancelled if the pool is closed before the page is read.
        """
        return self._submit(_read, page, rules)

    def examine(self, page: Page, rules: Rules) -> Future[ReadResult]:
        """Read a page as far as possible, as `pipeline.examine` does; fails as in `submit`."""
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
        """Stop the workers, and cancel the pages that are not read yet."""
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
    """Return how many processors this process may use: a container or `taskset` limits them."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _context() -> BaseContext:
    """Return how workers start: where possible, from a fork server that has loaded the pipeline."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["__main__", "ingest.pipeline"])
    return context


def _prepare(memory: int) -> None:
    """Set up a worker: ignore Ctrl-C, which the parent handles, and limit the memory."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        import resource  # noqa: PLC0415 - not on every system
    except ImportError:
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    limit = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
    resource.setrlimit(resource.RLIMIT_AS, (limit, hard))


def _ready() -> None:
    """Load the pipeline."""
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
    """Return a worker's failure as a `PageError`, even an unexpected one."""
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
