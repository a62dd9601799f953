"""Pages that want to do harm, read as a run reads them: an article or a typed error, in time."""

# ruff: noqa: RUF001 - the signs that pages use, as they use them

from __future__ import annotations

import random
import time

import pytest

from ingest.errors import BadContent, PageError, TooLarge
from ingest.model import Page, Rules
from ingest.pool import Readers

URL = "https://www.example.org/a"
LIMIT = 4.0  #: seconds of a page here; a run gives it more
#: Until a worker is stopped and the next one stands; the machine may have other things to do.
GRACE = 120.0
SENTENCE = "Water returned to the canal in March after three dry years along the bank. "
HEAD = "<html><head><title>The canal</title></head><body><h1>The canal fills</h1>"
TEXT = "".join(f"<p>{SENTENCE * 3} {n}</p>" for n in range(6))
GOOD = Page(url=URL, body=f"{HEAD}{TEXT}".encode())
DEEP = 100_000


@pytest.fixture(scope="module")
def readers():
    with Readers(workers=1, timeout=LIMIT) as running:
        running.submit(GOOD, Rules()).exception()  # the worker loads what it needs
        yield running


@pytest.fixture(scope="module")
def patient():
    """Readers for pages that must become an article, however busy the machine is."""
    with Readers(workers=1) as running:
        yield running


def outcome(readers, body, content_type=""):
    """Read a page, and another one after it; return the article or the error of the first."""
    begun = time.monotonic()
    future = readers.submit(Page(url=URL, body=body, content_type=content_type), Rules())
    error = future.exception()
    assert time.monotonic() - begun < LIMIT + GRACE
    assert error is None or isinstance(error, PageError)
    assert readers.submit(GOOD, Rules()).result().article.title == "The canal fills"
    return error or future.result().article


def repeated(part, count):
    return "".join(part.format(n) for n in range(count))


LARGE = {
    "30 MB": lambda: f"{HEAD}{TEXT}{'<p>x</p>' * (30_000_000 // 8)}",
    "a million elements": lambda: f"{HEAD}{TEXT}{'<p>x</p>' * 1_200_000}",
    "a text of 4 MB": lambda: f"{HEAD}<p>{'word ' * 800_000}</p>",
    "an attribute of 5 MB": lambda: f"{HEAD}{TEXT}<p class='{'a ' * 2_500_000}'>x</p>",
    "a title of 5 MB": lambda: f"<title>{'a ' * 2_500_000}</title><body>{TEXT}",
    "JSON-LD that is nested": lambda: (
        f'{HEAD}{TEXT}<script type="application/ld+json">{"[" * 2_000_000}</script>'
    ),
    "50,000 links": lambda: HEAD + TEXT + repeated('<a href="/x{0}">link {0}</a> ', 50_000),
    "50,000 links in a list": lambda: (
        f"{HEAD}{TEXT}<ul>{repeated('<li><a href=/x{0}>a link to {0}</a></li>', 50_000)}</ul>"
    ),
    "50,000 dates": lambda: HEAD + TEXT + repeated("<time>1 May 2020 {}</time>", 50_000),
    "50,000 authors": lambda: HEAD + TEXT + repeated("<i class=author>By Al B{}</i>", 50_000),
    "50,000 headlines": lambda: HEAD + TEXT + repeated("<h1>Head {}</h1>", 50_000),
    "a wide table": lambda: (
        f"{HEAD}{TEXT}<table>{('<tr>' + '<td>x y</td>' * 20 + '</tr>') * 2000}</table>"
    ),
    "a million comments": lambda: HEAD + TEXT + "<!--x-->" * 1_000_000,
    "a million spaces": lambda: f"{HEAD}{TEXT}<p>{' ' * 1_000_000}x</p>{chr(10) * 1_000_000}",
}


#: One of each kind: by its bytes, by its elements, by what is nested in it.
IN_SHORT = {"a text of 4 MB", "50,000 links", "JSON-LD that is nested"}


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(make, id=name, marks=() if name in IN_SHORT else pytest.mark.long)
        for name, make in LARGE.items()
    ],
)
def test_a_large_page_ends_in_time(readers, make):
    outcome(readers, make().encode())


def test_a_page_of_30_mb_is_not_even_parsed(readers):
    assert isinstance(outcome(readers, LARGE["30 MB"]().encode()), TooLarge)


NESTED = {
    "around the text": "<div>" * DEEP + HEAD + TEXT,
    "after the text": f"{HEAD}{TEXT}{'<div>' * DEEP}x{'</div>' * DEEP}",
    "quotations": f"{HEAD}{TEXT}{'<blockquote>' * DEEP}{SENTENCE}",
    "emphasis": f"{HEAD}{TEXT}<p>{'<b>' * DEEP}{SENTENCE}",
    "lists": f"{HEAD}{TEXT}{'<ul><li>' * DEEP}{SENTENCE}",
    "tables": f"{HEAD}{TEXT}{'<table><tr><td>' * DEEP}{SENTENCE}",
    "drawings": f"{HEAD}{TEXT}{'<svg>' * DEEP}",
    "a thousand deep, and many": HEAD + TEXT + f"{'<div>' * 1000}x{'</div>' * 1000}" * 50,
}


