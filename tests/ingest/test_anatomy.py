"""The parts of an article, on small pages in our own words."""

# ruff: noqa: E501 - markup and sentences read best on one line

from __future__ import annotations

import pytest

from ingest.model import (
    AnatomyRules,
    Heading,
    Image,
    ItemList,
    LeadImage,
    Page,
    Paragraph,
    Quote,
    RelatedLink,
    Rules,
    SourceEntry,
    Table,
)
from ingest.pipeline import read

URL = "https://www.example.org/news/canal"
ONE = (
    "Water returned to the canal in March after three dry years, and the first to notice were the"
    " fishermen, who had kept their boats upside down along the eastern bank."
)
TWO = (
    "The ministry has spent four million dinars on the sluices since the drought began, and its"
    " engineers say that another dry winter would undo all of it within a season."
)
THREE = (
    "On the western bank nobody speaks of engineers. People there built a dam of their own from"
    " rubble and old doors, and they would rather keep it than trust a promise."
)
FOUR = "The next flood is expected in April, when the snow melts in the mountains to the north."


def paragraphs(*texts):
    return "\n".join(f"<p>{text}</p>" for text in texts)


def page(body, head="", title="The canal fills again"):
    return f"""<!DOCTYPE html><html lang="en"><head><title>{title} | Example News</title>{head}
    </head><body><header><a href="/">Example News</a></header><main><article><h1>{title}</h1>
    <div class="body">{body}</div></article></main>
    <footer><p>Copyright 2026 Example News</p></footer></body></html>"""


def article(body, rules=None, **more):
    whole = page(body, **more)
    return read(Page(url=URL, body=whole.encode()), rules or Rules()).article


def texts(one):
    return [block.text for block in one.body if isinstance(block, Paragraph | Heading | Quote)]


