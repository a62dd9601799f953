"""The Markdown of a body: the same words as its text, with the marks of the page."""

# ruff: noqa: E501, FBT003, RUF001 - markup reads best on one line, with the signs that pages use

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree, html
from markdown_it import MarkdownIt

from ingest.markdown.blocks import markdown
from ingest.model import Embed, Heading, Image, ItemList, Paragraph, Quote, Table, block_text
from ingest.page.build import pieces
from ingest.page.dom import text_of
from ingest.text import squash

BASE = "https://www.example.org/news/canal"
READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def words(text):
    """Return what a reader of Markdown sees, but for what stands in for a picture."""
    found = []
    for token in READER.parse(text):
        if token.type in ("fence", "code_block", "html_block"):
            found.append(token.content)
        for child in token.children or ():
            if child.type in ("text", "code_inline", "html_inline"):
                found.append(child.content)
            elif child.type in ("softbreak", "hardbreak"):
                found.append(" ")
        found.append(" ")
    return squash("".join(found))


def kinds(text):
    return {token.type for token in READER.parse(text) if token.type.endswith("_open")}


def element(source):
    return html.fragment_fromstring(source)


def of(block, source=None, embeds=()):
    return markdown((block,), (None if source is None else element(source),), embeds, BASE)


def paragraph(source):
    page = element(f"<div><p>{source}</p></div>")
    (piece,) = pieces(page, "data-part")
    return markdown((Paragraph(piece.text),), (piece.element,), (), BASE)


INLINE = {
    "emphasis and bold": ("<em>a</em> and <b>b</b>", "_a_ and **b**"),
    "one in the other": ("<b>a <i>b</i></b> c", "**a _b_** c"),
    "both at once": ("<b><i>a</i></b>", "**_a_**"),
    "side by side": ("<b>a</b><i>b</i>", "**a**_b_"),
    "spaces inside": ("x<b> a </b>y", "x **a** y"),
    "within a word": ("un<i>believ</i>able", "un*believ*able"),
    "what cannot be written is left out": ("x<b>“a”</b>y", "x“a”y"),
    "struck out and code": ("<del>a</del> <code>b_*</code>", "~~a~~ `b_*`"),
    "code beside code": ("<code>a</code><b><code>b</code></b>c", "`ab`c"),
    "a number apart from its sign": ("112<i>)</i>", "112\\)"),
    "a break before a sign that stays plain": ("a<br><b>&gt;*</b>b", "a\\\n\\>\\*b"),
    "no definition of a link": (
        '<a href="/b"><code>x]: y</code></a> z',
        "[x\\]: y](https://www.example.org/b) z",
    ),
    "code with ticks": ("<code>`a``b</code>", "``` `a``b ```"),
    "sub and sup are text": ("H<sub>2</sub>O", "H2O"),
    "a link": ('<a href="/b?utm_source=x&amp;p=1">a</a>', "[a](https://www.example.org/b?p=1)"),
    "a link in bold": ('<b><a href="/b">a</a></b>', "[**a**](https://www.example.org/b)"),
    "a link in half of a bold run": (
        '<b>c <a href="/b">a</a></b>',
        "**c** [**a**](https://www.example.org/b)",
    ),
    "a link after an exclamation": ('Go!<a href="/b">a</a>', "Go\\![a](https://www.example.org/b)"),
    "brackets in an address": ('<a href="http://e.org/a_(b)">a</a>', "[a](http://e.org/a_\\(b\\))"),
    "a mail address": ('<a href="mailto:desk@e.org">a</a>', "[a](mailto:desk@e.org)"),
    "a script is no address": ('<a href="javascript:alert(1)">a</a>', "a"),
    "a script in disguise": ('<a href=" java&#10;script:alert(1)">a</a>', "a"),
    "data is no address": ('<a href="data:text/html,x">a</a>', "a"),
    "a note of the page itself": ('a<a href="#n1">1</a>', "a1"),
    "what no address holds": ('<a href="http://e.org|x/">a</a>', "a"),
    "a line break": ("a<br>b", "a\\\nb"),
    "a line break in bold": ("<b>a<br/>b</b>", "**a\\\nb**"),
    "no break at the ends": ("<br>a<br>", "a"),
    "what would be a list after a break": ("a<br>- b<br>1. c", "a\\\n\\- b\\\n1\\. c"),
    "an underline after a break": ("a<br>===<br>---", "a\\\n\\===\\\n\\---"),
    "hidden words": ("a <span hidden>b</span>c", "a c"),
}


@pytest.mark.parametrize(("source", "written"), INLINE.values(), ids=INLINE)
def test_how_words_are_marked(source, written):
    assert paragraph(source) == written


def test_the_words_are_those_of_the_block_whatever_the_page_says():
    assert of(Paragraph("Other words"), "<p>Some <b>words</b></p>") == "Other words"


