"""JSON-LD as pages write it, and the order and the words of evidence."""

from __future__ import annotations

import pytest

from ingest.model import Page, Rules
from ingest.page.jsonld import load
from ingest.pipeline import read
from tests.building import NEWS, ONE, THREE, TWO, URL, ld, meta, page, paragraphs

WRITTEN = {
    "a comma too many": ('{"a": [1, 2,],}', {"a": [1, 2]}),
    "in CDATA": ('//<![CDATA[\n{"a": 1}\n//]]>', {"a": 1}),
    "comments": ('{"a": 1, /* one */\n// two\n"b": "http://x"}', {"a": 1, "b": "http://x"}),
    "a raw line end and a tab": ('{"a": "one\n\ttwo"}', {"a": "one\n\ttwo"}),
    "in entities": ("{&quot;a&quot;: &quot;b&quot;}", {"a": "b"}),
    "an escaped apostrophe": (r'{"a": "it\'s"}', {"a": "it's"}),
    "one after another": ('{"a": 1}\n{"b": 2};', [{"a": 1}, {"b": 2}]),
    "a quotation mark in a string": ('{"a": "one "word" more"}', None),
    "cut off": ('{"a": [1, 2', None),
    "one and then a cut one": ('{"a": 1} {"b": ', None),
    "no JSON": ("var a = 1", None),
    "nothing": ("", None),
}


@pytest.mark.parametrize(("text", "value"), WRITTEN.values(), ids=WRITTEN)
def test_json_is_mended_only_where_that_is_safe(text, value):
    assert load(text) == value


def reading(head="", body=""):
    whole = page(body + paragraphs(ONE, TWO, THREE), head=head)
    return read(Page(url=URL, body=whole.encode()), Rules())


FIELDS = [
    "url", "title", "authors", "published", "modified", "section", "tags", "language", "lead_image",
]  # fmt: skip


def test_each_field_has_its_evidence_in_the_order_of_the_article():
    assert [one.field for one in reading().evidence][: len(FIELDS)] == FIELDS


EVIDENCE = {
    "url": ('<link rel="canonical" href="/news/canal-fills">', "link canonical"),
    "modified": (ld({**NEWS, "dateModified": "2020-05-15"}), "JSON-LD dateModified"),
    "section": (meta("article:section", "Water"), "meta article:section"),
    "tags": (ld({**NEWS, "keywords": "water, canals"}), "JSON-LD keywords"),
    "language": ("", "html lang"),
    "lead_image": (meta("og:image", "/boat.jpg"), "meta og:image"),
}


@pytest.mark.parametrize("field", EVIDENCE)
def test_evidence_names_the_source(field):
    head, source = EVIDENCE[field]
    assert next(one for one in reading(head).evidence if one.field == field).source == source


def test_what_nobody_said_has_no_source():
    one = next(one for one in reading().evidence if one.field == "section")
    assert (one.source, one.value, one.others) == ("", None, ())


def test_a_section_that_another_source_calls_otherwise_is_kept_beside():
    head = ld({**NEWS, "articleSection": "Water"}) + meta("article:section", "News")
    one = next(one for one in reading(head).evidence if one.field == "section")
    assert (one.value, one.others) == ("Water", (("meta article:section", "News"),))
