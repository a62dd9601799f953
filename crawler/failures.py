"""Which class of failure an error of Scrapy, or the status of a response, belongs to. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from msgspec import Struct
from scrapy import exceptions as scrapy_errors
from scrapy.spidermiddlewares.httperror import HttpError

from ingest.errors import Failure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from twisted.python.failure import Failure as TwistedFailure

_BY_STATUS = {
    401: Failure.BLOCKED,
    402: Failure.BLOCKED,
    403: Failure.BLOCKED,
    407: Failure.BLOCKED,
    404: Failure.GONE,
    408: Failure.TIMEOUT,
    410: Failure.GONE,
    429: Failure.RATE_LIMITED,
    451: Failure.BLOCKED,
}
_BY_ERROR: tuple[tuple[type[Exception], Failure], ...] = (
    (scrapy_errors.CannotResolveHostError, Failure.DNS),
    (scrapy_errors.DownloadConnectionRefusedError, Failure.REFUSED),
    (scrapy_errors.DownloadTimeoutError, Failure.TIMEOUT),
    (scrapy_errors.DownloadCancelledError, Failure.TOO_LARGE),  # only the size limit cancels
    (scrapy_errors.ResponseDataLossError, Failure.BAD_CONTENT),
    (scrapy_errors.DownloadFailedError, Failure.REFUSED),
)
#: Words of the messages with which Scrapy drops a request without an error class of its own.
_BY_WORDS = (
    ("robots.txt", Failure.BLOCKED),
    ("DOWNLOAD_MAXSIZE", Failure.TOO_LARGE),  # only when the body was unpacked
    ("redirections", Failure.BAD_CONTENT),
)
_TLS_MODULES = ("OpenSSL", "ssl", "service_identity", "twisted.internet._sslverify")


class RequestRefused(scrapy_errors.IgnoreRequest):
    """We do not send this request; `failure` is what the run reports."""

    def __init__(self, failure: Failure, detail: str) -> None:
        super().__init__(detail)
        self.failure = failure


class FetchFailure(Struct, frozen=True, kw_only=True):
    """Why an address could not be got."""

    failure: Failure
    detail: str
    status: int | None = None  #: of the answer, where there was one
    by_robots: bool = False  #: robots.txt forbids it: we did not ask


def classify(failed: TwistedFailure) -> FetchFailure:
    """
    Return the class of a failure that Scrapy hands to an errback.

    Raises the error itself if it is not one of fetching: of storage, or our own.
    """
    error = cast("BaseException", failed.value)
    detail = str(error) or type(error).__name__
    if isinstance(error, RequestRefused):
        return FetchFailure(failure=error.failure, detail=detail)
    if isinstance(error, HttpError):
        status = error.response.status
        detail = f"the server answered {status}"
        return FetchFailure(failure=of_status(status), detail=detail, status=status)
    if isinstance(error, scrapy_errors.IgnoreRequest):
        return _dropped(detail)
    if any(_is_tls(cause) for cause in _causes(error)):
        return FetchFailure(failure=Failure.TLS, detail=detail)
    for kind, failure in _BY_ERROR:
        if isinstance(error, kind):
            return FetchFailure(failure=failure, detail=detail)
    raise error


def _dropped(detail: str) -> FetchFailure:
    kinds = (failure for words, failure in _BY_WORDS if words in detail)
    by_robots = "robots.txt" in detail
    return FetchFailure(failure=next(kinds, Failure.BLOCKED), detail=detail, by_robots=by_robots)


def of_status(status: int) -> Failure:
    """
    Return the class of a status that is no success.

    >>> of_status(503), of_status(418)
    (<Failure.SERVER_ERROR: 'server_error'>, <Failure.BAD_CONTENT: 'bad_content'>)
    """
    if status >= 500:
        return Failure.SERVER_ERROR
    return _BY_STATUS.get(status, Failure.BAD_CONTENT)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error and all its causes: Twisted keeps them in `reasons`."""
    if error is None:
        return
    yield error
    for reason in getattr(error, "reasons", ()):
        yield from _causes(reason.value)
    yield from _causes(error.__cause__)
    for inner in error.args:
        for reason in inner if isinstance(inner, list) else ():
            if hasattr(reason, "value"):
                yield from _causes(reason.value)


def _is_tls(error: BaseException) -> bool:
    return type(error).__module__.startswith(_TLS_MODULES)