def test_paragraphs_of_one_element_each_find_their_marks():
    one = element("<div><b>a</b> x<br><br>a <i>y</i><br><br>a z</div>")
    blocks = tuple(map(Paragraph, ("a x", "a y", "a z")))

    assert markdown(blocks, (one, one, one), (), BASE) == "**a** x\n\na _y_\n\na z"


BLOCKS = {
    "a heading": (Heading(3, "A b #"), "<h3>A <i>b</i> #</h3>", "### A _b_ \\#"),
    "a heading is bold anyway": (Heading(2, "A b"), "<p><strong>A b</strong></p>", "## A b"),
    "a quotation": (
        Quote("a\n\nb"),
        "<blockquote><p><i>a</i></p><p>b</p></blockquote>",
        "> _a_\n>\n> b",
    ),
    "a list": (
        ItemList(False, ("a", "b c")),
        "<ul><li>a</li><li>b <b>c</b></li></ul>",
        "- a\n- b **c**",
    ),
    "a numbered list": (
        ItemList(True, ("a", "b")),
        "<ol start=9><li>a</li><li>b</li></ol>",
        "9. a\n10. b",
    ),
    "lists in a list": (
        ItemList(False, ("a", "b", "c", "d")),
        "<ul><li>a<ol start=2><li>b<ul><li>c</li></ul></li></ol></li><li>d</li></ul>",
        "- a\n\n  2. b\n     - c\n- d",
    ),
    "an item with a break": (ItemList(False, ("a b",)), "<ul><li>a<br>b</li></ul>", "- a\\\n  b"),
    "an item that is another one now": (
        ItemList(True, ("a", "x")),
        "<ol><li><b>a</b></li><li>b</li></ol>",
        "1. a\n2. x",
    ),
    "a table": (
        Table((("a|b", "c"), ("d", ""))),
        '<table><tr><th>a|b</th><th>c</th></tr><tr><td><a href="/d">d</a></td><td></td></tr></table>',
        "| a\\|b | c |\n| --- | --- |\n| [d](https://www.example.org/d) |  |",
    ),
    "a listing": (
        Paragraph("a\n ```\n# b"),
        '<pre class="x"><code class="hl language-python">a</code></pre>',
        "````python\na\n ```\n# b\n````",
    ),
    "a picture": (
        Image("https://e.org/a_(1).jpg", "The *bridge*", "Getty"),
        "<figure></figure>",
        "![The \\*bridge\\*](https://e.org/a_\\(1\\).jpg)\\\n_The \\*bridge\\* \\[Getty\\]_",
    ),
    "a picture of which nothing is said": (
        Image("https://e.org/a.jpg"),
        "<img>",
        "![](https://e.org/a.jpg)",
    ),
}


@pytest.mark.parametrize(("block", "source", "written"), BLOCKS.values(), ids=BLOCKS)
def test_how_blocks_are_written(block, source, written):
    assert of(block, source) == written


def test_lists_in_a_row_stay_two():
    lists = (
        ItemList(False, ("a",)),
        ItemList(False, ("b",)),
        ItemList(True, ("c",)),
        ItemList(True, ("d",)),
    )

    written = markdown(lists, (None,) * 4, (), BASE)

    assert sum(token.type.endswith("list_open") for token in READER.parse(written)) == 4


def test_embeds_stand_at_their_places():
    blocks = (Paragraph("a"), Paragraph("b"))
    shown = (
        Embed("https://www.youtube.com/watch?v=abcdefghijk", "The [flood]", 0),
        Embed("https://vimeo.com/1", "", 2),
        Embed("https://charts.e.org/(x)", "A chart", 2),
    )

    assert markdown(blocks, (None, None), shown, BASE).split("\n\n") == [
        "[YouTube: The \\[flood\\]](https://www.youtube.com/watch?v=abcdefghijk)",
        "a",
        "b",
        "[Vimeo](https://vimeo.com/1)",
        "[charts.e.org: A chart](https://charts.e.org/\\(x\\))",
    ]


MARKUP = [
    "* not a list",
    "1. x",
    "1) x",
    "123456789. x",
    "#tag",
    "# heading",
    "<script>alert(1)</script>",
    "<!-- x -->",
    "<https://e.org>",
    "[a](b)",
    "![a](b)",
    "[a]: b",
    "[^1]: b",
    "a_b_ _c_",
    "**a** ***b*** *",
    "a | b",
    "--- | ---",
    "| --- |",
    ":-: | :-:",
    "~~~",
    "```",
    "`a`",
    "> a",
    "+ a",
    "- [ ] a",
    "===",
    "---",
    "&lt; &amp;amp; &#65; &x",
    "a\\",
    "\\*",
    "\\\\",
    "a  ",
    "~~a~~",
    "5 * 3 * 2",
    "$a$ ^b^ ==c== :smile: @x",
    "www.e.org http://e.org/a_b_c",
]