@pytest.mark.parametrize("text", NESTED.values(), ids=NESTED)
def test_100_000_nested_elements_end_in_time(readers, text):
    outcome(readers, text.encode())


BESIDE = [
    "after the text",
    *(pytest.param(name, marks=pytest.mark.long) for name in ("quotations", "emphasis", "tables")),
]


@pytest.mark.parametrize("name", BESIDE)
def test_what_is_nested_beside_the_text_does_not_hide_it(patient, name):
    assert SENTENCE.strip() in outcome(patient, NESTED[name].encode()).text


ARABIC = "عاد الماء إلى القناة في شهر مارس بعد ثلاث سنوات جافة على طول الضفة. "
FRENCH = "L’été dernier, où la rivière était à sec, l’eau n’a pas coulé jusqu’au port. "
WHOLE = "<html><head><title>{0}</title>{1}</head><body><h1>{0}</h1>{2}</body></html>"


def page_in(text, encoding, declared=""):
    meta = f'<meta charset="{declared}">' if declared else ""
    return WHOLE.format(text[:20], meta, f"<p>{text * 3}</p>" * 5).encode(encoding)


CHARSETS = {
    "latin-1, as declared": (FRENCH.replace("’", "'"), "latin-1", "iso-8859-1", ""),
    "latin-1, by nobody declared": (FRENCH.replace("’", "'"), "latin-1", "", ""),
    "latin-1, declared as UTF-8": (FRENCH.replace("’", "'"), "latin-1", "utf-8", ""),
    "windows-1252, declared as latin-1": (FRENCH, "cp1252", "iso-8859-1", ""),
    "windows-1256, as declared": (ARABIC, "cp1256", "windows-1256", ""),
    "windows-1256, by its header": (ARABIC, "cp1256", "", "text/html; charset=windows-1256"),
    "UTF-8, declared as windows-1256": (ARABIC, "utf-8", "windows-1256", ""),
    "UTF-8, declared as no charset": (ARABIC, "utf-8", "no-such-charset", ""),
    "UTF-16 with a mark": (ARABIC, "utf-16", "utf-8", ""),
    "UTF-16 with a mark, of Latin": (FRENCH, "utf-16", "", "text/html; charset=latin-1"),
    "UTF-16 without a mark, of Latin": (FRENCH, "utf-16-le", "", ""),
    "UTF-16, big end first": (FRENCH, "utf-16-be", "", ""),
    "UTF-16 without a mark, of Arabic": (ARABIC, "utf-16-le", "utf-8", ""),
    "UTF-16, big end first, of Arabic": (ARABIC, "utf-16-be", "", ""),
}


@pytest.mark.parametrize(("text", "is_in", "declared", "header"), CHARSETS.values(), ids=CHARSETS)
def test_a_page_in_a_wrong_or_missing_charset_is_read(patient, text, is_in, declared, header):
    article = outcome(patient, page_in(text, is_in, declared), header)

    assert text.strip() in article.text
    assert "\ufffd" not in article.text


BOMB = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
HARMFUL = {
    "NUL bytes": (HEAD + TEXT).replace("a", "a\0").encode(),
    "NUL bytes alone": b"\0" * 1_000_000,
    "broken entities": (
        HEAD + "&#0;&#xD800;&#99999999999;&nosuch;&amp&lt;&" * 1000 + TEXT
    ).encode(),
    "entities that grow": (
        f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "lol">{BOMB}]><html><body><h1>x</h1>'
        f"<p>&l9;</p>{TEXT}"
    ).encode(),
    "an entity that reads a file": (
        '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
        f"<html><body><h1>&f;</h1><p>&f;</p>{TEXT}"
    ).encode(),
    "any bytes": random.Random(1).randbytes(1_000_000),
    "all bytes": bytes(range(256)) * 4000,
    "addresses that are none": (
        f'<base href="javascript:x">{HEAD}<link rel=canonical href="http://[">'
        f'<img src="http://[::1"><a href="//[">x</a>{TEXT}'
    ).encode(),
    "UTF-32": (HEAD + TEXT).encode("utf-32"),
    "UTF-7": (HEAD + TEXT).encode("utf-7"),
}


@pytest.mark.parametrize("body", HARMFUL.values(), ids=HARMFUL)
def test_a_harmful_page_does_no_harm(readers, body):
    read = outcome(readers, body)

    if not isinstance(read, PageError):
        words = f"{read.title} {read.text} {read.url}"
        assert not set(words) & set("\0\x1b\x07")
        assert "root:" not in words
        assert "lollol" not in words


def test_nul_bytes_and_broken_entities_cost_none_of_the_text(patient):
    for name in ("NUL bytes", "broken entities"):
        assert SENTENCE.strip() in outcome(patient, HARMFUL[name]).text


def test_a_page_that_takes_more_memory_than_a_worker_may_have_is_given_up_and_the_next_is_read():
    with Readers(workers=1, timeout=180, memory=400 * 1024**2) as poor:
        error = poor.submit(Page(url=URL, body=LARGE["a million elements"]().encode()), Rules())
        after = poor.submit(GOOD, Rules())
        assert isinstance(error.exception(), BadContent)
        assert after.result().article.title == "The canal fills"
