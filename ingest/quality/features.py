"""
Measure on a page what tells a listing from an article; `listing` scores it.

Measures the whole page, not only its article: links, prices and teasers stand around the text, not
in it.
"""

# ruff: noqa: E501, RUF001 - patterns that are lists of words, and the signs that pages use

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from lxml import etree
from msgspec import Struct

from ingest import urls
from ingest.page.build import Kind
from ingest.text import count_dense

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lxml.html import HtmlElement

    from ingest.content.select import Selection
    from ingest.fields.metadata import Metadata
    from ingest.page.build import Piece

_ARTICLE_TYPE = re.compile(
    r"(Article|BlogPosting|Report|SocialMediaPosting|Review|Recipe|HowTo)/?$"
)
_LISTING_TYPE = re.compile(r"(CollectionPage|ItemList|SearchResultsPage|SomeProducts)/?$")
_COUNTRY = re.compile(r"[a-z]{2}([-_][a-z]{2})?", re.IGNORECASE)
_SUFFIX = re.compile(r"\.\w{2,5}$")
_PRICE = re.compile(r"[$€£¥₹] ?\d|\d[.,]\d\d ?(?:€|£|kr\b|zł|eur\b)")
#: Phrases beside goods in a shop, above a list, and below one; in lower case.
_BUY = (
    "add to cart", "add to bag", "add to basket", "add to wishlist", "add to compare", "quick view",
    "quick shop", "quick add", "quick buy", "in stock", "out of stock", "sold out", "free shipping",
    "shop now", "sale price", "regular price", "buy now", "choose options", "select options",
    "in den warenkorb", "auf lager", "ausverkauft", "ajouter au panier", "en stock", "agotado",
    "añadir al carrito", "aggiungi al carrello", "in winkelwagen", "adicionar ao carrinho",
)  # fmt: skip
_SORT = (
    "sort by", "sorted by", "sort:", "order by", "filter by", "filters", "filter\n", "refine by", "refine your",
    "clear all", "sortieren nach", "sortierung", "filtern", "trier par", "filtrer", "ordenar por",
    "filtrar", "ordina per", "filtri",
)  # fmt: skip
_MORE = (
    "results for", "results found", "next page", "older posts", "older entries", "load more",
    "nächste seite", "ältere beiträge", "page suivante", "articles plus anciens", "página siguiente",
)  # fmt: skip
_COUNT = re.compile(
    r"\d (?:results|items|products|courses|articles|entries|listings|programs|titles|posts|ergebnisse"
    r"|produkte|artikel|treffer|résultats|produits|resultados|productos|risultati|prodotti)\b"
    r"|\d ?[-–] ?\d+ of \d|\bshowing:? \d|\bpage \d+ of \d"
)
_MONTH = r"(?:jan|feb|m[aä]r|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz])[a-zé]*"
_DIGITS = re.compile(r"\d\d|\d [mhdw]")
_DATE = re.compile(
    rf"\b{_MONTH}\.? \d\d?,? (?:19|20)\d\d|\d\d?\.? {_MONTH}\.?,? (?:19|20)\d\d|\d\d?[./-]\d\d?[./-](?:19"
    r"|20)?\d\d\b|\b(?:19|20)\d\d-\d\d-\d\d\b|\d (?:min(?:ute)?|hour|day|week|month)s? ago\b"
)
_BODY_OF_LISTING = re.compile(
    r"(^|\s)(archive|category|tag|blog|home|search|search-results|tax-\S+|post-type-archive\S*|template-(collec"
    r"tion|blog|list\S*)|catalog-category-view|page-products|paged|product-listing\S*|(tag|home|author)-template"
    r"|front|path-frontpage|page-(category|view\S*|taxonomy\S*)|path-taxonomy|collection-type-\S+)(\s|$)"
)
_BODY_OF_ARTICLE = re.compile(
    r"(^|\s)(single|single-\S+|postid-\d+|post-template|(page-)?node-type-(article|story|blog\S*|news\S*|post)"
    r"|template-article|view-item|article-page|article)(\s|$)"
)
_API = re.compile(r"/wp/v2/(posts|categories|tags|\w*cat\w*)/")
_SENTENCE_END = re.compile(r"[.!?…。！？][)\"'”’»」]*$|[”\"]$")
_IDS = etree.XPath("//@id", smart_strings=False)
#: The most characters of a line that gives the date of an entry.
_LINE = 90
_FRAME = ("nav", "header", "footer")


class PageFeatures(Struct, frozen=True, kw_only=True):
    """What tells a listing from an article, as numbers. `listing` scores them."""

    says_list: bool
    says_article: bool
    folders: tuple[str, ...]  #: the parts of the path of its address
    home: bool
    title: str
    description: str
    headline: bool  #: the page shows its title
    dated: bool
    signed: bool
    body: str | None  #: "article" or "listing", if the software of its site says so
    prose: int  #: words in whole sentences in paragraphs of the text
    linked_text: float  #: share of the article's text that stands in links
    linked_page: float  #: the same share of the whole page
    found: float  #: share of the page, without its frame, that was taken for the article
    alike: int  #: linked lines of the most frequent form
    headings: int  #: headings that are links
    prices: int
    sells: bool
    sorting: int  #: controls for sorting and filtering
    counts: bool  #: it states the number of results or pages
    dates: int  #: short lines with a date
    articles: int  #: `article` elements
    comments: bool


