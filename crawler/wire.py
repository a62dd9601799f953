"""
One exchange as it went over the wire.

A copy, because middlewares change what they are given: the one that decompresses a body takes
Content-Encoding away.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import Struct

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
