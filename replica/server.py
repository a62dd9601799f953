"""
Serves a site on loopback: directly, and as a proxy for ``http://`` addresses.

Nothing is ever passed on to a network. A host that the site does not know gets a 502.
"""

from __future__ import annotations

import os
import socket
import struct
import sys
import time
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from replica.answers import Answer, prepared, typed_answer
from replica.control import CONTROL, control

if TYPE_CHECKING:
    from collections.abc import Iterator

    from replica.site import Site

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
#: SO_LINGER on, zero seconds: closing sends a reset.
_RESET = struct.pack("ii", 1, 0)


class Server(ThreadingHTTPServer):
    """Answers each connection in a thread of its own, until it is stopped."""

    daemon_threads = False
    request_queue_size = 128

    def __init__(self, site: Site, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.site = site
        self.stopping = Event()
        self._open: set[socket.socket] = set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def process_request(self, request: Any, client_address: Any) -> None:
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients may go away at any time; anything else is a fault of the replica."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)

    def stop(self) -> None:
        """Stop accepting, end the open connections, and wait for their threads."""
        self.stopping.set()
        self.shutdown()
        for connection in list(self._open):
            _end(connection)
        self.server_close()


@contextmanager
def serve(site: Site, port: int = 0) -> Iterator[str]:
    """Serve a site from a thread, and give its base address."""
    server = Server(site, port)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, name="replica")
    thread.start()
    try:
        yield server.url
    finally:
        server.stop()
        thread.join()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Server

    def do_GET(self) -> None:
        self._handle()

    def do_HEAD(self) -> None:
        self._handle()

    def do_POST(self) -> None:
        self._handle()

    def do_CONNECT(self) -> None:
        self._send(_not_here(self.path))

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing: the log is data, see ``/-/log``."""

    def _handle(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        url, direct = self._asked()
        path = urlsplit(url).path
        if direct and path.startswith(CONTROL):
            self._send(control(self.server.site, self.command, path, body))
            return
        answer = self._answer(url)
        self._log(url, answer.status)
        self._send(answer)

    def _asked(self) -> tuple[str, bool]:
        """Return the absolute address that is meant, and whether the replica itself was asked."""
        host = self.headers.get("Host", "")
        url = f"http://{host}{self.path}" if self.path.startswith("/") else self.path
        asked = urlsplit(url)
        if asked.hostname not in (*LOOPBACK, None):
            return url, False
        meant = asked._replace(scheme="", netloc="").geturl()
        return f"{self.server.site.switches.base}{meant}", True

    def _answer(self, url: str) -> Answer:
        site = self.server.site
        if not site.knows(urlsplit(url).hostname or ""):
            return _not_here(url)
        if self.command == "POST":
            return typed_answer("text/plain", b"Method not allowed\n", status=405)
        switches = site.switches
        answer = site.answer(url)
        return prepared(answer, self.headers, switches.validators, zip_it=switches.gzip)

    def _log(self, url: str, status: int) -> None:
        self.server.site.log.append(
            {
                "method": self.command,
                "url": url,
                "status": status,
                "headers": dict(self.headers.items()),
                "time": time.time(),
            }
        )

    def _send(self, answer: Answer) -> None:
        self.server.stopping.wait(answer.delay) if answer.delay else None
        if answer.reset:
            self._reset()
            return
        self.wfile.write(self._head(answer) + self._sent_body(answer))
        if answer.truncate:
            self.close_connection = True

    def _head(self, answer: Answer) -> bytes:
        length = len(answer.body) + (1000 if answer.truncate else 0)
        lines = [
            f"HTTP/1.1 {answer.status} {_reason(answer.status)}",
            f"Date: {self.date_time_string()}",
            "Server: replica",
            *(f"{name}: {value}" for name, value in answer.headers),
        ]
        if answer.status != HTTPStatus.NOT_MODIFIED:
            lines.append(f"Content-Length: {length}")
        return "\r\n".join((*lines, "\r\n")).encode("latin-1")

    def _sent_body(self, answer: Answer) -> bytes:
        if self.command == "HEAD":
            return b""
        return answer.body[: len(answer.body) // 2] if answer.truncate else answer.body

    def _reset(self) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        os.close(self.connection.detach())
        self.close_connection = True


def _not_here(address: str) -> Answer:
    words = f"The replica passes nothing on, and does not know {address}\n"
    return typed_answer("text/plain; charset=utf-8", words.encode(), status=502)


def _reason(status: int) -> str:
    return HTTPStatus(status).phrase if status in set(HTTPStatus) else "Unknown"


def _end(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:  # it has ended by itself
        return
