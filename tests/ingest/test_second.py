"""The second reading: what the first one dropped comes back, and what is doubtful is counted."""

# ruff: noqa: E501 - markup and sentences read best on one line

from __future__ import annotations

from time import process_time

import pytest
from test_anatomy import FOUR, ONE, THREE, TWO, article, page, paragraphs, texts

from ingest.content.boxes import without_boxes
from ingest.content.recover import recover
from ingest.model import Page
from ingest.page.build import pieces
from ingest.page.decoding import parse
from ingest.page.regions import PRUNED

URL = "https://www.example.org/news/canal"
FIVE = "In the old port the boat builders have taken on four apprentices, the first in a decade."


def reading(body):
    """Return the texts of the pieces, whether the first reading has them, and the second's."""
    tree = parse(Page(url=URL, body=page(body).encode()))
    found = pieces(tree, PRUNED)
    chosen = [piece.text in (ONE, TWO, THREE) for piece in found]
    again, missed = recover(found, chosen)
    return [piece.text for piece, yes in zip(found, again, strict=True) if yes], missed


FOUND = {
    "amid the text": f"<div class='wide'><p>{FIVE}</p></div>",
    "in a panel that opens": f"<div class='accordion-panel'><div><p>{FIVE}</p></div></div>",
    "marked up as the text is": f"<p>{FIVE}</p>",
}


@pytest.mark.parametrize("markup", FOUND.values(), ids=FOUND)
def test_prose_amid_the_text_comes_back(markup):
    kept, missed = reading(paragraphs(ONE, TWO) + markup + paragraphs(THREE))
    assert kept == [ONE, TWO, FIVE, THREE]
    assert (missed.added, missed.lost_words) == (1, 0)


def test_prose_below_the_text_comes_back_if_it_is_marked_up_alike():
    slides = (
        f"<section><p class='copy'>{ONE}</p></section><section><p class='copy'>{TWO}</p></section>"
    )
    more = f"<section><p class='copy'>{FIVE}</p></section>"
    kept, _ = reading(slides + more)
    assert kept == [ONE, TWO, FIVE]


LEFT = {
    "an aside": f"<aside><p>{FIVE}</p></aside>",
    "a form": f"<form><p>{FIVE}</p></form>",
    "a teaser": f"<a href='/b'><p>{FIVE}</p></a>",
    "a text cut off": f"<div><p>{FIVE[:-1]} ...</p></div>",
    "a label": "<div>Photos and videos</div>",
    "a link of links": f"<div><a href='/b'>{FIVE}</a></div>",
    "a box by its name": f"<div class='newsletter-box'><p>{FIVE}</p></div>",
    "a line of consent": "<div>By signing up, you agree to our terms and to letters from us and from our partners.</div>",
}


@pytest.mark.parametrize("markup", LEFT.values(), ids=LEFT)
def test_what_is_beside_the_text_stays_out(markup):
    kept, missed = reading(paragraphs(ONE, TWO) + markup + paragraphs(THREE))
    assert (kept, missed.added) == ([ONE, TWO, THREE], 0)


def test_prose_of_another_make_below_the_text_is_doubted():
    kept, missed = reading(
        paragraphs(ONE, TWO, THREE) + f"<div class='x'><p class='y'>{FIVE}</p></div>"
    )
    assert kept == [ONE, TWO, THREE]
    assert missed.lost_words == len(FIVE.split())
    assert 0 < missed.lost_share < 0.2
    assert FIVE.startswith(missed.first_words)


def test_a_page_whose_text_was_missed_is_read_by_its_prose():
    tree = parse(Page(url=URL, body=page(paragraphs(ONE, TWO, THREE, FOUR)).encode()))
    found = pieces(tree, PRUNED)
    chosen = [piece.text == FOUR for piece in found]
    again, _ = recover(found, chosen)
    assert [p.text for p, yes in zip(found, again, strict=True) if yes] == [ONE, TWO, THREE, FOUR]


BOXES = {
    "about the author": "<div class='author-box'><p>{}</p></div>",
    "about the author, in words run together": "<div class='postAuthorBio'><p>{}</p></div>",
    "a call to action": "<div class='blog-cta'><p>{}</p></div>",
    "a disclosure": "<p class='affiliate-disclosure'>{}</p>",
    "a box to pop up": "<div id='popup'><p>{}</p></div>",
}


@pytest.mark.parametrize("box", BOXES.values(), ids=BOXES)
def test_boxes_of_the_publisher_are_not_the_text(box):
    one = article(paragraphs(ONE, TWO) + box.format(FIVE) + paragraphs(THREE, FOUR))
    assert texts(one) == [ONE, TWO, THREE, FOUR]


NO_BOXES = {
    "a section whose id is made from its words": "<section id='authors-of-the-canal'><p>{}</p></section>",
    "a heading's class": "<h2 class='toc_sponsors'>{}</h2>",
    "a name that only looks alike": "<div class='authoritative'><p>{}</p></div>",
}


@pytest.mark.parametrize("markup", NO_BOXES.values(), ids=NO_BOXES)
def test_a_name_made_from_words_is_no_box(markup):
    tree = parse(Page(url=URL, body=page(paragraphs(ONE, TWO) + markup.format(FIVE)).encode()))
    found = pieces(tree, PRUNED)
    kept = without_boxes(found, [True] * len(found))
    assert FIVE in [piece.text for piece, yes in zip(found, kept, strict=True) if yes]


def test_the_whole_text_in_such_a_box_stays():
    one = article(f"<div class='author-page'>{paragraphs(ONE, TWO, THREE)}</div>")
    assert texts(one) == [ONE, TWO, THREE]


def test_a_page_of_thousands_of_lines_in_one_element_is_read_in_time():
    lines = "".join(f"<p>{ONE} {number}</p><a href='/{number}'>more</a>" for number in range(4000))
    start = process_time()
    one = article(lines)
    assert process_time() - start < 20  # a second or two; a walk for each line takes minutes
    assert one.word_count > 100_000
