"""Whatever is searched for, both databases find the same, in the same order, shown the same."""

from __future__ import annotations

from contextlib import ExitStack

import msgspec
import pytest
from building import PAGE, SERIES, Shelf, article, later
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import searching
from storage.archive import open_archive
from storage.search import ranking as words_of

TEXTS = {
    "On oil": "The oil ministry said that production of oil rose in Basra, oil, oil.",
    "On the vote": "Mustafa al-Kadhimi won the vote; the café of naïve voters cheered.",
    "Oil and votes": 'Oil and the vote: U.S. officials can\'t say "no". Al Kadhimi, he said.',
    "Kadhimi's al": "Kadhimi al. Ministry, oil. Straße und STRASSE, Σίσυφος, İstanbul, ﬁne.",
    "العراق": "قالت الحكومة إنّ الانتخابات ستُجرى. 伊拉克报告 日本語 한국어 हिन्दी में",
    "Signs": "a_b C++ 3.14 1,000 e\u0301te\u0301 x\0y \ufffe NEAR(oil, 2) title:oil \U0001f600",
    "Long": f"{'w' * 150} {'w' * 101} {'ö' * 3000} " + "gap " * 20_000 + "needle far away",
    "Many": " ".join(f"word{n}" for n in range(3000)) + " needle",
    "": "",
    "Edges": "river",
    "A sign": "A vote for oil; river 1181.",
}
QUERIES = [
    "oil", "oil ministry", "ministry oil", "OIL", "oi", "o", "al-Kadhimi", "al kadhimi", "al-Kad",
    "kadhimi-al", "café", "cafe", "CAFÉ naive", "U.S.", "can't", "strasse", "Straße", "ΣΊΣΥΦΟΣ",
    "istanbul", "العراق", "قالت", "ستجرى", "伊拉克报告", "伊拉克", "한국", "हिन्दी", "a_b", "c++",
    "3.14", "1,000", "été", "x y", "x\0y", "needle", "far-away", "gap-gap-needle", "gap needle",
    "w" * 100, "w" * 150, "w" * 99, "ö" * 3000, "word12", "word1 word2999", "word10-word11",
    "oil OR vote", "oil AND NOT vote", "NEAR(oil vote)", "title:oil", "series:walks", "77616c6b73",
    '"', "'", "''", "\\", "'oil'", "oil:*", "oil & vote", "oil | !vote", "(oil", "oil*", "^oil",
    "oil <-> ministry", "{title} : oil", "%", "_", "--", ";", "$1", ":query", "%(query)s", "\ud800",
    "\ufffe0000", "\U0001f600", "oil \U0001f600", " ", "", "oil " * 200, "the " * 60 + "zebra",
    "s", "seri", "on-oil", "oil-the", "oil-vote", "river-1181", "river edges", "edges-river",
    "oi*", "o*", "al-Kad*", "oil-v*", "ka* NOT ministry", "needle OR river", "river OR gap-needle",
    'vote NOT "al kadhimi"', '"the vote" OR "oil ministry" NOT caf*', "minis* OR nee* far",
    "NOT oil", "oil NOT oil", "OR", '"oil', 'river OR "river 1181" oil', "*", "oil NOT \0",
]  # fmt: skip


@pytest.fixture(scope="module")
def both(postgresql, tmp_path_factory):
    """Two archives with the same articles, of two series."""
    home = tmp_path_factory.mktemp("both")
    urls = {"sqlite": f"sqlite:///{home}/archive.db"}
    with postgresql.database() as name:
        urls["postgresql"] = postgresql.url(name)
        opened = [open_archive(url, home / kind) for kind, url in urls.items()]
        for archive in opened:
            with Shelf(archive) as shelf:
                for n, (title, text) in enumerate(TEXTS.items()):
                    standfirst = "The river" if n % 2 else None
                    made = article(f"{PAGE}/{n}", text, title=title, standfirst=standfirst)
                    shelf.record(made)
        yield opened
        for archive in opened:
            archive.close()


def found(archive, words, series=None):
    return msgspec.to_builtins(archive.articles.search(words, series))


