"""
Who wrote an article, as separate names.

The rules of settlement, in the order of trust:

1. What a reader sees about the headline goes first: a line that signs ("By Jane Doe"), the names
   that markup declares (``rel=author``, ``itemprop``, hCard, a link to an author's page) or calls a
   byline, a name beside the date.
2. Then what is seen below the text: a line that signs it, the box about the author.
3. Then what only machines are told (JSON-LD, meta tags).

A name alone ("Jane") gives way to the full one ("Jane Doe") that another source has. An organisation,
a desk of its own name or a nickname is the author where the page's own byline says so; the name of the
site that only machines are told is not. A bare role ("Staff", "Admin") and an address never are.
A page without a byline has no authors.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.bylines import parts
from ingest.dom import skeleton
from ingest.model import Evidence
from ingest.persons import is_name, opened, signed, split
from ingest.signatures import (
    Signature,
    Surroundings,
    Where,
    closing_lines,
    dated_lines,
    marked,
    signed_lines,
    surroundings,
)
from ingest.structured import known_as

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from ingest.structured import Structured
import re
_METAS = (
    "author", "article:author", "article:author_name", "byl", "byline", "dc.creator",
    "dcterms.creator", "parsely-author", "sailthru.author", "citation_author", "authors",
    "cxenseparse:author", "og:author", "article.author", "dcsext.author", "author_name",
)  # fmt: skip
_LABEL = re.compile(
    r"written by|author|verfasst|geschrieben|autor|écrit par|escrito por|von\b", re.IGNORECASE
)
HIDDEN = False


OWN_PERSON = True
NEWS = True


def authors_and_evidence(told: Structured, where: Where) -> tuple[tuple[str, ...], Evidence]:
    cands = list(candidates(told, where))
    for c in cands:
        names = c.names
        if names:
            names = _completed(names, cands)
            others = tuple((o.source, o.value) for o in cands if o is not c and set(map(skeleton,o.names)) != set(map(skeleton, names)))
            return names, Evidence(field="authors", source=c.source, value=c.value, others=others)
    return (), Evidence(field="authors", source="none", value=None, others=tuple((o.source, o.value) for o in cands))


def _completed(names, cands):
    if len(names) != 1 or " " in names[0]:
        return names
    key = names[0].casefold()
    for c in cands:
        for n in c.names:
            if " " in n and n.casefold().split()[0] == key and is_name(n):
                return (n,)
    return names


def keys(names):
    return set(map(skeleton, names))


def candidates(told, where):
    about = surroundings(where)
    marks = marked(where)
    declared = list(_declared(told))
    claims = [(s, v, signed(v)) for s, v in declared]
    claimed = {k for _, _, n in claims for k in keys(n)}
    news = NEWS and any(one.kind.endswith("NewsArticle") for one in told.statements)
    if news:
        claimed -= {skeleton(n) for _, _, n0 in claims for n in n0 if known_as(n, where.own, where.host)}
    sign = list(first(signed_lines(about), "signed line"))
    near = [*sign, *joined(marks.get("declared near"), "declared near"), *joined(marks.get("named near"), "named near"),
        *joined(marks.get("declared above"), "declared above"), *joined(marks.get("named above"), "named above")]
    if news:
        near = [n for n in near if not all(known_as(x, where.own, where.host) for x in n.names)]
    shown = list(shown_near(claims, about))
    if news:
        shown = [n for n in shown if not all(known_as(x, where.own, where.host) for x in n.names)]
    both = [c for c in near if keys(c.names) & claimed]
    for c in both[:1]:
        for s in shown:
            if keys(c.names) < keys(s.names):
                yield s
    yield from both
    yield from (n for n in near if n in sign)
    yield from shown
    yield from near
    words = " ".join(p.text for p in where.pieces)
    text = skeleton(words)
    metas = {skeleton(v) for s_, v in declared if s_ == "meta author"}
    cards = {skeleton(v) for s_, v in declared if s_ not in ("meta author", "JSON-LD author")}
    persons = {n for one in told.statements for n in one.persons}
    hidden = []
    for source, value, names in claims:
        names = tuple(n for n in names if not known_as(n, where.own, where.host) or (OWN_PERSON and n in persons and is_name(n) and len(n.split()) <= 3))
        shown = all(skeleton(n) in text and is_name(n) for n in names)
        hidden_ok = skeleton(value) in metas & cards
        label = " shown" if shown else " hidden-ok" if hidden_ok else " hidden"
        sig = Signature(source + label, names if shown or hidden_ok or HIDDEN else (), value)
        if shown:
            yield sig
        else:
            hidden.append(sig)
    yield from first(dated_lines(about, words.lower()), "dated line")
    yield from first(closing_lines(where), "closing line")
    for place in ("declared amid", "declared below", "named amid", "named below", "box near", "box amid","box below"):
        yield from joined(marks.get(place), place)
    yield from hidden


def first(found, label):
    for one in found:
        yield Signature(label, one.names, one.value)
        return

def joined(found, label):
    if found:
        yield Signature(label, tuple(dict.fromkeys(n for f in found for n in f.names)), found[0].value)

def shown_near(claims, about):
    lines = [line.text for line in about.below]
    segs = {skeleton(opened(p)) for line in lines if len(line) <= 120 for p in parts(line)} | {skeleton(line) for line in lines}
    for source, value, names in claims:
        if names and all(skeleton(n) in segs for n in names):
            yield Signature(source + " shown near", names, value)
            return


def _declared(told):
    for one in told.statements:
        if one.authors:
            yield "JSON-LD author", ", ".join(one.authors)
            break
    seen = set()
    for name in _METAS:
        texts = told.metas.get(name, ())
        if texts:
            yield "meta " + name, ", ".join(dict.fromkeys(map(_first_last, texts) if name in ("citation_author", "dc.creator") else texts))
    cards = ((told.meta(f"twitter:label{i}"), told.meta(f"twitter:data{i}")) for i in (1, 2))
    for label, name in cards:
        if _LABEL.match(label):
            yield "card", name


def _first_last(text):
    last, _, first = text.partition(", ")
    return f"{first} {last}" if first and " " not in last and "," not in first else text
