"""A text that breaks off, and how long a page says that its text is."""

from __future__ import annotations

import pytest

from ingest.model import Heading, ItemList, Page, Paragraph
from ingest.page.decoding import parse
from ingest.page.structured_data import read_structured_data
from ingest.quality.truncation import ends_mid_sentence

ONE = "Water returned to the canal in March after three dry years, and the fishermen noticed first."
TWO = "The ministry has spent four million dinars on the sluices, and wants to spend four more."
THREE = "On the western bank people built a dam of rubble and old doors, and would rather keep it."
CUT = THREE[:-17]
ENDS = {
    "with a stop": ([ONE, TWO, THREE], False),
    "with a stop in quotation marks": ([ONE, TWO, f"“{THREE}”"], False),
    "amid a sentence": ([ONE, TWO, CUT], True),
    "with an ellipsis": ([ONE, TWO, f"{CUT} ..."], True),
    "with a short line": ([ONE, TWO, "The author lives there"], False),
    "as all its paragraphs do": ([ONE[:-1], TWO[:-1], THREE[:-1]], False),
    "with a stop of another script": ([ONE, TWO, f"{CUT}।"], False),
}


@pytest.mark.parametrize(("lines", "broken"), ENDS.values(), ids=ENDS)
def test_a_text_that_breaks_off(lines, broken):
    assert ends_mid_sentence([Paragraph(text) for text in lines]) is broken


def test_a_list_or_a_heading_at_the_end_is_no_broken_sentence():
    start = [Paragraph(ONE), Paragraph(TWO)]
    assert not ends_mid_sentence([*start, ItemList(ordered=False, items=("boats",))])
    assert not ends_mid_sentence([*start, Heading(2, "What next")])
    assert not ends_mid_sentence([])


STATED = {
    "a count": ('{"@type": "NewsArticle", "wordCount": 812}', [812]),
    "a count as text": ('{"@type": "NewsArticle", "wordCount": "812"}', [812]),
    "a count in a graph": ('{"@graph": [{"@type": "Article", "wordCount": 40}]}', [40]),
    "a body": ('{"@type": "Article", "articleBody": "<p>Water returned</p> to the canal."}', [5]),
    "neither": ('{"@type": "Article", "headline": "The canal"}', [0]),
    "nonsense": ('{"@type": "Article", "wordCount": "many"}', [0]),
    "broken": ('{"wordCount": ', []),
}


@pytest.mark.parametrize(("json", "words"), STATED.values(), ids=STATED)
def test_how_many_words_a_page_says_that_it_has(json, words):
    script = f'<script type="application/ld+json">{json}</script>'
    body = f"<html><head>{script}</head><body><p>{ONE}</p></body></html>".encode()
    tree = parse(Page(url="https://www.example.org/news/canal", body=body))
    assert [one.words for one in read_structured_data(tree).articles] == words