@pytest.mark.parametrize("words", QUERIES, ids=lambda words: ascii(words)[:30])
def test_both_find_the_same(both, words):
    one, other = (found(archive, words) for archive in both)

    assert one == other


def test_most_of_the_queries_find_something(both):
    assert sum(bool(found(both[0], words)) for words in QUERIES) > 40


@given(words=st.one_of(st.text(max_size=40), st.lists(st.sampled_from(QUERIES), max_size=4)))
def test_both_find_the_same_for_any_input(both, words):
    typed = words if isinstance(words, str) else " ".join(words)
    one, other = (found(archive, typed) for archive in both)

    assert one == other


@pytest.mark.parametrize("series", [SERIES, "other", "", "walk", "walks_2", "a\\'\"b", "\udcff\0"])
def test_both_keep_to_a_series(both, series):
    one, other = (found(archive, "oil", series) for archive in both)

    assert one == other
    assert bool(one) == (series == SERIES)


SHOWN = {
    "a word": ("basra", "The oil ministry said that production of oil rose in [Basra], oil, oil."),
    "a name": ("al-kadhimi won", "Mustafa [al-Kadhimi] [won] the vote; the café of naïve voters"),
    "with accents": ("cafe", "the [café] of naïve"),
    "an abbreviation": ("u.s. officials", "[U.S]. [officials] can't"),
    "far away": ("needle far", "gap gap [needle] [far] away"),
    "in the title alone": ("edges", "river"),
}


@pytest.mark.parametrize(("words", "shown"), SHOWN.values(), ids=SHOWN)
def test_a_snippet_shows_what_was_found(both, words, shown):
    for archive in both:
        assert any(shown in hit["snippet"] for hit in found(archive, words))


def test_a_word_in_the_title_weighs_more_and_often_is_better_than_once(both):
    titles = [hit["title"] for hit in found(both[0], "oil")]

    assert titles[:2] == ["On oil", "Oil and votes"]


@pytest.fixture(scope="module")
def many(postgresql, tmp_path_factory):
    """Two archives with more articles than those that are looked into first."""
    home = tmp_path_factory.mktemp("many")
    with postgresql.database() as name, ExitStack() as stack:
        urls = (f"sqlite:///{home}/archive.db", postgresql.url(name))
        for url in urls:
            searching.fill(url, home, 2_000)
        yield [stack.enter_context(open_archive(url, home)) for url in urls]


ASKED = searching.queries() | searching.harder() | {"a phrase nowhere": "begi-nowadays-formerly"}


@pytest.mark.parametrize("words", ASKED.values(), ids=ASKED)
@pytest.mark.parametrize("series", [None, searching.SERIES, "other"])
def test_both_find_the_same_among_many(many, words, series):
    one, other = (found(archive, words, series) for archive in many)

    assert one == other
    assert not (one and series == "other")


@pytest.mark.parametrize("limit", [1, 200, 201, pytest.param(1_500, marks=pytest.mark.long)])
def test_both_find_as_many_as_are_asked_for(many, limit):
    for words in ("ba", searching.BEFORE, "ba-be"):
        one, other = (archive.articles.search(words, limit=limit) for archive in many)

        assert [hit.id for hit in one] == [hit.id for hit in other]
        assert len(one) == min(limit, len(one))


def test_what_shares_the_sign_of_a_phrase_is_not_taken_for_it(both):
    signs = [words_of.neighbours_sought(words_of.query(one)) for one in ("oil-vote", "river-1181")]

    assert signs[0] == signs[1]
    assert [found(archive, "oil-vote") for archive in both] == [[], []]
    assert all(found(archive, "river-1181") and found(archive, "oil vote") for archive in both)


@pytest.mark.long
def test_of_a_text_without_end_the_first_words_are_found(both):
    endless = " ".join(f"{n:x}th" for n in range(300_000))
    made = article(f"{PAGE}/endless", endless, title=endless, standfirst="river of words")
    for archive in both:
        with Shelf(archive) as shelf:
            shelf.record(made, now=later(days=1))
    one, other = (found(archive, "2710th") for archive in both)

    assert one == other
    assert [hit["url"] for hit in one] == [f"{PAGE}/endless"]
