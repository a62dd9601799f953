"""The gate: what stands in the place of an article is refused and says why; look-alikes are kept."""

# ruff: noqa: E501 - markup reads best on one line

from __future__ import annotations

import pytest

from ingest.errors import IncompleteText, NotAnArticle
from ingest.model import (
    Article,
    Candidate,
    Duplicate,
    New,
    Page,
    Paragraph,
    Revised,
    Rules,
    SourceEntry,
    Unchanged,
)
from ingest.pipeline import read
from ingest.quality.shrinkage import compare

URL = "https://www.example.org/notes/2026/the-canal-and-its-boats"
SENTENCES = (
    "The canal was dug by hand in the winter of 1811, when bread was dear and the river had frozen over.",
    "For forty years it carried coal and barley, and in good summers a boat of singers came up from the coast.",
    "Nobody wrote down who built the locks, but the accounts of the parish name two masons and a widow.",
    "When the railway came, the boats went one after the other, and reeds grew where horses had walked.",
    "A society of neighbours bought the banks in 1962 and paid for them with jumble sales and a raffle.",
    "Today the water is clear enough to see the old stones, and herons stand in it as if they had been hired.",
)
GERMAN = (
    "Der Kanal wurde im Winter 1811 von Hand gegraben, als das Brot teuer und der Fluss zugefroren war.",
    "Vierzig Jahre lang trug er Kohle und Gerste, und in guten Sommern kam ein Boot mit Sängern von der Küste.",
    "Niemand schrieb auf, wer die Schleusen gebaut hat, doch die Rechnungen der Gemeinde nennen zwei Maurer.",
    "Als die Eisenbahn kam, verschwanden die Boote eines nach dem anderen, und Schilf wuchs am Ufer.",
)


def prose(count: int, sentences=SENTENCES, end: str = "") -> str:
    """Return so many paragraphs of three sentences, no two alike."""
    texts = [
        " ".join(f"{sentences[(i + j) % len(sentences)]}" for j in range(3)) + f" Note {i + 1}."
        for i in range(count)
    ]
    return "".join(f"<p>{text}</p>" for text in texts) + end


def page(
    body: str, title: str = "The canal and its boats", head: str = "", tail: str = "</body></html>"
) -> str:
    top = f'<!DOCTYPE html><html><head><title>{title} | Riverside</title>{head}</head><body><nav><a href="/">Home</a></nav>'
    return f"{top}<article><h1>{title}</h1>{body}</article>{tail}"


def teasers(count: int, more: str = "") -> str:
    return "".join(
        f'<div class="card"><a href="/n/{i}"><img src="/{i}.jpg"/></a><h3><a href="/n/{i}">Walk {i} along the water</a></h3>'
        f"<p>{SENTENCES[i % 6][:70]}</p>{more}</div>"
        for i in range(count)
    )


def listing(title: str, body: str, head: str = "") -> str:
    return f"<!DOCTYPE html><html><head><title>{title} | Riverside</title>{head}</head><body><nav><a href='/'>Home</a></nav><main>{body}</main></body></html>"


DAY = '<meta property="article:published_time" content="2026-11-20"/>'
NOT_FREE = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "The canal and its boats", "isAccessibleForFree": "False"}</script>'
NOTICE = f"<p>{SENTENCES[0]} {SENTENCES[1]}</p>"
SHOP = '<span class="price">$19.99</span><button>Add to cart</button>'

NO_ARTICLES = {
    "a challenge": (page("<p>This takes a few seconds, and you need not do anything. Enable JavaScript and cookies to continue to the site that you asked for.</p>", "Just a moment..."), URL),
    "a challenge in another language": (page(f"<p>{GERMAN[0]} {GERMAN[1]}</p>", "Einen Moment"), URL),
    "a request for consent": (page("<p>We and our 812 partners store and access information on a device, such as cookies, and process personal data, such as unique identifiers.</p>", "The canal"), URL),
    "an error page": (page("<p>The page you asked for is not here. It may have moved, or it never was. Try the search, or go back to the front page.</p>", "Page not found"), URL),
    "an error page with a friendly title": (page("<p>The page you are looking for could not be found. Perhaps the address was mistyped; perhaps we took it away some time ago.</p>", "Lost at sea"), URL),
    "an error page in French": (page("<p>La page que vous cherchez a été déplacée ou supprimée. Vous pouvez revenir à la page d'accueil et chercher encore une fois.</p>", "Tout est perdu"), URL),
    "a page to log in": (page("<p>Please give your name and your password. If you have lost your password, write to the office, and we will send you another one.</p>", "Log in to Riverside"), URL),
    "a shelf of a shop": (listing("Boats", f"<h1>Boats</h1><p>Sort by price. Filter by length. 24 results</p>{teasers(24, SHOP)}"), "https://www.example.org/collections/boats"),
    "a category": (listing("Walks", f"<h1>Walks</h1>{teasers(30)}<a rel='next' href='?page=2'>Next page</a>"), "https://www.example.org/category/walks"),
    "a page that calls itself a list": (listing("Notes", f"<h1>Notes</h1>{teasers(20)}", '<script type="application/ld+json">{"@type": "CollectionPage"}</script>'), "https://www.example.org/notes"),
    "the front page": (listing("Riverside", teasers(30)), "https://www.example.org/"),
}  # fmt: skip


