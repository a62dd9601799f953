"""What a page says of its own addresses, and of who publishes it."""

from __future__ import annotations

import json

import pytest

from ingest.model import Hosts, Page, Rules
from ingest.pipeline import read
from tests.building import ONE, THREE, TWO, paragraphs

SITE = "https://www.example.org"
PAGE = f"{SITE}/news/canal"
RULES = Rules(
    hosts=Hosts("www.example.org", ("old.example.net",)),
    publisher="The Example",
    sources=(f"{SITE}/rss", f"{SITE}/tag/canal-report"),
)
TITLE = "The canal fills again"


def page(head="", url=PAGE, addresses=()):
    body = f"<h1>{TITLE}</h1>{paragraphs(ONE, TWO, THREE)}"
    html = f"<html><head><title>{TITLE}</title>{head}</head><body><main>{body}</main></body></html>"
    return Page(url=url, body=html.encode(), content_type="text/html", addresses=addresses)


def ld(**said):
    node = {"@type": "NewsArticle", "headline": TITLE, **said}
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


OTHERS = {
    "a short link": '<link rel="shortlink" href="/node/7">',
    "its AMP twin": f'<link rel="amphtml" href="{SITE}/news/story-1905/amp/canal">',
    "its AMP twin on a host of its own": '<link rel="amphtml" href="https://amp.example.org/c/7">',
    "its AMP twin in a cache": (
        '<link rel="amphtml" href="https://cdn.ampproject.org/c/s/www.example.org/a/7">'
    ),
    "its twin for small screens": (
        '<link rel="alternate" media="only screen and (max-width: 640px)" href="//m.example.org/7">'
    ),
    "its twin for old telephones": '<link rel="alternate" media="handheld" href="/wap/7">',
    "og:url beside a canonical link": (
        f'<link rel="canonical" href="{PAGE}"><meta property="og:url" content="{SITE}/c/7">'
    ),
    "JSON-LD": ld(url=f"{SITE}/story/7"),
    "JSON-LD, as the page's main thing": ld(mainEntityOfPage={"@id": f"{SITE}/story/7"}),
}


@pytest.mark.parametrize("head", OTHERS.values(), ids=OTHERS)
def test_a_page_tells_another_address_of_its_article(head):
    found = read(page(head), RULES)

    assert found.article.url == PAGE
    assert len(found.addresses) == 2
    assert found.answered == (PAGE,)


NOT_ITS_OWN = {
    "another language": '<link rel="alternate" hreflang="fr" href="/fr/news/canal">',
    "another language, for small screens": (
        '<link rel="alternate" media="handheld" hreflang="fr" href="/fr/news/canal">'
    ),
    "a feed": '<link rel="alternate" type="application/rss+xml" href="/rss">',
    "a style sheet's media": '<link rel="stylesheet" media="handheld" href="/a.css">',
    "the next page": '<link rel="next" href="/news/canal?page=2">',
    "a short link to the front page": '<link rel="shortlink" href="/">',
    "a short link of another service": '<link rel="shortlink" href="https://wp.me/p4a3ek">',
    "a canonical link of another publisher": (
        '<link rel="canonical" href="https://elsewhere.example/canal">'
    ),
    "an AMP twin in the cache of another publisher": (
        '<link rel="amphtml" href="https://cdn.ampproject.org/c/s/elsewhere.example/canal">'
    ),
    "a canonical link to the list of entries": '<link rel="canonical" href="/tag/canal-report/">',
    "og:url of the list of entries": f'<meta property="og:url" content="{SITE}/tag/canal-report">',
    "JSON-LD of another article": ld(headline="The bridge is paid for", url=f"{SITE}/story/8"),
}


@pytest.mark.parametrize("head", NOT_ITS_OWN.values(), ids=NOT_ITS_OWN)
def test_what_is_no_address_of_its_article(head):
    found = read(page(head), RULES)

    assert found.article.url == PAGE
    assert found.addresses == (PAGE,)


def test_an_address_that_led_here_is_proven_and_one_that_is_claimed_is_not():
    head = '<link rel="canonical" href="/news/the-canal"><link rel="shortlink" href="/node/7">'

    found = read(page(head, addresses=("https://old.example.net/2020/5/15/Canal",)), RULES)

    assert found.answered == (PAGE, "https://old.example.net/2020/5/15/Canal")
    assert found.addresses == (f"{SITE}/news/the-canal", *found.answered, f"{SITE}/node/7")


ELSEWHERE = "https://elsewhere.example/syndicated/canal"
PUBLISHERS = {
    "at home": ("", PAGE, None),
    "at home under an alias": ("", "http://old.example.net/canal", None),
    "at a twin's host": ("", "https://m.example.org/canal", None),
    "at home, whatever the page says": (
        '<meta property="og:site_name" content="Elsewhere">',
        PAGE,
        None,
    ),
    "elsewhere, as its page says": (
        '<meta property="og:site_name" content="Elsewhere Today">',
        ELSEWHERE,
        "Elsewhere Today",
    ),
    "elsewhere, as JSON-LD says": (
        ld(publisher={"@type": "Organization", "name": "Elsewhere Today"}),
        ELSEWHERE,
        "Elsewhere Today",
    ),
    "elsewhere, and silent": ("", ELSEWHERE, "elsewhere.example"),
    "elsewhere, and it names ours": (
        ld(publisher={"@type": "Organization", "name": "The Example"}),
        ELSEWHERE,
        "elsewhere.example",
    ),
}


@pytest.mark.parametrize(("head", "url", "name"), PUBLISHERS.values(), ids=PUBLISHERS)
def test_who_publishes_a_copy(head, url, name):
    assert read(page(head, url), RULES).publisher == name


def test_rules_without_hosts_know_no_other_publisher():
    assert read(page(url=ELSEWHERE), Rules(publisher="The Example")).publisher is None


def test_a_copy_that_names_its_source_is_at_its_own_address():
    found = read(page(f'<link rel="canonical" href="{PAGE}">', ELSEWHERE), RULES)

    assert (found.article.url, found.publisher) == (ELSEWHERE, "elsewhere.example")


def test_an_inline_link_keeps_the_place_in_the_page_it_leads_to():
    body = paragraphs(ONE, TWO).replace("</p>", ' <a href="/law#article-7">Article 7</a>.</p>', 1)
    html = f"<html><head><title>{TITLE}</title></head><body><main><h1>{TITLE}</h1>{body}</main>"

    found = read(Page(url=PAGE, body=html.encode(), content_type="text/html"), RULES)

    assert f"[Article 7]({SITE}/law#article-7)" in found.article.markdown


@pytest.mark.parametrize("host", ["old.example.net", "m.example.org"])
def test_a_page_links_to_the_same_articles_under_every_name_of_the_site(host):
    linked = ' <a href="/news/bridge">the bridge</a>.</p><p>Read more: <a href="/c/7">Law</a></p>'
    body = paragraphs(ONE, TWO, THREE).replace("</p>", linked, 1)
    html = f"<html><head><title>{TITLE}</title></head><body><main><h1>{TITLE}</h1>{body}"

    at_home, served = (
        read(Page(url=url, body=html.encode(), content_type="text/html"), RULES).article
        for url in (PAGE, f"https://{host}/2020/canal")
    )

    assert f"[the bridge]({SITE}/news/bridge)" in served.markdown
    assert [one.url for one in served.related] == [f"{SITE}/c/7"]
    assert served.digest == at_home.digest
