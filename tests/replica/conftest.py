"""A client of the replica, on the standard library: what was asked, and what came back."""

from __future__ import annotations

import gzip
import http.client
import json
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest

from replica import Site, serve


class Reply(NamedTuple):
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self):
        packed = self.headers["Content-Encoding"] == "gzip"
        return (gzip.decompress(self.body) if packed else self.body).decode()

    @property
    def location(self):
        return self.headers["Location"]


class Client:
    """Asks the replica: as a proxy for absolute addresses, directly for paths."""

    def __init__(self, address: str) -> None:
        self._connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)

    def __call__(self, url: str, method: str = "GET", body: str | None = None, **headers) -> Reply:
        fields = {name.replace("_", "-"): value for name, value in headers.items()}
        self._connection.request(method, url, body=body, headers=fields)
        response = self._connection.getresponse()
        return Reply(response.status, response.headers, response.read())

    def switch(self, **wanted) -> Reply:
        return self("/-/switch", "POST", json.dumps(wanted))

    def close(self) -> None:
        self._connection.close()


@pytest.fixture
def site():
    return Site(entries=30)


@pytest.fixture
def connect():
    """Give a function from an address to a client, and close what it gave."""
    clients = []

    def client(address: str) -> Client:
        clients.append(Client(address))
        return clients[-1]

    yield client
    for each in clients:
        each.close()


@pytest.fixture
def ask(site, connect):
    with serve(site) as address:
        yield connect(address)


@pytest.fixture
def newest(site):
    return site.newsroom.series()[0]