@pytest.mark.parametrize(("html", "url"), NO_ARTICLES.values(), ids=NO_ARTICLES)
def test_what_is_no_article_is_refused_with_its_reason(html, url):
    with pytest.raises(NotAnArticle) as caught:
        read(Page(url=url, body=html.encode()), Rules())

    assert any(character.isdigit() for character in caught.value.detail)


INCOMPLETE = {
    "a stub": page("<p>More to follow on the canal and its boats, its banks and its engineers.</p>"),
    "a wall that the page speaks of": page(f"{NOTICE}<div>Subscribe to continue reading. Already a subscriber? Log in.</div>"),
    "a wall in German": page(f"<p>{GERMAN[0]} {GERMAN[1]} {GERMAN[2]}</p><div>Weiterlesen mit Riverside plus</div>"),
    "a wall in the markup": page(NOTICE, head=NOT_FREE),
    "a wall that is named, and not free": page(f"{prose(2)}<div class='paywall-container'>One euro.</div>", head=NOT_FREE),
    "a text that breaks off before a wall": page(prose(5, end="<p>And then, as the water rose and the lock keeper came out of his house, he saw that</p>"), head=NOT_FREE),
    "an excerpt": page(f"{NOTICE}<p>Read the full story at the Courier</p>"),
    "an excerpt that ends in dots": page(f"<p>{SENTENCES[0]} {SENTENCES[1]} For forty years it was [...]</p>"),
    "half a page": page(prose(4, end="<p>And then, as the water rose and the keeper came out of his hou"), tail=""),
}  # fmt: skip


@pytest.mark.parametrize("html", INCOMPLETE.values(), ids=INCOMPLETE)
def test_what_is_only_the_beginning_of_an_article_is_incomplete(html):
    with pytest.raises(IncompleteText) as caught:
        read(Page(url=URL, body=html.encode()), Rules())

    assert "words" in caught.value.detail


KEPT = {
    "an article": page(prose(4)),
    "a short notice": page(f"{NOTICE}<p>{SENTENCES[2]}</p>", head=DAY),
    "an article about walls": page("<p>To read this paper you must subscribe to continue reading: so said the first wall, and readers went away.</p>" + prose(5), "How the paywall lost its readers"),
    "a whole text behind a marker": page(prose(14), head=NOT_FREE),
    "a whole text before a box that asks": page(prose(8, end="<div>Subscribe to continue reading our notes every week.</div>")),
    "an article about errors": page(prose(4), "404: how the web learned to forget its pages"),
    "an article about the page that was not found": page(prose(5), "Page not found"),
    "an article about a check of humans": page("<p>Are you human? asks the box, and we verify you are human again.</p>" + prose(5), "Are you a robot? A short history"),
    "an article about logging in": page(prose(5), "Log in, log out: a week without a telephone"),
    "a long list": page(prose(1) + "".join(f"<h2>{i}. The lock at mile {i}</h2><p>{SENTENCES[i % 6]}</p>" for i in range(1, 21)), "The twenty finest locks of the old canal", DAY),
    "a gallery with links": page(prose(2) + "".join(f'<figure><a href="/p/{i}"><img src="/p/{i}.jpg"/></a><figcaption>Lock {i}, seen from the west bank</figcaption></figure>' for i in range(20)), head=DAY),
    "a live blog": page("".join(f'<div class="post"><time>10:{i:02d}</time><h2><a href="#p{i}">The water at gauge {i}</a></h2><p>{SENTENCES[i % 6]}</p></div>' for i in range(24)), "The flood, hour by hour", DAY),
    "a review with prices": page(prose(5) + "".join(f"<p>The boat called {name} costs ${i}9.00 in the shop by the lock.</p>" for i, name in enumerate(("Swan", "Heron", "Otter", "Pike", "Eel", "Teal"), 1)), "Six boats for less than a hundred dollars", DAY),
    "a text without a last stop": page(prose(4, end="<p>With thanks to the keepers of the archive of the canal society</p>")),
    "a page without its end": page(prose(4), tail=""),
    "read more at the end of a long text": page(prose(6, end="<p>Read more here</p>")),
}  # fmt: skip