PULLED = {
    "a word dropped": "The ministry has spent four million dinars on sluices since the drought began",
    "another tense": "The ministry had spent four million dinars on the sluices since the drought began",
    "an end cut off": "another dry winter would undo all of it",
    "quotation marks about it": "“its engineers say that another dry winter would undo all of it”",
}
PLACES = {
    "after its source": "{one}{two}{pull}{three}{four}",
    "before its source": "{one}{pull}{two}{three}{four}",
    "far from its source": "{pull}{one}{three}{four}{two}",
}
FORMS = {
    "a block quotation": "<blockquote><p>{}</p></blockquote>",
    "an aside": "<aside><p>{}</p></aside>",
    "a class": '<div class="article-pullquote">{}</div>',
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
@pytest.mark.parametrize("pull", PULLED.values(), ids=PULLED)
def test_a_pull_quote_leaves_the_running_text(pull, place, form):
    one = article(
        place.format(
            one=paragraphs(ONE),
            two=paragraphs(TWO),
            three=paragraphs(THREE),
            four=paragraphs(FOUR),
            pull=form.format(pull),
        )
    )
    assert one.pull_quotes == (pull,)
    assert sorted(texts(one)) == sorted([ONE, TWO, THREE, FOUR])


def test_a_pull_quote_in_a_plain_paragraph_is_known_by_its_words():
    one = article(paragraphs(ONE, PULLED["another tense"], TWO, THREE))
    assert one.pull_quotes == (PULLED["another tense"],)
    assert texts(one) == [ONE, TWO, THREE]


KEPT = {
    "a quotation that repeats nothing": (
        "<blockquote><p>We never asked for the dam. It came to us with the rubble.</p></blockquote>",
        "We never asked for the dam. It came to us with the rubble.",
    ),
    "a short paragraph": ("<p>Not everybody agrees.</p>", "Not everybody agrees."),
    "a sentence alike, but not the same": (
        "<p>The ministry of water spent nothing on the boats since the war began.</p>",
        "The ministry of water spent nothing on the boats since the war began.",
    ),
    "a question": ("<p>Will the dam hold?</p>", "Will the dam hold?"),
}


@pytest.mark.parametrize(("markup", "text"), KEPT.values(), ids=KEPT)
def test_what_is_no_pull_quote_stays_in_place(markup, text):
    one = article(paragraphs(ONE, TWO) + markup + paragraphs(THREE, FOUR))
    assert one.pull_quotes == ()
    assert texts(one) == [ONE, TWO, text, THREE, FOUR]


def test_a_refrain_is_no_pull_quote():
    refrain = "And the water went on rising all the same, day after day after day."
    one = article(paragraphs(ONE, refrain, TWO, refrain, THREE, refrain))
    assert texts(one) == [ONE, refrain, TWO, refrain, THREE, refrain]


def test_equal_paragraphs_side_by_side_are_both_kept():
    refrain = "And the water went on rising all the same, day after day after day."
    one = article(paragraphs(ONE, refrain, refrain, TWO))
    assert texts(one) == [ONE, refrain, refrain, TWO]


def test_blocks_keep_their_form():
    one = article(
        paragraphs(ONE)
        + "<h2>What it cost</h2>"
        + paragraphs(TWO)
        + "<ol><li>Two sluices</li><li>One gate</li></ol>"
        + "<table><tr><th>Year</th><th>Boats</th></tr><tr><td>2025</td><td>41</td></tr></table>"
        + "<p><strong>What comes next</strong></p>"
        + paragraphs(THREE)
    )
    assert one.body == (
        Paragraph(ONE),
        Heading(2, "What it cost"),
        Paragraph(TWO),
        ItemList(ordered=True, items=("Two sluices", "One gate")),
        Table((("Year", "Boats"), ("2025", "41"))),
        Heading(2, "What comes next"),
        Paragraph(THREE),
    )


LOSSES = {
    "a numbered list": (
        "<ol><li>Open the gate</li><li>Wait</li></ol>",
        ItemList(ordered=True, items=("Open the gate", "Wait")),
    ),
    "a numbered list within": (
        "<ol><li>Open the gate<ol><li>slowly</li></ol></li><li>Wait</li></ol>",
        ItemList(ordered=True, items=("Open the gate", "slowly", "Wait")),
    ),
    "a note that is a link": (
        '<p>The gate was built in 1911<sup><a href="#fn1">1</a></sup> by the canal company of the day.</p>',
        Paragraph("The gate was built in 1911 1 by the canal company of the day."),
    ),
    "a listing": (
        '<pre><code class="language-python">def flow(gate):\n    return  2 * gate</code></pre>',
        Paragraph("def flow(gate):\n    return  2 * gate"),
    ),
}


@pytest.mark.parametrize(("markup", "block"), LOSSES.values(), ids=LOSSES)
def test_what_trafilatura_loses_is_kept(markup, block):
    one = article(paragraphs(ONE, TWO) + markup + paragraphs(THREE, FOUR))
    assert one.body[2] == block
    assert one.body[0] == Paragraph(ONE)
    assert one.body[-1] == Paragraph(FOUR)


RELATED = {
    "label and link": '<p>Read more: <a href="/b?utm_source=x">The bridge opens</a></p>',
    "see also": '<p>See also: <a href="/b">The bridge opens</a></p>',
    "broken by a line break": '<p>Read more: <a href="/b">The bridge<br>opens</a></p>',
    "broken by a line end": '<p>Read more: <a href="/b">The bridge\nopens</a></p>',
    "broken into two links": '<p>Read more: <a href="/b">The bridge</a> <a href="/b">opens</a></p>',
    "nested markup": '<p><em>Read more:</em> <a href="/b"><b>The <i>bridge</i></b> opens</a></p>',
    "a box": '<div class="related"><h3>Related</h3><p><a href="/b">The bridge opens</a></p></div>',
    "a label and a list": '<h3>Read more</h3><ul><li><a href="/b">The bridge opens</a></li></ul>',
    "in German": '<p>Lesen Sie auch: <a href="/b">The bridge opens</a></p>',
    "in Spanish": '<p>Puedes ver: <a href="/b">The bridge opens</a></p>',
    "a label in an element of its own": '<div><span>Read more</span></div><p><a href="/b">The bridge opens</a></p>',
    "in French": '<p>Lire aussi : <a href="/b">The bridge opens</a></p>',
    "below a line break": None,
}


@pytest.mark.parametrize("box", RELATED.values(), ids=RELATED)
def test_related_links_have_whole_titles_and_leave_the_text(box):
    first = paragraphs(ONE, TWO) + (box or "")
    if box is None:
        first = f'<p>{ONE}</p><p>{TWO}<br/>Read more: <a href="/b">The bridge opens</a></p>'
    one = article(first + paragraphs(THREE, FOUR))
    assert one.related == (RelatedLink("The bridge opens", "https://www.example.org/b"),)
    assert texts(one) == [ONE, TWO, THREE, FOUR]


def test_a_box_may_hold_several_links():
    box = """<aside class="read-also"><h4>Read also</h4><ul><li><a href="/b">The bridge opens</a>
    </li><li><a href="/c"><img src="/c.jpg"/></a><a href="/c">The ferry closes</a></li></ul></aside>"""
    one = article(paragraphs(ONE, TWO) + box + paragraphs(THREE))
    assert [link.title for link in one.related] == ["The bridge opens", "The ferry closes"]
    assert texts(one) == [ONE, TWO, THREE]


def test_a_definition_may_name_its_own_label():
    rules = Rules(anatomy=AnatomyRules(related="^Background reading -"))
    box = '<p>Background reading - <a href="/b">The bridge opens</a></p>'
    one = article(paragraphs(ONE, TWO) + box + paragraphs(THREE), rules)
    assert [link.title for link in one.related] == ["The bridge opens"]


def test_a_definition_may_name_a_phrase_of_a_language_that_the_page_does_not_tell():
    rules = Rules(language="fi", anatomy=AnatomyRules(related="^Katso myös jutut:"))
    boxes = "".join(
        f'<p>Katso myös jutut: <a href="/{name}">The {name} <br/>opens</a></p>'
        for name in ("bridge", "ferry")
    )
    whole = page(paragraphs(ONE, TWO) + boxes + paragraphs(THREE)).replace(' lang="en"', "")
    one = read(Page(url=URL, body=whole.encode(), accepted=True), rules).article
    assert [link.title for link in one.related] == ["The bridge opens", "The ferry opens"]
    assert texts(one) == [ONE, TWO, THREE]


NOTES = [
    "This post may contain affiliate links.",
    "If you buy something through our links, we may earn a commission.",
    "Last updated: 4 May 2026",
    "The Canal Report is a weekly feature at Example News.",
    "Follow us on Twitter: @example",
    "This article was originally published in the Example Review.",
    "Sign up to our newsletter for more stories like this.",
    "© 2026 Example News",
]


@pytest.mark.parametrize("note", NOTES)
def test_notes_below_the_text_are_the_trailer(note):
    one = article(paragraphs(ONE, TWO, THREE, note))
    assert one.trailer == (note,)
    assert texts(one) == [ONE, TWO, THREE]


def test_a_note_within_the_text_is_text_unless_the_definition_says_so():
    note = "The Canal Report is a weekly feature at Example News, said its founder, and he smiled."
    inside = paragraphs(ONE, note, TWO, THREE)
    assert note in texts(article(inside))
    rules = Rules(anatomy=AnatomyRules(trailer=("^The Canal Report is",)))
    assert article(inside, rules).trailer == (note,)


def test_a_note_may_be_parted_from_the_text_by_a_line_break_alone():
    one = article(paragraphs(ONE, TWO) + f"<p>{THREE}<br/>{NOTES[0]}</p>")
    assert (one.trailer, texts(one)) == ((NOTES[0],), [ONE, TWO, THREE])


CREDITS = {
    "A boat on the canal. [Getty]": ("A boat on the canal.", "Getty"),
    "A boat on the canal (Reuters)": ("A boat on the canal", "Reuters"),
    "A boat on the canal. Photo: Jane Doe/AP": ("A boat on the canal.", "Jane Doe/AP"),
    "A boat on the canal. Photograph by Jane Doe": ("A boat on the canal.", "Jane Doe"),
    "A boat on the canal | Credit: AFP": ("A boat on the canal", "AFP"),
    "A boat on the canal (2019)": ("A boat on the canal (2019)", None),
    "© Jane Doe": (None, "Jane Doe"),
}


@pytest.mark.parametrize(("caption", "parts"), CREDITS.items(), ids=CREDITS)
def test_caption_and_credit_are_parted(caption, parts):
    figure = f'<figure><img src="/boat.jpg"/><figcaption>{caption}</figcaption></figure>'
    one = article(figure + paragraphs(ONE, TWO, THREE))
    assert one.lead_image == LeadImage("https://www.example.org/boat.jpg", *parts)
    assert texts(one) == [ONE, TWO, THREE]


def test_an_image_in_the_text_is_a_block_of_it():
    figure = """<figure><img src="/boat.jpg"/><figcaption>A boat <span class="credit">Jane Doe
    </span></figcaption></figure>"""
    one = article(paragraphs(ONE, TWO) + figure + paragraphs(THREE))
    assert one.body[2] == Image("https://www.example.org/boat.jpg", "A boat", "Jane Doe")
    assert one.lead_image is None


STANDFIRST = "Three dry years are over, but on the two banks of the canal nobody agrees why."
STANDFIRSTS = {
    "by class": f'<p class="standfirst">{STANDFIRST}</p>',
    "by a field of Drupal": '<div class="field field--name-field-summary"><div'
    f' class="field__item">{STANDFIRST}</div></div>',
    "a copy of it": f'<p class="lead">{STANDFIRST}</p><p>{STANDFIRST}</p>',
}


@pytest.mark.parametrize("markup", STANDFIRSTS.values(), ids=STANDFIRSTS)
def test_the_standfirst_stands_apart(markup):
    one = article(markup + paragraphs(ONE, TWO, THREE))
    assert (one.standfirst, texts(one)) == (STANDFIRST, [ONE, TWO, THREE])


TOLD = {
    "alone": (f"<div class='top'><p>{STANDFIRST}</p></div>", STANDFIRST, STANDFIRST),
    "fused with caption and credit": (
        f"<p>{STANDFIRST}</p>",
        f"{STANDFIRST} A boat on the canal. [Getty]\n",
        STANDFIRST,
    ),
    "which is the text's beginning": ("", ONE, None),
    "which goes on with the text": ("", f"{ONE} {TWO[:60]}", None),
}


@pytest.mark.parametrize(("markup", "told", "expected"), TOLD.values(), ids=TOLD)
def test_the_standfirst_that_a_feed_tells(markup, told, expected):
    body = page(markup + paragraphs(ONE, TWO, THREE)).encode()
    entry = Page(url=URL, body=body, source_entries=(SourceEntry(kind="feed", standfirst=told),))
    one = read(entry, Rules()).article
    assert (one.standfirst, texts(one)) == (expected, [ONE, TWO, THREE])


NO_STANDFIRSTS = {
    "a first paragraph in larger type": f'<p class="lead">{ONE}</p>',
    "a line of date and author": '<div class="entry-meta">By Jane Doe and John Roe, May 12, 2025</div>',
    "where it is filed": '<div class="taxonomies">Canals, boats, fishing, water, drought and dams</div>',
}


@pytest.mark.parametrize("markup", NO_STANDFIRSTS.values(), ids=NO_STANDFIRSTS)
def test_what_is_no_standfirst(markup):
    first = "" if ONE in markup else paragraphs(ONE)
    one = article(markup + first + paragraphs(TWO, THREE, FOUR))
    assert one.standfirst is None
    assert ONE in texts(one)


def test_each_part_says_why_it_is_what_it_is():
    body = (
        f'<p class="standfirst">{STANDFIRST}</p>'
        + paragraphs(ONE, TWO)
        + f"<aside><p>{PULLED['another tense']}</p></aside>"
        + '<p>Read more: <a href="/b">The bridge opens</a></p>'
        + paragraphs(THREE, NOTES[-1])
    )
    found = read(Page(url=URL, body=page(body).encode()), Rules())
    why = {one.field: one.source for one in found.evidence}
    assert why["standfirst"] == "its name in the markup, near the headline"
    assert why["pull_quotes"].startswith("near-repetition of: The ministry has spent")
    assert why["related"] == "label 'Read more:'"
    assert why["trailer"] == "a publisher's note, by its words"
    assert why["body"].startswith("trafilatura's text")
    assert why["lead_image"] == ""


def test_a_description_that_is_the_first_paragraph_makes_no_standfirst():
    head = f'<meta name="description" content="{ONE}"/>'
    one = article(paragraphs(ONE, TWO, THREE), head=head)
    assert (one.standfirst, texts(one)) == (None, [ONE, TWO, THREE])


def test_lines_about_the_headline_are_no_text():
    lines = "<p>The canal fills again</p><p>15 May, 2020 | 4 min read</p>"
    one = article(lines + paragraphs(ONE, TWO, THREE))
    assert texts(one) == [ONE, TWO, THREE]
    assert (one.published, one.reading_minutes) == ("2020-05-15", 4)


def test_what_is_beside_the_article_is_nowhere():
    body = (
        '<div class="social-share"><a href="#">Share this</a></div>'
        + paragraphs(ONE, TWO, THREE)
        + '<div class="newsletter-signup"><p>Get our letters in your inbox every week.</p></div>'
        + '<section id="comments"><p>I was there, and it was quite different from this.</p></section>'
    )
    one = article(body)
    assert texts(one) == [ONE, TWO, THREE]
    assert "different" not in repr(one)
