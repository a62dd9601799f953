"""
What the text of a source says: links to entries, and the pages that follow.

Pure: does not fetch, and does not decide what is asked for again.
"""

from __future__ import annotations

import re
import zlib
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urljoin, urlsplit

from lxml.etree import XMLSyntaxError, iterparse
from msgspec import Struct
from parsel import Selector

from crawler.told import Printed, told_by_feed, told_by_listing, told_by_sitemap
from fortnightly.series.definition import Feed, Listing, Sitemap
from ingest import urls
from ingest.errors import SourceError
from ingest.model import Told, sha256

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from fortnightly.series.definition import Source
    from ingest.model import Member

_SAID = ("summary", "published", "updated")  #: beside title and content
_ANYHOW = Printed()
_UNPACKED = 50 << 20  # bytes: what the protocol of sitemaps allows (sitemaps.org)


class Link(Struct, frozen=True, kw_only=True):
    """An address that a source gives, and what the source says of it."""

    url: str  #: clean: without the tracking that changes from day to day
    titles: tuple[str, ...] = ()  #: the texts of the link, any of which may be the title
    content: str = ""  #: of the entry itself, where a feed carries it
    day: str | None = None  #: of publication, where a feed tells it: 2026-05-01
    fingerprint: str = ""  #: digest of all the source says of it
    told: Told | None = None  #: of that, what may help to read its page


class Found(Struct, frozen=True, kw_only=True):
    """What one page of a source gives."""

    links: tuple[Link, ...]
    follow: tuple[str, ...] = ()  #: pages of the same source that come after this one


def read_source(
    source: Source, url: str, body: bytes, text: str, printed: Printed = _ANYHOW
) -> Found:
    """
    Read one page of a source: `body` as it came, and `text` as decoded by the declared charset.

    Raises SourceError for what is no such source at all; small faults are passed over.
    """
    if isinstance(source, Feed):
        return read_feed(url, body, printed)
    if isinstance(source, Sitemap):
        return read_sitemap(url, body, printed)
    if isinstance(source, Listing):
        return read_listing(source, url, text, printed)
    raise SourceError(url, f"a {source.kind} is not read in a crawl")


def worth_fetching(link: Link, member: Member) -> bool:
    """
    Say whether a link may lead to an entry, by its path, its texts or the content of its feed item.

    A definition that knows members by their trailer alone cannot tell by the link: then all may.
    """
    if member.path is None and member.title is None and not link.content:
        return True
    looked_at = (
        (member.path, (urlsplit(link.url).path,)),
        (member.title, link.titles),
        (member.trailer, (link.content,)),
    )
    return any(
        pattern is not None and re.search(pattern, text, re.IGNORECASE)
        for pattern, texts in looked_at
        for text in texts
    )


def read_feed(url: str, body: bytes, printed: Printed = _ANYHOW) -> Found:
    """Read RSS or Atom, as far as it can be read. Raises SourceError for what is neither."""
    import feedparser  # noqa: PLC0415  slow to import, and most runs find the feed unchanged

    body = _unpacked(url, body)
    feed = feedparser.parse(body, sanitize_html=False, response_headers={"content-location": url})
    if not feed.get("version") and not feed.entries:
        reason = feed.get("bozo_exception", "it is neither RSS nor Atom")
        raise SourceError(url, f"no feed: {reason}")
    return Found(links=tuple(_feed_links(url, feed.entries, printed)))


def _feed_links(url: str, entries: Iterable[dict[str, Any]], printed: Printed) -> Iterator[Link]:
    for entry in entries:
        given = entry.get("link") or entry.get("id")
        address = _address(url, given) if given else None
        if address is None:
            continue
        title = _spaced(Selector(text=entry.get("title") or " ").xpath("string()").get() or "")
        content = "\n".join(part.get("value") or "" for part in entry.get("content", ()))
        day = _field(entry, "published_parsed") or _field(entry, "updated_parsed")
        said = (title, *(_field(entry, name) for name in _SAID), content)
        yield Link(
            url=urls.clean(address),
            titles=(title,) if title else (),
            content=content or entry.get("summary") or "",
            day=f"{day.tm_year:04}-{day.tm_mon:02}-{day.tm_mday:02}" if day else None,
            fingerprint=sha256(repr(said).encode("utf-8", "replace")),
            told=told_by_feed(title, entry, printed),
        )


def _field(entry: dict[str, Any], name: str) -> Any:
    """Return a field of an entry, not what feedparser would give in its place."""
    return entry[name] if name in entry else None  # noqa: SIM401  `get` is what does that


