"""Addresses: what is kept, what is dropped, and which two are one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ingest.model import Hosts
from ingest.urls import clean, host, is_home, is_http, key, link, same_site

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data"
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
    "tracking escaped once too often": (
        "https://e.org/a?b=1&amp;utm_term=x",
        "https://e.org/a?b=1",
    ),
    "a shop's search": ("https://e.org/a?srsltid=AfmBOo", "https://e.org/a"),
    "an answer to a comment": ("https://e.org/a/?replytocom=380956#respond", "https://e.org/a/"),
    "shared by a blog": ("https://e.org/a/?share=twitter", "https://e.org/a/"),
    "a share is no channel": ("https://e.org/a?share=40", "https://e.org/a?share=40"),
    "a campaign may be the page": ("https://e.org/?campaign=7", "https://e.org/?campaign=7"),
    "a route in the fragment": ("https://e.org/#!/news/a", "https://e.org/#!/news/a"),
    "a link that does nothing": ("https://e.org/a#!", "https://e.org/a"),
    "a twin is asked as it is": (
        "https://e.org/b/c/amp/?print=1",
        "https://e.org/b/c/amp/?print=1",
    ),
    "no web address": ("mailto:a@e.org", "mailto:a@e.org"),
    "no address at all": ("http://[", "http://["),
}


@pytest.mark.parametrize(("url", "expected"), CLEAN.values(), ids=CLEAN)
def test_clean(url, expected):
    assert clean(url) == expected


LINKS = {
    "the place in the page": ("https://e.org/a#section", "https://e.org/a#section"),
    "words of the page": (
        "https://e.org/a#:~:text=dry%20years",
        "https://e.org/a#:~:text=dry%20years",
    ),
    "tracking in the fragment": ("https://e.org/a#xtor=RSS-3", "https://e.org/a"),
    "an empty fragment": ("https://e.org/a#", "https://e.org/a"),
    "tracking is dropped": ("https://e.org/a?utm_medium=x#b", "https://e.org/a#b"),
}


@pytest.mark.parametrize(("url", "expected"), LINKS.values(), ids=LINKS)
def test_a_link_keeps_the_place_it_leads_to(url, expected):
    assert link(url) == expected


ARTICLE = "https://www.example.org/news/canal-fills-again"
SAME = {
    "scheme": ("http://www.example.org/a", "https://www.example.org/a"),
    "an alias": ("https://old.example.net/a", "https://www.example.org/a"),
    "www": ("https://www.e.org/a", "https://e.org/a"),
    "www of an alias": ("https://www.old.example.net/a", "https://www.example.org/a"),
    "trailing slash": ("https://www.example.org/a/", "https://www.example.org/a"),
    "two slashes": ("https://www.example.org//news//a", "https://www.example.org/news/a"),
    "order of the query": ("https://e.org/?b=1&a=2", "https://e.org/?a=2&b=1"),
    "tracking": ("https://e.org/a?gclid=1", "https://e.org/a"),
    "fragment": ("https://e.org/a#b", "https://e.org/a"),
    "default port": ("http://e.org:80/a", "https://e.org/a"),
    "an accent as a mark of its own": ("https://e.org/cafe\u0301", "https://e.org/caf\u00e9"),
    "such a mark, encoded": ("https://e.org/caf%C3%A9?q=%C3%A9", "https://e.org/cafe%CC%81?q=e%CC%81"),
    "a session": ("https://e.org/a;jsessionid=0A1", "https://e.org/a"),
    "the front controller": ("https://e.org/index.php/news/a", "https://e.org/news/a"),
    "the folder's own page": ("https://e.org/2020/a/index.html", "https://e.org/2020/a/"),
    "a node without clean addresses": ("https://e.org/?q=node/5", "https://e.org/node/5"),
    "a node by the front controller": ("https://e.org/index.php/node/5", "https://e.org/node/5"),
    "AMP at the end": (f"{ARTICLE}/amp", ARTICLE),
    "AMP at the end, a slash": (f"{ARTICLE}/amp/", ARTICLE),
    "AMP of a short slug": ("https://e.org/news/canal/amp", "https://e.org/news/canal"),
    "AMP of a number": ("https://e.org/story/497533355/amp", "https://e.org/story/497533355"),
    "AMP at the front": ("https://e.org/amp/news/canal-fills", "https://e.org/news/canal-fills"),
    "AMP after the language": ("https://e.org/en/amp/news/canal", "https://e.org/en/news/canal"),
    "AMP in the file's name": ("https://e.org/b/c.amp.html", "https://e.org/b/c.html"),
    "AMP after the file's name": ("https://e.org/b/canal-1905.amp", "https://e.org/b/canal-1905"),
    "AMP below a file": ("https://e.org/2013/canal.html/amp", "https://e.org/2013/canal.html"),
    "AMP switched on": (f"{ARTICLE}?amp=1", ARTICLE),
    "AMP without a value": (f"{ARTICLE}?amp", ARTICLE),
    "AMP as a type of output": (f"{ARTICLE}/?outputType=amp-type", ARTICLE),
    "AMP as a view": ("https://e.org/a?id=3&view=amp", "https://e.org/a?id=3"),
    "AMP host": ("https://amp.example.org/news/canal", "https://www.example.org/news/canal"),
    "AMP host of an alias": ("https://amp.old.example.net/a", "https://www.example.org/a"),
    "an AMP cache": ("https://www-example-org.cdn.ampproject.org/c/s/www.example.org/a", "https://www.example.org/a"),
    "an AMP cache's tracking": ("https://cdn.ampproject.org/v/s/e.org/a?amp_js_v=0.1&usqp=mq3", "https://e.org/a"),
    "a search engine's AMP": ("https://www.google.com/amp/s/amp.example.org/news/canal/amp", "https://www.example.org/news/canal"),
    "print at the front": ("https://e.org/print/news/canal-fills", "https://e.org/news/canal-fills"),
    "print at the end": (f"{ARTICLE}/print/", ARTICLE),
    "print of a node": ("https://e.org/node/5/print", "https://e.org/node/5"),
    "print switched on": ("https://e.org/2023-02/iraq-19.php?print=true", "https://e.org/2023-02/iraq-19.php"),
    "a wiki's print": ("https://e.org/a?printable=yes", "https://e.org/a"),
    "print as PDF": (f"{ARTICLE}/printpdf", ARTICLE),
    "a mobile host": ("https://m.example.org/news/canal", "https://www.example.org/news/canal"),
    "a mobile host of an alias": ("http://mobile.old.example.net/a", "https://www.example.org/a"),
    "a blog's mobile view": ("https://e.org/2019/07/canal.html?m=1", "https://e.org/2019/07/canal.html"),
    "mobile and AMP": ("https://m.example.org/amp/news/canal", "https://www.example.org/news/canal"),
}  # fmt: skip


@pytest.mark.parametrize(("one", "other"), SAME.values(), ids=SAME)
def test_two_addresses_of_one_page_have_one_key(one, other):
    assert key(one, HOSTS) == key(other, HOSTS)


DIFFERENT = {
    "path": ("https://e.org/a", "https://e.org/b"),
    "case of the path": ("https://e.org/a", "https://e.org/A"),
    "a mark behind what stays encoded": ("https://e.org/a%2C%CC%81", "https://e.org/a%2%C4%86"),
    "letters of an old encoding": ("https://e.org/caf%E9", "https://e.org/cafe"),
    "a twin's number": ("https://e.org/a", "https://e.org/a-1"),
    "a page number": ("https://e.org/a?page=1", "https://e.org/a?page=2"),
    "a page number, or none": ("https://e.org/a?page=2", "https://e.org/a"),
    "another host": ("https://e.org/a", "https://f.org/a"),
    "an unknown host that begins like a mobile one": ("https://m.e.org/a", "https://e.org/a"),
    "a short host that begins like AMP": ("https://amp.dev/a", "https://dev/a"),
    "a language at the front": ("https://e.org/en/news/a", "https://e.org/news/a"),
    "two languages": ("https://e.org/en/node/5", "https://e.org/fr/node/5"),
    "a language as a parameter": ("https://e.org/a?lang=en", "https://e.org/a"),
    "a number": ("https://e.org/a?id=1", "https://e.org/a?id=2"),
    "two nodes": ("https://e.org/node/5", "https://e.org/node/55"),
    "amp begins a slug": ("https://e.org/news/amp-up-the-volume", "https://e.org/news/up-the-volume"),
    "amp ends a slug": ("https://e.org/news/my-new-amp", "https://e.org/news/my-new"),
    "print begins a slug": ("https://e.org/news/print-is-dead", "https://e.org/news/is-dead"),
    "print in the middle": ("https://e.org/spiegel/print/d-161500790.html", "https://e.org/spiegel/d-161500790.html"),
    "a tag": ("https://e.org/tag/amp", "https://e.org/tag"),
    "a tag further down": ("https://e.org/en/tags/audio/print", "https://e.org/en/tags/audio"),
    "a section": ("https://e.org/news/print", "https://e.org/news"),
    "a section in a language": ("https://e.org/en/news/amp", "https://e.org/en/news"),
    "a month's archive": ("https://e.org/2020/05/print", "https://e.org/2020/05"),
    "a number below print": ("https://e.org/print/7", "https://e.org/7"),
    "an issue in print": ("https://e.org/print/issue/12", "https://e.org/issue/12"),
    "nothing but amp": ("https://e.org/amp", "https://e.org/"),
    "print is a number": ("https://e.org/a?print=1905", "https://e.org/a"),
    "amp is a model": ("https://e.org/a?amp=jcm800", "https://e.org/a"),
    "a view that is another page": ("https://e.org/a?view=results", "https://e.org/a"),
    "a month of a blog": ("https://e.org/?m=202111", "https://e.org/"),
    "a message's number": ("https://e.org/read?m=1", "https://e.org/read"),
    "a search for a node": ("https://e.org/?q=node", "https://e.org/"),
    "routes in the fragment": ("https://e.org/#!/news/a", "https://e.org/#!/news/b"),
    "a file that is no page": ("https://e.org/a/poster.print.pdf", "https://e.org/a/poster.pdf"),
    "another page in the cache": ("https://cdn.ampproject.org/c/s/e.org/a", "https://cdn.ampproject.org/c/s/e.org/b"),
    "a search engine's page": ("https://www.google.com/amp/a", "https://www.google.com/a"),
}  # fmt: skip


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
    st.builds(
        "https://{}/{}{}?{}{}".format,
        st.sampled_from(["www.google.com/amp/s/e.org", "cdn.ampproject.org/c/m.e.org", "e.org"]),
        st.lists(
            st.sampled_from(
                ["/amp", "/print", ".amp", ".html", "/index.php", "//a", "/q-1", ";jsessionid="]
            )
        ).map("".join),
        st.sampled_from(["", "/en", "/amp/", "#!", "#!/a"]),
        st.lists(st.sampled_from(["amp", "=1", "&", "q=node/5", "print", "%26", "+"])).map("".join),
        st.sampled_from(["", "#!", "#!/a b", "#b#!"]),
    ),
)


@given(ADDRESSES)
@settings(derandomize=True)
@example("0.0/;/;")
def test_a_key_is_its_own_key(url):
    assert key(key(url, HOSTS), HOSTS) == key(url, HOSTS)


@given(ADDRESSES, ADDRESSES)
@settings(derandomize=True)
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