def measure(
    tree: HtmlElement, metadata: Metadata, selection: Selection, linked_text: float
) -> PageFeatures:
    """Measure a page."""
    places = _Places()
    shown = [piece for piece in selection.pieces if not places.of(piece).framed]
    pairs = zip(selection.pieces, selection.chosen, strict=True)
    chosen = [piece for piece, yes in pairs if yes]
    text = "\n".join(piece.text for piece in selection.pieces).lower()
    links = sum(len("".join(a.itertext()).strip()) for a in tree.iter("a"))
    types = [one.get("itemtype") or "" for one in tree.iterfind(".//*[@itemtype]")]
    folders = _folders(metadata.url)
    body = _body(tree)
    return PageFeatures(
        says_list=metadata.listing or any(map(_LISTING_TYPE.search, types)),
        says_article=metadata.article or body == "article" or any(map(_ARTICLE_TYPE.search, types)),
        folders=folders,
        home=urls.is_http(metadata.url) and not folders,
        title=metadata.title,
        description=metadata.description,
        headline=metadata.heading is not None,
        dated=metadata.published is not None,
        signed=bool(metadata.authors),
        body=body,
        prose=round(sum(_prose(piece, places) for piece in chosen) / 5.5),
        linked_text=linked_text,
        linked_page=links / max(1, len(text)),
        found=_size(chosen) / max(1, _size(shown)),
        alike=_alike(shown, places),
        headings=sum(p.kind == Kind.HEADING and places.is_linked(p, 0.7) for p in shown),
        prices=len(_PRICE.findall(text)),
        sells=any(words in text for words in _BUY),
        sorting=sum(words in text for words in _SORT),
        counts=any(words in text for words in _MORE) or bool(_COUNT.search(text)),
        dates=sum(map(_has_date, text.split("\n"))),
        articles=sum(1 for _ in tree.iter("article")),
        comments=_has_comments(tree),
    )


class _Place(NamedTuple):
    linked: bool  #: inside of a link
    framed: bool  #: inside of a nav, header or footer


class _Places:
    """Where the pieces of one page stand; remembers every element it has seen."""

    def __init__(self) -> None:
        self._known: dict[Any, _Place] = {}
        self._shares: dict[Piece, float] = {}
        self._linked: dict[Any, int] = {}  #: letters in the links of an element

    def of(self, piece: Piece) -> _Place:
        way = []
        element = piece.element.getparent()
        while element is not None and element not in self._known:
            way.append(element)
            element = element.getparent()
        place = _Place(linked=False, framed=False) if element is None else self._known[element]
        for one in reversed(way):
            linked, framed = place.linked or one.tag == "a", place.framed or one.tag in _FRAME
            place = self._known[one] = _Place(linked=linked, framed=framed)
        return place

    def is_linked(self, piece: Piece, least: float) -> bool:
        """Return whether a piece is in a link, or more than this share of it is in links."""
        share = self._shares.get(piece)
        if share is None:
            share = self._shares[piece] = 2.0 if self.of(piece).linked else self._share(piece)
        return share > least

    def _share(self, piece: Piece) -> float:
        if piece.element not in self._linked:  # many lines may stand in one element
            links = ("".join(a.itertext()).strip() for a in piece.element.iter("a"))
            self._linked[piece.element] = sum(map(len, links))
        return self._linked[piece.element] / max(1, len(piece.text))


def _has_date(line: str) -> bool:
    return len(line) < _LINE and bool(_DIGITS.search(line)) and bool(_DATE.search(line))


def _prose(piece: Piece, places: _Places) -> int:
    """Return the length of a paragraph of sentences; a dense character counts as three."""
    if piece.kind not in (Kind.PARAGRAPH, Kind.QUOTE):
        return 0
    size = len(piece.text) + 2 * count_dense(piece.text)
    is_prose = size >= 140 and _SENTENCE_END.search(piece.text) and not places.is_linked(piece, 0.5)
    return size if is_prose else 0


def _alike(pieces: Sequence[Piece], places: _Places) -> int:
    forms = Counter(_form(p.element) for p in pieces if p.text and places.is_linked(p, 0.5))
    return max(forms.values(), default=0)


def _form(element: HtmlElement) -> tuple[tuple[str, str | None], ...]:
    """Return tag and class of an element and of the next two above it."""
    own = [element]
    while len(own) < 3 and (parent := own[-1].getparent()) is not None:
        own.append(parent)
    return tuple((one.tag, one.get("class")) for one in own)


def _size(pieces: Iterable[Piece]) -> int:
    return sum(len(piece.text) for piece in pieces)


def _body(tree: HtmlElement) -> str | None:
    """Return the kind of page that the site's software names in the class of its body."""
    body = tree.find(".//body")
    named = () if body is None else (body.get("class") or "", body.get("id") or "")
    api = (_API.search(link.get("href") or "") for link in tree.iter("link"))
    kinds = ("single" if match[1] == "posts" else "archive" for match in api if match)
    called = " ".join((*named, *kinds)).lower()
    if _BODY_OF_ARTICLE.search(called):
        return "article"
    return "listing" if _BODY_OF_LISTING.search(called) else None


def _folders(url: str) -> tuple[str, ...]:
    """Return the parts of an address's path, without languages and the suffix of a file."""
    if not urls.is_http(url):
        return ()
    parts = [part for part in urls.path(url).split("/") if part and not _COUNTRY.fullmatch(part)]
    return tuple(_SUFFIX.sub("", part) for part in parts)


def _has_comments(tree: HtmlElement) -> bool:
    ids = cast("list[str]", _IDS(tree))
    return any("comments" in one or "disqus" in one or one == "respond" for one in ids)
