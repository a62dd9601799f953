"""WARC files as they are written and read: real files, judged by warcio as well as by us."""

from __future__ import annotations

import contextlib
import gzip
import io
import zlib

import brotli
import pytest
from building import NOW, PAGE, SERIES, exchange, later
from warcio.archiveiterator import ArchiveIterator
from warcio.cli import main as warcio

from ingest.errors import StorageError
from storage.captures.content_coding import decoded
from storage.captures.warc_writing import Original, WarcFile, payload_digest

BODY = b"<html>" + b"What the page says. " * 200 + b"</html>"


def zstd(body):
    try:
        from compression import zstd as library  # noqa: PLC0415  from Python 3.14 on
    except ImportError:
        from backports import zstd as library  # noqa: PLC0415
    return library.compress(body)


def raw_deflate(body):
    packed = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packed.compress(body) + packed.flush()


CODINGS = {
    "plain": ("", BODY),
    "identity": ("identity", BODY),
    "gzip": ("gzip", gzip.compress(BODY)),
    "gzip, by its old name": ("X-GZIP", gzip.compress(BODY)),
    "gzip in two members": ("gzip", gzip.compress(BODY[:100]) + gzip.compress(BODY[100:])),
    "gzip with rubbish behind it": ("gzip", gzip.compress(BODY) + b"\0\0rubbish"),
    "gzip without its last bytes": ("gzip", gzip.compress(BODY)[:-8]),
    "deflate": ("deflate", zlib.compress(BODY)),
    "deflate without a header": ("deflate", raw_deflate(BODY)),
    "brotli": ("br", brotli.compress(BODY)),
    "zstd": ("zstd", zstd(BODY)),
    "two codings": ("gzip, br", brotli.compress(gzip.compress(BODY))),
    "a coding nobody knows": ("rot13", BODY),
    "gzip that is none": ("gzip", BODY),
    "brotli that is none": ("br", BODY),
    "zstd that is none": ("zstd", BODY),
    "deflate that is none": ("deflate", BODY),
}


@pytest.mark.parametrize(("coding", "sent"), CODINGS.values(), ids=CODINGS)
def test_a_body_is_read_as_it_was_kept(shelf, archive, coding, sent):
    came = exchange(headers=(("Content-Encoding", coding),))
    came = type(came)(
        **{name: getattr(came, name) for name in came.__struct_fields__}
        | {"body": sent, "payload": BODY}
    )

    capture = shelf.keep(came)

    assert archive.body(capture) == BODY


def test_a_body_that_decodes_to_nothing_is_read_as_nothing():
    assert decoded(b"", "br") == b""


def test_a_body_is_read_while_its_file_is_open_and_after(shelf, archive, home):
    capture = shelf.keep(exchange(body=BODY))

    assert (home / "warc" / f"{capture.warc}.open").exists()
    assert archive.body(capture) == BODY
    shelf.warc.close()
    assert archive.body(capture) == BODY
    assert [file.name for file in (home / "warc").iterdir()] == [capture.warc]


def test_a_file_is_named_after_series_time_and_run(shelf):
    assert shelf.keep(exchange()).warc == f"{SERIES}-20261122100000-{shelf.run_id}.warc.gz"


def test_a_run_without_a_response_leaves_no_file(shelf, home):
    shelf.warc.close()
    shelf.warc.close()

    assert list((home / "warc").iterdir()) == []


def records(home, capture):
    with (home / "warc" / capture.warc).open("rb") as file:
        for record in ArchiveIterator(file):
            yield record.rec_type, record.rec_headers, record.http_headers


def gzip_members(path):
    rest = path.read_bytes()
    members = []
    while rest:
        inflate = zlib.decompressobj(wbits=31)
        members.append(inflate.decompress(rest))
        rest = inflate.unused_data
    return members


@pytest.fixture
def written(shelf, home):
    """A page behind a redirect, and a day later a 304: what is in the file of the run."""
    redirect = exchange("http://example.org/walks/one", b"", status=301)
    came = exchange(
        f"{PAGE}?b=1#top",
        BODY,
        coding="gzip",
        headers=(("Transfer-Encoding", "chunked"), ("Content-Length", "7"), ("X-Été", "là")),
    )
    capture = shelf.keep(came, redirect.url, hops=(redirect,), kind="listing")
    shelf.keep_revisit(exchange(f"{PAGE}?b=1#top", b"", status=304, at=later(days=1)))
    shelf.warc.close()
    return list(records(home, capture))


def test_a_file_holds_a_run_in_its_order(written, home):
    assert [kind for kind, *_ in written] == [
        "warcinfo", "response", "request", "response", "request", "revisit", "request", "metadata",
    ]  # fmt: skip
    (file,) = (home / "warc").iterdir()
    assert written[0][1]["WARC-Filename"] == file.name
    assert {headers.protocol for _, headers, _ in written} == {"WARC/1.1"}
    assert written[1][2].get_statuscode() == "301"
    assert written[2][1]["WARC-Target-URI"] == "http://example.org/walks/one"


