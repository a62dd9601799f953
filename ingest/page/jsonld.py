"""
JSON-LD: the scripts of a page parsed as JSON, and what their nodes say of an article.

Pages write JSON carelessly. Faults with only one reading are repaired: a comment or CDATA around
it, comments, a trailing comma, raw line ends, an escaped apostrophe, a script in entities, several
documents in a row. A missing quotation mark or bracket is not: its structure would be a guess.
"""

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from ingest.text import squash

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

_WRAPPING = re.compile(
    r"^\s*(?://\s*)?(?:/\*\s*)?(?:<!\[CDATA\[|<!--)(?:\s*\*/)?|(?://\s*)?(?:/\*\s*)?(?:\]\]>|-->)(?:\s*\*/)?\s*;?\s*$"
)
_STRING = r'("(?:[^"\\]|\\.)*")'
_COMMENT = re.compile(rf"{_STRING}|/\*.*?\*/|//[^\n]*", re.DOTALL)
_TRAILING_COMMA = re.compile(rf"{_STRING}|,(\s*[}}\]])", re.DOTALL)
_APOSTROPHE = re.compile(r"(\\[^'])|\\'")
ARTICLE = re.compile(r"(Article|BlogPosting|Report|SocialMediaPosting|Review|Recipe|HowTo)$")
PAGE = re.compile(r"^((Item|About|Medical|FAQ|QA)?WebPage|ItemPage|AboutPage)$")
_BELOW = ("@graph", "mainEntity", "mainEntityOfPage", "hasPart", "about")
_MAX_DEPTH = 12
_MAX_DOCUMENTS = 20

Json = Any  #: any value of JSON
Node = dict[str, Json]


class Statement(Struct, frozen=True, kw_only=True):
    """What JSON-LD says of one article, or of the page."""

    kind: str
    headline: str = ""
    authors: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()  #: the authors of type Person
    published: str = ""
    created: str = ""
    modified: str = ""
    section: str = ""
    tags: tuple[str, ...] = ()
    language: str = ""
    url: str = ""
    image: str = ""
    publisher: str = ""
    words: int = 0  #: length of the text, counted or as stated; 0 if unknown

    @property
    def is_article(self) -> bool:
        return bool(ARTICLE.search(self.kind))


def nodes(tree: HtmlElement) -> list[Node]:
    """Return every node of every script, nested ones too, in document order."""
    return [node for script in tree.iter("script") for node in _nodes_in(_json_of(script), 0)]


def load(text: str) -> Json:
    r"""
    Return parsed JSON, repaired where that is safe; None if it cannot be parsed.

    >>> load('/*<![CDATA[*/ {"a": [1, 2,], } // end\n /*]]>*/')
    {'a': [1, 2]}
    >>> load('{"a": "one "word" in quotes"}')
    """
    text = _WRAPPING.sub("", text)
    for form in _forms(text):
        try:
            return json.loads(form, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def plain(value: Json) -> str:
    """Return a value of JSON-LD as one line of text; empty if it is not text."""
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        value = value.get("name") or value.get("@value") or ""
    return squash(html.unescape(value)) if isinstance(value, str) else ""


def kinds(node: Node) -> list[str]:
    kind = node.get("@type")
    types = kind if isinstance(kind, list) else [kind]
    return [one.rsplit("/", 1)[-1] for one in types if isinstance(one, str)]


def statements(all_nodes: list[Node], by_id: dict[str, Node]) -> list[Statement]:
    """Return the statements about articles, then those about pages, each in document order."""
    found = [_statement(node, by_id) for node in all_nodes if _is_article_or_page(node)]
    return sorted(found, key=lambda one: not one.is_article)


def resolved(value: Json, by_id: dict[str, Node]) -> Json:
    """Return the node that a value refers to by ``@id``; else the value."""
    if isinstance(value, dict) and "name" not in value and isinstance(value.get("@id"), str):
        return by_id.get(value["@id"], value)
    return value


def _json_of(script: HtmlElement) -> Json:
    text = script.text or ""
    kind = (script.get("type") or "").lower()
    return load(text) if "ld+json" in kind else None


def _forms(text: str) -> Iterator[Json]:
    """Yield a text as it is, and then with more and more repairs."""
    yield text
    if '"' not in text and "&quot;" in text:
        text = html.unescape(text)
        yield text
    text = _TRAILING_COMMA.sub(r"\1\2", _COMMENT.sub(r"\1", text))
    yield text
    text = _APOSTROPHE.sub(lambda match: match[1] or "'", text)
    yield text
    documents = list(_documents(text))
    yield json.dumps(documents) if documents else ""


def _documents(text: str) -> Iterator[Json]:
    """Yield the documents of a text that holds several in a row and nothing else."""
    decoder, place = json.JSONDecoder(strict=False), 0
    found: list[Json] = []
    while place < len(text) and len(found) < _MAX_DOCUMENTS:
        try:
            value, place = decoder.raw_decode(text, place)
        except (ValueError, RecursionError):
            return
        found.append(value)
        place += len(text[place:]) - len(text[place:].lstrip(" \r\n\t;,"))
    yield from found


def _nodes_in(value: Json, depth: int) -> Iterator[Node]:
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, list):
        for one in value:
            yield from _nodes_in(one, depth + 1)
    elif isinstance(value, dict):
        if "@type" in value or "@id" in value:
            yield value
        for name in _BELOW:
            if isinstance(value.get(name), (dict, list)):
                yield from _nodes_in(value[name], depth + 1)


