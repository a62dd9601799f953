"""
One exchange as it went over the wire.

A copy, because middlewares change what they are given: the one that decompresses a body takes
Content-Encoding away.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from storage.records import Exchange

if TYPE_CHECKING:
    from datetime import datetime

    from scrapy import Request
    from scrapy.http import Response
    from scrapy.http.headers import Headers as ScrapyHeaders

    from storage.records import Headers

_REDIRECTS = frozenset({301, 302, 303, 307, 308})


def exchange(request: Request, response: Response, at: datetime) -> Exchange:
    """Copy an exchange of Scrapy before its body is decompressed: `payload` is the body as sent."""
    return Exchange(
        at=at,
        url=response.url,
        method=request.method,
        request_headers=_copied(request.headers),
        status=response.status,
        reason=_reason(response.status),
        response_headers=_copied(response.headers),
        body=response.body,
        payload=response.body,
    )


class Arrival(Struct, frozen=True):
    """A response, the redirects that led to it, and all the addresses that did."""

    exchange: Exchange
    hops: tuple[Exchange, ...]
    addresses: tuple[str, ...]


def arrival(response: Response, asked: tuple[str, ...]) -> Arrival:
    """Return how a response came, by the exchanges that the middleware `Wire` has copied."""
    copies: list[Exchange] = response.meta["exchanges"]
    last = copies[-1]
    redirects = tuple(copy for copy in copies[:-1] if copy.status in _REDIRECTS)
    return Arrival(
        exchange=replace(last, payload=response.body),
        hops=redirects,
        addresses=tuple(dict.fromkeys((*asked, *(hop.url for hop in redirects)))),
    )


def header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None


def _copied(headers: ScrapyHeaders) -> Headers:
    return tuple(
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in headers.items()
        for value in values
    )


def _reason(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:  # one that no standard names
        return ""