@pytest.mark.parametrize("html", KEPT.values(), ids=KEPT)
def test_what_only_looks_like_it_is_kept(html):
    assert read(Page(url=URL, body=html.encode()), Rules()).article.word_count > 40


LANGUAGES = {
    "as the series": ("en", SENTENCES, True),
    "another one": ("en", GERMAN, False),
    "with its region": ("en-GB", GERMAN, False),
    "of no series": (None, GERMAN, True),
    "that nobody here knows": ("tlh", GERMAN, True),
}


@pytest.mark.parametrize(("language", "sentences", "kept"), LANGUAGES.values(), ids=LANGUAGES)
def test_a_text_in_another_language_is_none_of_the_series(language, sentences, kept):
    body = page(prose(4, sentences)).replace("<html>", '<html lang="en">').encode()

    def outcome():
        return read(Page(url=URL, body=body), Rules(language=language)).article

    if kept:
        assert outcome()
    else:
        with pytest.raises(NotAnArticle, match="the text is in 'de', the series in 'en'"):
            outcome()


def test_a_short_text_is_of_no_language():
    body = page(f"<p>{GERMAN[0]} {GERMAN[1]}</p>", head=DAY).encode()

    assert read(Page(url=URL, body=body), Rules(language="en"))


def told(title, standfirst=None):
    return (SourceEntry(kind="feed", title=title, standfirst=standfirst),)


NODE = "https://www.example.org/node/4711"
SLUG = "https://www.example.org/notes/parliament-votes-budget"
RELATED = {
    "the same title": (told("The canal and its boats"), NODE, True),
    "another title that shares a word": (told("Boats that never came back"), NODE, True),
    "another title, and the standfirst is in the text": (told("Parliament votes", "A society of neighbours"), NODE, True),
    "another title, and the slug is of the text": (told("Parliament votes"), "https://www.example.org/notes/neighbours-and-herons", True),
    "nothing at all": (told("Parliament votes", "Ministers quarrel over pensions"), SLUG, False),
    "a title of one word": (told("Parliament"), SLUG, True),
    "no title": ((SourceEntry(kind="sitemap"),), SLUG, True),
    "one of two titles": ((*told("Parliament votes"), *told("Boats in winter")), SLUG, True),
}  # fmt: skip


@pytest.mark.parametrize(("said", "asked", "kept"), RELATED.values(), ids=RELATED)
def test_a_page_that_has_nothing_of_what_was_told_is_another_one(said, asked, kept):
    one = Page(url=URL, body=page(prose(4)).encode(), addresses=(asked,), source_entries=said)

    if kept:
        assert read(one, Rules())
    else:
        with pytest.raises(NotAnArticle, match="in common with 'Parliament votes'"):
            read(one, Rules())


@pytest.mark.parametrize("html", [html for html, _ in NO_ARTICLES.values()], ids=NO_ARTICLES)
def test_a_page_that_a_person_accepted_passes_and_counts_as_of_the_series(html):
    reading = read(Page(url=URL, body=html.encode(), accepted=True), Rules())

    assert reading.article.title
    assert reading.rule == "accepted"


def test_a_page_without_a_title_or_text_is_no_article_even_if_accepted():
    with pytest.raises(NotAnArticle):
        read(Page(url=URL, body=b"<html><body></body></html>", accepted=True), Rules())


def known(words: int) -> Candidate:
    return Candidate(id=7, keys=frozenset(), digest="", text_digest="", words=words)


SHRUNK = {
    "under half": (99, 250, Revised(7), False),
    "half": (125, 250, Revised(7), True),
    "under half of little": (20, 100, Revised(7), True),
    "longer": (400, 250, Revised(7), True),
    "unchanged": (99, 250, Unchanged(7), True),
    "new": (99, 250, New(), True),
    "a duplicate": (99, 250, Duplicate(7), True),
}


@pytest.mark.parametrize(("now", "before", "decision", "kept"), SHRUNK.values(), ids=SHRUNK)
def test_a_text_that_lost_most_of_itself_is_incomplete(now, before, decision, kept):
    article = Article(url=URL, title="The canal", body=(Paragraph("word " * now),))

    if kept:
        compare(article, decision, [known(before)])
    else:
        with pytest.raises(
            IncompleteText, match=f"only {now} words, where the archive has {before}"
        ):
            compare(article, decision, [known(before)])
