"""Each way of failing has its class, and what is no failure of fetching is not made into one."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from scrapy import exceptions as scrapy_errors
from scrapy.http import Request, Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure as TwistedFailure

from crawler.failures import RequestRefused, classify
from crawler.middlewares import seconds_to_wait
from ingest.errors import Failure, StorageError

URL = "https://www.riverside.example/rss"


def answered(status):
    return HttpError(Response(URL, status=status, request=Request(URL)), "ignored")


ERRORS = {
    "forbidden": (answered(403), Failure.BLOCKED),
    "no longer there": (answered(410), Failure.GONE),
    "too many requests": (answered(429), Failure.RATE_LIMITED),
    "unavailable": (answered(503), Failure.SERVER_ERROR),
    "a status of its own": (answered(599), Failure.SERVER_ERROR),
    "a teapot": (answered(418), Failure.BAD_CONTENT),
    "no such host": (scrapy_errors.CannotResolveHostError("x"), Failure.DNS),
    "nobody listens": (scrapy_errors.DownloadConnectionRefusedError("x"), Failure.REFUSED),
    "no answer in time": (scrapy_errors.DownloadTimeoutError("x"), Failure.TIMEOUT),
    "too large as sent": (scrapy_errors.DownloadCancelledError("x"), Failure.TOO_LARGE),
    "too large unpacked": (
        scrapy_errors.IgnoreRequest("exceeded DOWNLOAD_MAXSIZE (9 B)"),
        Failure.TOO_LARGE,
    ),
    "cut off": (scrapy_errors.ResponseDataLossError("x"), Failure.BAD_CONTENT),
    "a connection that broke": (scrapy_errors.DownloadFailedError("x"), Failure.REFUSED),
    "redirects without end": (
        scrapy_errors.IgnoreRequest("max redirections reached"),
        Failure.BAD_CONTENT,
    ),
    "a strange host": (RequestRefused(Failure.BLOCKED, "not named"), Failure.BLOCKED),
    "a host that asked for long": (RequestRefused(Failure.RATE_LIMITED, "x"), Failure.RATE_LIMITED),
}


@pytest.mark.parametrize(("error", "failure"), ERRORS.values(), ids=ERRORS)
def test_an_error_has_its_class(error, failure):
    trouble = classify(TwistedFailure(error))

    assert trouble.failure is failure
    assert not trouble.by_robots
    assert trouble.detail


def test_what_robots_txt_forbids_is_told_apart():
    trouble = classify(TwistedFailure(scrapy_errors.IgnoreRequest("Forbidden by robots.txt")))

    assert (trouble.failure, trouble.by_robots) == (Failure.BLOCKED, True)


@pytest.mark.parametrize("error", [StorageError("disk full"), AttributeError("a fault of ours")])
def test_an_error_that_is_none_of_fetching_is_raised(error):
    with pytest.raises(type(error)):
        classify(TwistedFailure(error))


WAITS = {
    "seconds": ("120", 120.0),
    "a date": ("Fri, 01 May 2026 00:01:00 GMT", 60.0),
    "a date that is past": ("Fri, 01 May 2020 00:00:00 GMT", 0.0),
    "a date without a zone": ("Fri, 01 May 2026 00:00:30", 30.0),
    "nothing": ("", 0.0),
    "no number": ("soon", 0.0),
    "less than nothing": ("-5", 0.0),
    "a date that is none": ("Fri, 99 May 2026 00:00:00 GMT", 0.0),
}


@pytest.mark.parametrize(("header", "seconds"), WAITS.values(), ids=WAITS)
def test_retry_after_is_read_in_either_form(header, seconds):
    assert seconds_to_wait(header, datetime(2026, 5, 1, tzinfo=UTC)) == seconds