@pytest.mark.parametrize("text", MARKUP)
def test_markup_in_the_text_of_a_page_is_text(text):
    line = squash(text)
    for block in (
        Paragraph(line),
        Heading(2, line),
        Quote(line),
        ItemList(False, (line, "b")),
        ItemList(True, (line,)),
        Table(((line, line), ("a", line))),
        Image("https://e.org/a", line),
    ):
        written = of(block)
        assert words(written) == squash(block_text(block) or line)
        assert not any(t.type in ("html_block", "code_block") for t in READER.parse(written))


# What is most likely to be taken for markup, and some of everything else.
SIGNS = st.sampled_from(
    [
        *"\\`*_{}[]()<>#+-.!|~=:&;\"'$^ ",
        "1",
        "12",
        "a",
        "B",
        "ß",
        "€",
        "„",
        "”",
        "—",
        "’",
        "م",
        "。",
        "\u200b",
        "&amp;",
        "://",
    ]
)
LETTERS = st.characters(exclude_categories=("Cs", "Cc", "Cn"))
TEXTS = st.lists(SIGNS | LETTERS, max_size=12).map("".join)
TAGS = st.sampled_from(["em", "b", "strong", "i", "code", "del", "span", "sub"])
LINKS = st.sampled_from(
    [
        "/a",
        "https://e.org/a_(b)*c?d=1&lt;e",
        "mailto:a@e.org",
        "javascript:x",
        "#n",
        "http://[",
        "//e.org/`",
    ]
)


@st.composite
def inlines(draw, depth=3):
    one = etree.Element(draw(TAGS))
    if draw(st.booleans()):
        one = etree.Element("a", href=draw(LINKS))
    one.text = draw(TEXTS)
    for _ in range(draw(st.integers(0, 2)) if depth else 0):
        one.append(draw(inlines(depth=depth - 1)))
    if draw(st.integers(0, 4)) == 0:
        one.append(etree.Element("br"))
    one.tail = draw(TEXTS)
    return one


@st.composite
def elements(draw, tag="p"):
    one = etree.Element(tag)
    one.text = draw(TEXTS)
    one.extend(draw(st.lists(inlines(), max_size=4)))
    return one


@given(elements())
def test_any_paragraph_reads_back_as_its_text(one):
    text = text_of(one)

    written = markdown((Paragraph(text),), (one,), (), BASE)

    assert words(written) == text
    assert kinds(written) <= {"paragraph_open"}


@given(elements("h2"))
def test_any_heading_reads_back_as_its_text(one):
    text = text_of(one)

    written = markdown((Heading(2, text),), (one,), (), BASE)

    assert words(written) == text
    assert kinds(written) <= {"heading_open"}


@given(st.lists(elements("li"), min_size=1, max_size=4), st.booleans())
def test_any_list_reads_back_as_its_items(items, nested):
    one = etree.Element("ul")
    one.extend(items)
    if nested and len(items) > 1:
        inner = etree.SubElement(items[0], "ol", start="7")
        inner.append(items[1])
    texts = tuple(filter(None, (text_of_item(item) for item in one.iter("li"))))

    written = markdown((ItemList(False, texts),), (one,), (), BASE)

    assert words(written) == squash(" ".join(texts))
    opened = [t for t in READER.parse(written) if t.type == "list_item_open"]
    assert len(opened) == len(texts)


def text_of_item(item):
    inner = item.find("ol")
    if inner is None:
        return text_of(item)
    item.remove(inner)
    text = text_of(item)
    item.append(inner)
    return text


@given(st.lists(st.lists(elements("td"), min_size=2, max_size=3), min_size=1, max_size=3))
def test_any_table_reads_back_as_its_cells(rows):
    one = etree.Element("table")
    for row in rows:
        etree.SubElement(one, "tr").extend(row)
    texts = tuple(row for row in (tuple(map(text_of, row)) for row in rows) if any(row))
    if not texts:
        return

    written = markdown((Table(texts),), (one,), (), BASE)

    assert words(written) == squash(" ".join(" ".join(row) for row in texts))
    assert sum(t.type == "tr_open" for t in READER.parse(written)) == len(texts)


@given(st.lists(elements("p"), min_size=1, max_size=3))
def test_any_quotation_reads_back_as_its_paragraphs(parts):
    one = etree.Element("blockquote")
    one.extend(parts)
    texts = [text for part in parts if (text := text_of(part))]

    written = markdown((Quote("\n\n".join(texts)),), (one,), (), BASE)

    assert words(written) == squash(" ".join(texts))


@given(st.text(st.characters(exclude_categories=("Cs", "Cc"))), TEXTS)
def test_any_picture_and_embed_read_back_as_what_is_said_of_them(caption, title):
    shown = Embed("https://vimeo.com/1", squash(title), 1)
    picture = Image("https://e.org/a.jpg", squash(caption) or None, None)

    written = markdown((picture,), (None,), (shown,), BASE)

    said = f"Vimeo: {shown.title}" if shown.title else "Vimeo"
    assert words(written) == squash(f"{picture.caption or ''} {said}")
