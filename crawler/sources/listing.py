"""A listing: its rows, and the page that follows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urljoin, urlsplit

from parsel import Selector

from crawler.sources.entry import Printed, entries_of_rows
from crawler.sources.link import ANYHOW, Link, SourceContent, absolute
from ingest import urls
from ingest.model import sha256
from ingest.text import squash

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from fortnightly.series.definition import Listing


def read_listing(listing: Listing, url: str, text: str, printed: Printed = ANYHOW) -> SourceContent:
    """Read one page of a listing: all its links, or those that the definition selects."""
    page = Selector(text=text or " ", type="html")
    base = urljoin(url, (page.xpath("//base/@href").get() or "").strip())
    following = _next_page(page, listing.next, url, base)
    anchors = page.css(listing.links) if listing.links else page
    return SourceContent(
        links=tuple(_listing_links(anchors.xpath("descendant-or-self::a[@href]"), base, printed)),
        follow=(following,) if following else (),
    )


def _listing_links(anchors: Iterable[Selector], base: str, printed: Printed) -> Iterator[Link]:
    """Yield one link an address: a row often links twice, by its picture and by its title."""
    titles: dict[str, dict[str, None]] = {}
    linked = []
    for anchor in anchors:
        address = absolute(base, anchor.attrib["href"])
        if address:
            linked.append((urls.clean(address), anchor.root))
            titles.setdefault(urls.clean(address), {}).update(dict.fromkeys(_titles(anchor)))
    entries = entries_of_rows(linked, printed)
    for address, texts in titles.items():
        yield Link(
            url=address,
            titles=tuple(texts),
            fingerprint=sha256(repr(tuple(texts)).encode()),
            source_entry=entries[address],
        )


def _titles(anchor: Selector) -> Iterator[str]:
    headings = anchor.xpath(".//*[self::h1 or self::h2 or self::h3 or self::h4]")
    for text in (
        anchor.xpath("string()").get(),
        *(heading.xpath("string()").get() for heading in headings),
        anchor.attrib.get("title"),
        anchor.attrib.get("aria-label"),
    ):
        if text and (spaced := squash(text)):
            yield spaced


#: What a pager calls the way on, in the languages seen; a whole text, never a part of one.
_NEXT_TEXT = re.compile(
    r"(?:(?:go to |load |view |show )?(?:the )?(?:next|older|more)"
    r"(?: (?:page|posts?|entries|articles|results|stories))?"
    r"|(?:page )?suivante?s?|(?:p[aá]gina )?siguientes?|weiter|n[aä]chste(?: seite)?"
    r"|pr[oó]xim[oa]|successiv[oi]|avanti|volgende|n[aä]sta|neste|næste|seuraava|dalej"
    r"|nast[eę]pna|следующая|вперед|вперёд|далее|التالي|التالية|下一页|下一頁|下页|次へ|次のページ|다음)?"
    r"\s*[›»>→▸▶❯]{0,2}",  # noqa: RUF001  the arrows of pagers
    re.IGNORECASE,
)
_NEXT_CLASS = re.compile(r"(?:^|[\s_-])next(?:$|[\s_-])", re.IGNORECASE)
_PAGER = re.compile(r"pag(?:er|ina|e-num|e_num|enav|e-nav|ing)|pages?$", re.IGNORECASE)
_REL_NEXT = "//*[self::link or self::a][@href][contains(concat(' ', @rel, ' '), ' next ')]"
_PAGE_PATH = re.compile(r"/page[/-](\d{1,6})(?:/|$)")
_PAGE_KEYS = frozenset({"page", "p", "pg", "paged", "pagenum", "page_num", "start", "offset"})


def _next_page(page: Selector, selector: str | None, url: str, base: str) -> str | None:
    """Find the page that follows: as the definition says, by ``rel=next``, or by the pager."""
    if selector is not None:
        anchors = page.css(selector).xpath("descendant-or-self::*[@href]")
        return _first(anchors, url, base)
    declared = page.xpath(_REL_NEXT)
    return (
        _first(declared, url, base)
        or _first((a for a in page.xpath("//a[@href]") if _says_next(a)), url, base)
        or _by_number(page, url, base)
    )


def _first(anchors: Iterable[Selector], url: str, base: str) -> str | None:
    here = url.partition("#")[0]
    addresses = (absolute(base, anchor.attrib["href"]) for anchor in anchors)
    return next((a for a in addresses if a and a != here), None)


def _says_next(anchor: Selector) -> bool:
    """Return true for a link named next that has such a class or stands in a pager."""
    classes = f"{anchor.attrib.get('class', '')} {anchor.xpath('../@class').get() or ''}"
    named = any(_NEXT_TEXT.fullmatch(text) for text in _titles(anchor))
    return named and (bool(_NEXT_CLASS.search(classes)) or _in_pager(anchor))


def _in_pager(anchor: Selector) -> bool:
    around = anchor.xpath("ancestor-or-self::*[position() <= 5]")
    names = " ".join(around.xpath("@class").getall() + around.xpath("@id").getall())
    return any(_PAGER.search(name) for name in names.split())


def _by_number(page: Selector, url: str, base: str) -> str | None:
    """Find the page that is one further by the number in its address."""
    here = _page_number(url)
    for anchor in page.xpath("//a[@href]"):
        address = absolute(base, anchor.attrib["href"])
        number = _page_number(address) if address else None
        if number is None or not _in_pager(anchor):
            continue
        # the first page often bears no number, and the second is 1 or 2: its text says which
        second = here is None and squash(anchor.xpath("string()").get() or "") == "2"
        if second or (here is not None and number == here + 1):
            return address
    return None


def _page_number(url: str) -> int | None:
    parts = urlsplit(url)
    numbers = [v for k, v in parse_qsl(parts.query) if k.lower() in _PAGE_KEYS]
    numbers += _PAGE_PATH.findall(parts.path)
    return int(numbers[0]) if numbers and numbers[0].isdecimal() else None
