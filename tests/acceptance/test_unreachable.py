"""A source that cannot be reached: each way of it has its class of failure."""

from __future__ import annotations

import socket
import ssl
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

HERE = x509.IPAddress(ip_address("127.0.0.1"))


def crawl(world, feed, *arguments):
    """Crawl a series whose feed is at an address, without a proxy; return its report."""
    world.define(
        world.definition.split("[[sources]]")[0]
        + f'[[sources]]\nkind = "feed"\nurl = "{feed}"\n[member]\npath = "/iraq-report-"\n'
    )
    done = world.crawl("-s", "RETRY_TIMES=0", *arguments, http_proxy="")
    (source,) = world.last_run["sources"]
    assert done.returncode == 3, done.stderr
    assert "Traceback" not in done.stderr
    assert (source["status"], source["entries"]) == ("failed", 0)
    return source["failure"]


@pytest.mark.long
def test_a_host_that_has_no_address(world):
    assert crawl(world, "http://nowhere.invalid/rss") == "dns"


def test_a_port_at_which_nobody_listens(world):
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]

        assert crawl(world, f"http://127.0.0.1:{port}/rss") == "refused"


def test_a_server_that_does_not_answer_in_time(world):
    world.site.fail("/rss", seconds=20)

    assert crawl(world, f"{world.address}/rss", "-s", "DOWNLOAD_TIMEOUT=1") == "timeout"


@pytest.mark.long
def test_a_certificate_that_nobody_vouches_for(world, tmp_path):
    with encrypted(tmp_path) as address:
        assert crawl(world, f"{address}/rss") == "tls"


@contextmanager
def encrypted(folder):
    """Serve over TLS with a certificate of our own making."""
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    make_certificate(key, certificate)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        server.handle_error = lambda *_: None
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"https://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def make_certificate(key, certificate):
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "riverside.example")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([HERE]), critical=False)
        .sign(private, hashes.SHA256())
    )
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    key.write_bytes(
        private.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