def test_a_response_and_its_request_stand_as_the_standard_asks_for(written):
    (_, kept, http), (_, asked, ask) = written[3:5]

    assert kept["WARC-Target-URI"] == f"{PAGE}?b=1"
    assert kept["WARC-Date"] == "2026-11-22T10:00:00.000000Z"
    assert kept["WARC-Payload-Digest"] == payload_digest(gzip.compress(BODY, mtime=0))
    assert kept["WARC-Block-Digest"].startswith("sha1:")
    assert asked["WARC-Concurrent-To"] == kept["WARC-Record-ID"]
    assert (ask.protocol, ask.statusline) == ("GET", "/walks/one?b=1 HTTP/1.1")
    assert ask["Host"] == "www.example.org"
    assert http.statusline == "200 OK"
    assert http["Content-Encoding"] == "gzip"
    assert http["Transfer-Encoding"] is None
    assert http["Content-Length"] == str(len(gzip.compress(BODY, mtime=0)))


def test_a_304_refers_to_the_page_that_it_confirms(written, home):
    kept = written[3][1]
    _, revisit, nothing = written[5]

    assert revisit["WARC-Profile"].endswith("/warc/1.1/revisit/server-not-modified")
    assert revisit["WARC-Refers-To-Target-URI"] == f"{PAGE}?b=1"
    assert revisit["WARC-Refers-To-Date"] == kept["WARC-Date"]
    assert revisit["WARC-Payload-Digest"] == kept["WARC-Payload-Digest"]
    assert nothing is None
    (file,) = (home / "warc").iterdir()
    assert b"http-status: 304 Not Modified" in gzip_members(file)[-1]


def test_the_same_body_again_is_a_revisit(shelf, home):
    capture = shelf.keep(exchange(body=BODY))
    shelf.keep(exchange(body=BODY, at=later(days=1)))
    shelf.warc.close()

    *_, (kind, revisit, _), _request = records(home, capture)

    assert kind == "revisit"
    assert revisit["WARC-Profile"].endswith("/warc/1.1/revisit/identical-payload-digest")
    assert revisit["WARC-Refers-To-Date"] == "2026-11-22T10:00:00.000000Z"


def test_a_revisit_of_what_we_never_had_refers_to_nothing(shelf, home):
    assert shelf.keep_revisit(exchange(status=304)) is None
    shelf.warc.close()

    (file,) = (home / "warc").iterdir()
    with file.open("rb") as stream:
        (revisit,) = (r for r in ArchiveIterator(stream) if r.rec_type == "revisit")
    assert revisit.rec_headers["WARC-Refers-To-Date"] is None


def test_warcio_finds_nothing_wrong(shelf, home):
    capture = shelf.keep(exchange(body=BODY, coding="gzip"))
    shelf.keep(exchange(body=BODY, coding="gzip", at=later(days=1)))
    shelf.keep_revisit(exchange(status=304, body=b"", at=later(days=2)))
    shelf.warc.close()

    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.suppress(SystemExit):
        assert not warcio(["check", "-v", str(home / "warc" / capture.warc)])

    assert "digest pass" in said.getvalue()
    assert "fail" not in said.getvalue()


def break_nothing_there(path):
    path.unlink()


def break_cut_off(path):
    path.write_bytes(path.read_bytes()[:500])


def break_flip(path):
    content = bytearray(path.read_bytes())
    content[700] ^= 0xFF
    path.write_bytes(content)


def break_zeros(path):
    path.write_bytes(b"\0" * path.stat().st_size)


def break_other_record(path):
    with WarcFile(path.parent, "other.warc.gz", NOW) as warc:
        warc.write(exchange(body=b"another page"))
    (path.parent / "other.warc.gz").rename(path)


def break_revisit(path):
    with WarcFile(path.parent, "other.warc.gz", NOW) as warc:
        warc.write_revisit(exchange(), Original(PAGE, NOW, "sha1:X"))
    (path.parent / "other.warc.gz").rename(path)


DAMAGE = {
    "the file is gone": break_nothing_there,
    "the file was cut off": break_cut_off,
    "a byte was changed": break_flip,
    "the file is full of zeros": break_zeros,
    "there is another page": break_other_record,
    "there is a revisit": break_revisit,
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_record_is_an_error_that_names_the_place(shelf, archive, home, damage):
    capture = shelf.keep(exchange(body=BODY))
    shelf.warc.close()
    damage(home / "warc" / capture.warc)

    with pytest.raises(StorageError, match=capture.warc):
        archive.body(capture)


def test_a_file_is_never_written_over(shelf, home):
    capture = shelf.keep(exchange())
    shelf.warc.close()
    before = (home / "warc" / capture.warc).read_bytes()

    with pytest.raises(StorageError, match="already"):
        WarcFile(home / "warc", capture.warc, NOW).write(exchange())

    assert (home / "warc" / capture.warc).read_bytes() == before