def read_sitemap(url: str, body: bytes, printed: Printed = _ANYHOW) -> Found:
    """Read a sitemap: XML or plain text, or an index of them. Raises SourceError."""
    from scrapy.utils.sitemap import Sitemap as Parser  # noqa: PLC0415  only for a sitemap

    body = _unpacked(url, body)
    try:
        parser = Parser(body)
    except (StopIteration, XMLSyntaxError):  # no element at all
        return _text_sitemap(url, body)
    if parser.type not in {"urlset", "sitemapindex"}:
        raise SourceError(url, f"no sitemap: its root is <{parser.type}>")
    rows = [(urls.clean(row["loc"], url), row.get("lastmod") or "") for row in parser]
    if parser.type == "sitemapindex":
        return Found(links=(), follow=tuple(address for address, _ in rows))
    told = _news(url, body, printed)
    links = (
        Link(url=address, fingerprint=sha256(day.encode()), told=told.get(address))
        for address, day in rows
    )
    return Found(links=tuple(links))


def _news(url: str, body: bytes, printed: Printed) -> dict[str, Told | None]:
    """Return what a sitemap for news tells of its addresses; the parser above leaves it out."""
    if b"sitemap-news" not in body:  # their namespace
        return {}
    told = {}
    for _, element in iterparse(BytesIO(body), tag="{*}url", recover=True, resolve_entities=False):
        address = urls.clean((element.findtext("{*}loc") or "").strip(), url)
        told[address] = told_by_sitemap(element.iterfind("{*}news/*"), printed)
        element.clear()
    return told


def _text_sitemap(url: str, body: bytes) -> Found:
    """Read a sitemap that is a list of addresses, one a line, in UTF-8 (sitemaps.org)."""
    lines = body.decode("utf-8-sig", "replace").split()
    if not lines or not all(urlsplit(line).scheme in {"http", "https"} for line in lines):
        raise SourceError(url, "no sitemap: neither XML nor a list of addresses")
    return Found(links=tuple(Link(url=urls.clean(line)) for line in lines))


def _unpacked(url: str, body: bytes) -> bytes:
    """Unpack what was served as a gzip file, and not as a compressed response."""
    from scrapy.utils.gz import gunzip  # noqa: PLC0415  only where there is such a file

    if not body.startswith(b"\x1f\x8b"):
        return body
    try:
        return gunzip(body, max_size=_UNPACKED)
    except (OSError, ValueError, EOFError, zlib.error) as error:
        raise SourceError(url, f"it cannot be unpacked: {error}") from error


def read_listing(listing: Listing, url: str, text: str, printed: Printed = _ANYHOW) -> Found:
    """Read one page of a listing: all its links, or those that the definition selects."""
    page = Selector(text=text or " ", type="html")
    base = urljoin(url, (page.xpath("//base/@href").get() or "").strip())
    following = _next_page(page, listing.next, url, base)
    anchors = page.css(listing.links) if listing.links else page
    return Found(
        links=tuple(_listing_links(anchors.xpath("descendant-or-self::a[@href]"), base, printed)),
        follow=(following,) if following else (),
    )


def _listing_links(anchors: Iterable[Selector], base: str, printed: Printed) -> Iterator[Link]:
    """Yield one link an address: a row often links twice, by its picture and by its title."""
    titles: dict[str, dict[str, None]] = {}
    linked = []
    for anchor in anchors:
        address = _address(base, anchor.attrib["href"])
        if address:
            linked.append((urls.clean(address), anchor.root))
            titles.setdefault(urls.clean(address), {}).update(dict.fromkeys(_titles(anchor)))
    told = told_by_listing(linked, printed)
    for address, texts in titles.items():
        yield Link(
            url=address,
            titles=tuple(texts),
            fingerprint=sha256(repr(tuple(texts)).encode()),
            told=told[address],
        )


def _titles(anchor: Selector) -> Iterator[str]:
    headings = anchor.xpath(".//*[self::h1 or self::h2 or self::h3 or self::h4]")
    for text in (
        anchor.xpath("string()").get(),
        *(heading.xpath("string()").get() for heading in headings),
        anchor.attrib.get("title"),
        anchor.attrib.get("aria-label"),
    ):
        if text and (spaced := _spaced(text)):
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
    addresses = (_address(base, anchor.attrib["href"]) for anchor in anchors)
    return next((a for a in addresses if a and a != here), None)


def _says_next(anchor: Selector) -> bool:
    """Say whether a link calls itself next, and either by class or stands in a pager."""
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
        address = _address(base, anchor.attrib["href"])
        number = _page_number(address) if address else None
        if number is None or not _in_pager(anchor):
            continue
        # the first page often bears no number, and the second is 1 or 2: its text says which
        second = here is None and _spaced(anchor.xpath("string()").get() or "") == "2"
        if second or (here is not None and number == here + 1):
            return address
    return None


def _page_number(url: str) -> int | None:
    parts = urlsplit(url)
    numbers = [v for k, v in parse_qsl(parts.query) if k.lower() in _PAGE_KEYS]
    numbers += _PAGE_PATH.findall(parts.path)
    return int(numbers[0]) if numbers and numbers[0].isdecimal() else None


def _address(base: str, href: str) -> str | None:
    try:
        address = urljoin(base, href.strip()).partition("#")[0]
        return address if urlsplit(address).scheme in {"http", "https"} else None
    except ValueError:  # such as http://[
        return None


def _spaced(text: str) -> str:
    return " ".join(text.split())