def _is_article_or_page(node: Node) -> bool:
    return any(ARTICLE.search(kind) or PAGE.match(kind) for kind in kinds(node))


def _statement(node: Node, by_id: dict[str, Node]) -> Statement:
    get = node.get
    called = kinds(node)
    article = next(filter(ARTICLE.search, called), called[0])
    return Statement(
        kind=article,
        headline=plain(get("headline") or get("name")),
        authors=tuple(_author_names(get("author") or get("creator"), by_id)),
        persons=tuple(_person_names(get("author") or get("creator"), by_id)),
        words=_word_count(node),
        published=plain(get("datePublished")),
        created=plain(get("dateCreated")),
        modified=plain(get("dateModified")),
        section=plain(get("articleSection")),
        tags=tuple(_keywords(get("keywords"))),
        language=plain(get("inLanguage")),
        url=_url_of(get("url")) or _url_of(get("mainEntityOfPage")) or _url_of(get("@id")),
        image=_url_of(get("image")),
        publisher=plain(resolved(get("publisher"), by_id)),
    )


def _author_names(value: Json, by_id: dict[str, Node]) -> Iterator[str]:
    for one in value if isinstance(value, list) else [value]:
        person = resolved(one, by_id)
        if isinstance(person, dict) and isinstance(person.get("name"), list):
            yield from filter(None, map(plain, person["name"]))
        elif name := plain(person):
            yield name


def _person_names(value: Json, by_id: dict[str, Node]) -> Iterator[str]:
    for one in value if isinstance(value, list) else [value]:
        person = resolved(one, by_id)
        if isinstance(person, dict) and "Person" in kinds(person):
            yield plain(person)


def _word_count(node: Node) -> int:
    """Return ``wordCount``, or the number of words in ``articleBody``; 0 if it has neither."""
    body, count = node.get("articleBody"), node.get("wordCount")
    if isinstance(count, int | str) and str(count).isdecimal() and len(str(count)) < 7:
        return int(count)
    return len(re.sub(r"<[^>]*>", " ", body).split()) if isinstance(body, str) else 0


def _keywords(value: Json) -> Iterator[str]:
    values = value if isinstance(value, list) else [value]
    for one in values:
        text = plain(one)
        yield from filter(None, map(squash, text.split(",") if len(values) == 1 else [text]))


def _url_of(value: Json) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        value = value.get("url") or value.get("contentUrl") or value.get("@id") or ""
        return _url_of(value) if not isinstance(value, str) else value.strip()
    return value.strip() if isinstance(value, str) else ""
