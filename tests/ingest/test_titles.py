"""The headline: what of a heading it is, and which of several headings."""

# ruff: noqa: E501 - markup reads best on one line

from __future__ import annotations

import pytest
from test_anatomy import ONE, THREE, TWO, paragraphs
from test_metadata import ld, meta

from ingest.model import Page, Rules, SourceEntry
from ingest.pipeline import read

TEXT = paragraphs(ONE, TWO, THREE)
URL = "https://www.riverpost.example/news/canal"


def reading(body, title="The canal fills again", head="", told=()):
    whole = (
        f"<html lang='en'><head><title>{title}</title>{head}</head><body>{body}{TEXT}</body></html>"
    )
    return read(Page(url=URL, body=whole.encode(), source_entries=told), Rules())


OG = meta("og:title", "The canal fills again")
HEADINGS = {
    "a kicker by its name": ('<h1><span class="kicker">Water</span> The canal fills again</h1>', ""),
    "a kicker that the page leaves off": ("<h1><span>Water</span> <span>The canal fills again</span></h1>", OG),
    "words for a screen reader": ('<h1><span class="sr-only">Headline: </span>The canal fills again</h1>', ""),
    "a date below": ("<h1>The canal fills again <small>15.05.2020</small></h1>", OG),
    "a subtitle below": ("<h1>The canal fills again<br><span>How the fishermen saw it first</span></h1>", OG),
    "an h1 that leads to the page itself": ('<h1><a href="">The canal fills again</a></h1>', OG),
    "hyphens for the printer": ("<h1>The ca&shy;nal fills again</h1>", OG),
    "an h1 that leads home": ('<h1><a href="/">Notes of a river</a></h1><h2>The canal fills again</h2>', ""),
}  # fmt: skip


@pytest.mark.parametrize(("body", "head"), HEADINGS.values(), ids=HEADINGS)
def test_the_headline_in_a_heading(body, head):
    assert reading(body, head=head).article.title == "The canal fills again"


def test_a_heading_is_whole_where_only_a_shorter_form_is_declared():
    body = "<h1>The canal fills again <em>at last</em> and for good</h1>"
    assert reading(body, head=OG).article.title == "The canal fills again at last and for good"


DECLARED = {
    "the name of the host": "The canal fills again - The Riverpost Forum",
    "sections after a bar": "The canal fills again | Opinion | East bank",
}


@pytest.mark.parametrize("title", DECLARED.values(), ids=DECLARED)
def test_a_title_that_is_only_declared_loses_what_is_not_its_own(title):
    assert reading("", title=title).article.title == "The canal fills again"


def test_an_entry_tells_which_of_several_headings_is_the_headline():
    told = (SourceEntry(kind="feed", title="The canal fills again"),)
    body = "<h1>Weekend</h1><h1>The canal fills again</h1>"
    assert reading(body, title="", told=told).article.title == "The canal fills again"
    assert reading("", title="", told=told).article.title == "The canal fills again"


def test_the_title_names_its_source_and_those_that_say_something_else():
    found = reading(
        "<h1>The canal fills again</h1>",
        head=meta("og:title", "The canal fills")
        + ld({"@type": "NewsArticle", "headline": "Boats"}),
        told=(SourceEntry(kind="feed", title="The canal fills again"),),
    )
    why = next(one for one in found.evidence if one.field == "title")
    assert (why.source, why.value) == ("h1 that agrees with og:title", "The canal fills again")
    assert why.others == (("meta og:title", "The canal fills"), ("JSON-LD headline", "Boats"))


def test_a_front_page_is_called_by_the_name_of_its_site():
    found = reading('<h1><a href="/">Notes of a river</a></h1>', title="Notes of a river")
    assert found.article.title == "Notes of a river"
