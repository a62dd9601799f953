"""Addresses: what is kept, what is dropped, and which two are one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ingest.model import Hosts
from ingest.urls import clean, host, is_home, is_http, key, same_site

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
HOSTS = Hosts("www.example.org", ("example.org", "old.example.net"))

CLEAN = {
    "a fragment is dropped": ("https://example.org/a#top", "https://example.org/a"),
    "tracking is dropped": ("https://example.org/a?utm_medium=x&fbclid=y", "https://example.org/a"),
    "other parameters stay in order": ("https://e.org/a?z=1&a=2", "https://e.org/a?z=1&a=2"),
    "a channel is tracking": ("https://e.org/a?ref=rss", "https://e.org/a"),
    "a number is none": ("https://e.org/a?ref=1234", "https://e.org/a?ref=1234"),
    "case of scheme and host": ("HTTP://E.ORG/Ab", "http://e.org/Ab"),
    "default port": ("https://e.org:443/a", "https://e.org/a"),
    "another port": ("https://e.org:8443/a", "https://e.org:8443/a"),
    "empty path": ("https://e.org", "https://e.org/"),
    "trailing slash stays": ("https://e.org/a/", "https://e.org/a/"),
    "dot segments": ("https://e.org/a/./b/../c", "https://e.org/a/c"),
    "percent-encoding": ("https://e.org/%7ea%2fb%c3%bc", "https://e.org/~a%2Fb%C3%BC"),
    "letters beyond ASCII": ("https://e.org/ü?q=ü", "https://e.org/%C3%BC?q=%C3%BC"),
    "a host beyond ASCII": ("https://bücher.example/", "https://xn--bcher-kva.example/"),
    "a stray percent sign": ("https://e.org/100%", "https://e.org/100%25"),
    "spaces about it": ("  https://e.org/a\n", "https://e.org/a"),
    "no web address": ("mailto:a@e.org", "mailto:a@e.org"),
    "no address at all": ("http://[", "http://["),
}


@pytest.mark.parametrize(("url", "expected"), CLEAN.values(), ids=CLEAN)
def test_clean(url, expected):
    assert clean(url) == expected


SAME = {
    "scheme": ("http://www.example.org/a", "https://www.example.org/a"),
    "an alias": ("https://old.example.net/a", "https://www.example.org/a"),
    "trailing slash": ("https://www.example.org/a/", "https://www.example.org/a"),
    "order of the query": ("https://e.org/?b=1&a=2", "https://e.org/?a=2&b=1"),
    "tracking": ("https://e.org/a?gclid=1", "https://e.org/a"),
    "fragment": ("https://e.org/a#b", "https://e.org/a"),
    "default port": ("http://e.org:80/a", "https://e.org/a"),
}


@pytest.mark.parametrize(("one", "other"), SAME.values(), ids=SAME)
def test_two_addresses_of_one_page_have_one_key(one, other):
    assert key(one, HOSTS) == key(other, HOSTS)


DIFFERENT = {
    "path": ("https://e.org/a", "https://e.org/b"),
    "case of the path": ("https://e.org/a", "https://e.org/A"),
    "a twin's number": ("https://e.org/a", "https://e.org/a-1"),
    "a page number": ("https://e.org/a?page=1", "https://e.org/a?page=2"),
    "an unknown host": ("https://e.org/a", "https://www.e.org/a"),
}


@pytest.mark.parametrize(("one", "other"), DIFFERENT.values(), ids=DIFFERENT)
def test_two_pages_have_two_keys(one, other):
    assert key(one, HOSTS) != key(other, HOSTS)


ADDRESSES = st.one_of(
    st.text(),
    st.builds(
        "http{}://{}/{}?{}#{}".format,
        st.sampled_from(["", "s"]),
        st.sampled_from(["example.org", "old.example.net", "EXAMPLE.org:80", "[::1]", "a b"]),
        st.text(alphabet="a/.%27EéZ ;+", max_size=12),
        st.text(alphabet="ab=&%2;+ ", max_size=12),
        st.text(max_size=3),
    ),
)


@given(ADDRESSES)
@example("0.0/;/;")
def test_a_key_is_its_own_key(url):
    assert key(key(url, HOSTS), HOSTS) == key(url, HOSTS)


@given(ADDRESSES, ADDRESSES)
def test_clean_is_stable_and_never_raises(url, base):
    cleaned = clean(url, base)
    assert clean(cleaned) == cleaned
    assert isinstance(host(url), str)
    same_site(url, base, HOSTS)


def test_front_pages():
    assert is_home("https://e.org/")
    assert is_home("https://e.org/index.php")
    assert not is_home("https://e.org/?p=123")
    assert not is_home("https://e.org/news")


@pytest.mark.shared
def test_the_naughtiest_addresses_do_no_harm():
    if not SHARED.is_dir():
        pytest.skip(f"no shared data at {SHARED}")
    cases = json.loads((SHARED / "urls/wpt/urltestdata.json").read_text(encoding="utf-8"))
    naughty = json.loads((SHARED / "hostile/blns/blns.json").read_text(encoding="utf-8"))
    urls = [(one["input"], one.get("base") or "") for one in cases if isinstance(one, dict)]
    for url, base in [*urls, *((text, "https://example.org/") for text in naughty)]:
        cleaned = clean(url, base)
        assert clean(cleaned) == cleaned
        assert key(key(url)) == key(url)
        is_http(url)
