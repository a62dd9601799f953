"""
One exchange as it went over the wire.

A copy, because middlewares change what they are given: the one that decompresses a body takes
Content-Encoding away.
"""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import TYPE_CHECKING

from msgspec import Struct

from storage.records import Exchange

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response
    from scrapy.http.headers import Headers as ScrapyHeaders

Headers = tuple[tuple[str, str], ...]  #: names and values, bytes read as Latin-1


class Hop(Struct, frozen=True, kw_only=True):
    """A request and its response, on the way to a page or at its end; the body still compressed."""

    at: datetime  #: when the response arrived
    url: str
    method: str
    request_headers: Headers
    status: int
    response_headers: Headers
    body: bytes

    @property
    def is_redirect(self) -> bool:
        return self.status in {301, 302, 303, 307, 308}


def hop(request: Request, response: Response, at: datetime) -> Hop:
    """Copy an exchange of Scrapy."""
    return Hop(
        at=at,
        url=response.url,
        method=request.method,
        request_headers=_copied(request.headers),
        status=response.status,
        response_headers=_copied(response.headers),
        body=response.body,
    )


def _copied(headers: ScrapyHeaders) -> Headers:
    return tuple(
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in headers.items()
        for value in values
    )


class Arrival(Struct, frozen=True):
    """An answer, the redirects that led to it, and all the addresses that did."""

    exchange: Exchange
    hops: tuple[Exchange, ...]
    addresses: tuple[str, ...]


def arrival(response: Response, asked: tuple[str, ...]) -> Arrival:
    hops: list[Hop] = response.meta["hops"]
    *redirects, last = (hop for hop in hops if hop.is_redirect or hop is hops[-1])
    return Arrival(
        exchange=_exchange(last, response.body),
        hops=tuple(_exchange(hop, hop.body) for hop in redirects),
        addresses=tuple(dict.fromkeys((*asked, *(hop.url for hop in redirects)))),
    )


def header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None


def _reason(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:  # one that no standard names
        return ""


def _exchange(hop: Hop, payload: bytes) -> Exchange:
    return Exchange(
        url=hop.url,
        at=hop.at,
        method=hop.method,
        request_headers=hop.request_headers,
        status=hop.status,
        reason=_reason(hop.status),
        response_headers=hop.response_headers,
        body=hop.body,
        payload=payload,
    )
