"""
The embeds of an article: videos, posts, charts and documents of other sites, each as a link.

Only those within the article; no advertisement, consent form, captcha or comment box. The text of
an embedded post is not read.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from lxml import etree

from ingest import urls
from ingest.model import Embed, block_text
from ingest.page.build import Kind
from ingest.page.dom import is_hidden, names, path_up, text_of
from ingest.page.regions import CLUTTER, PRUNED
from ingest.parts.providers import known
from ingest.text import squash

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.html import HtmlElement

    from ingest.model import Block

_SOURCES = ("src", "data-src", "data-lazy-src", "data-url", "data-lazy", "data-original", "data")
#: Elements with the number of what they show: its attribute, and the form of the address.
_BY_NUMBER = {
    "amp-youtube": ("data-videoid", "https://www.youtube.com/watch?v={}"),
    "lite-youtube": ("videoid", "https://www.youtube.com/watch?v={}"),
    "amp-vimeo": ("data-videoid", "https://vimeo.com/{}"),
    "lite-vimeo": ("videoid", "https://vimeo.com/{}"),
    "amp-dailymotion": ("data-videoid", "https://www.dailymotion.com/video/{}"),
    "amp-twitter": ("data-tweetid", "https://twitter.com/i/status/{}"),
    "amp-instagram": ("data-shortcode", "https://www.instagram.com/p/{}/"),
}
_FRAMES = ("iframe", "embed", "object", "amp-iframe", "amp-video-iframe")
_BY_ADDRESS = {"amp-facebook": "data-href", "amp-tiktok": "data-src", "amp-reddit": "data-src"}
_TAGS = (*_FRAMES, *_BY_NUMBER, *_BY_ADDRESS, "blockquote", "figure")
_NUMBER = re.compile(r"[\w-]{3,40}")
_POST = re.compile(
    r"(?<![\w-])(twitter-(tweet|video)|instagram-media|tiktok-embed|bluesky-embed|text-post-media"
    r"|reddit-(embed-bq|card)|fb-(post|video))(?![\w-])"
)
_PERMALINKS = ("data-instgrm-permalink", "data-text-post-permalink", "cite", "data-href")
_OEMBED = re.compile(r"(?<![\w-])(wp-block-embed|wp-embed|embed-block|oembed)")
_ADDRESS_ONLY = re.compile(r"https?://\S+")
_UNWANTED = re.compile(
    r"(?<![a-z])(ads?|adv|adverts?|advertis\w+|adsystem|doubleclick|\w*syndication|sponsor\w*"
    r"|banners?|re?captcha|consent|cookies?|cmp|gdpr|tcf|newsletters?|sign-?ups?|subscri\w+"
    r"|\w*forms?|log-?in|comments?|disqus|shar(e|ing)|likes?|follow|track(ing|er)?|pixels?|gtm"
    r"|analytics|tag-?manager|donat\w+|paywall|chat|promo\w*|taboola|outbrain|widgets?|survey"
    r"|ns\.html|user_?sync|recommend\w*|related)(?![a-z])"
)
_NO_TITLE = re.compile(
    r"(?:youtube|vimeo|twitter|tweet|x|instagram|facebook|tiktok|spotify|soundcloud|dailymotion"
    r"|videos?|player|embed|embedded|content|iframe|frame|media|post|audio|map|oembed|google"
    r"|external|third|party|untitled|inline|the|a|from|of|by|\W|_)*",
    re.IGNORECASE,
)
_TINY = re.compile(r"(?:^|;)\s*(?:width|height)\s*:\s*[01](?:px)?\s*(?:;|$)", re.IGNORECASE)
_BESIDE = frozenset({"aside", "nav", "footer", "form"})
_NEAR = 4  #: elements up from an embed, itself among them
_MOST = 200  #: embeds that are read
_TELLING = 30  #: letters by which a block is recognised
_LONGEST_TITLE = 300


class _Placed(NamedTuple):
    """A block of the body, and its place in the page."""

    place: int
    element: Any
    number: int  #: in the body, from 1
    block: Block


def embeds(
    tree: HtmlElement, body: Sequence[Block], elements: Sequence[Any], heading: Any, base: str
) -> tuple[Embed, ...]:
    """
    Return the embeds of an article, in order.

    `elements` has the element of the page for each block of the body; `heading` is that of the
    headline, or None.
    """
    found = [(one, address) for one in tree.iter(*_TAGS) if (address := _address_shown(one, base))]
    if not found:
        return ()
    order = {one: i for i, one in enumerate(tree.iter())}
    blocks = [
        _Placed(order[element], element, number, block)
        for number, (element, block) in enumerate(zip(elements, body, strict=True), 1)
        if element in order
    ]
    top = order.get(heading, len(order))
    shown: dict[str, Embed] = {}
    for element, address in found[:_MOST]:
        here = order[element]
        may_lead = here > top and known(address) is not None
        if _is_within(element, blocks, here, may_lead=may_lead) and not _is_beside(element):
            after = _after(element, blocks, here)
            shown.setdefault(address, Embed(address, _title(element), after))
    return tuple(sorted(shown.values(), key=lambda embed: embed.after))


def _address_shown(element: HtmlElement, base: str) -> str:
    """Return the address that a person would open for an embed; empty if it shows nothing."""
    tag = element.tag
    if tag == "blockquote":
        return _known(_permalink(element), base) if _POST.search(names(element)) else ""
    if tag == "figure":
        return _known(_only_address(element), base) if _OEMBED.search(names(element)) else ""
    if tag in _BY_NUMBER:
        attribute, form = _BY_NUMBER[tag]
        number = element.get(attribute) or ""
        return form.format(number) if _NUMBER.fullmatch(number) else ""
    if tag in _BY_ADDRESS:
        return _known(element.get(_BY_ADDRESS[tag]) or "", base)
    return _frame(element, base)


def _known(stated: str, base: str) -> str:
    address = urls.clean(stated, base) if stated else ""
    found = known(address) if urls.is_http(address) else None
    return found[1] if found else ""


def _frame(element: HtmlElement, base: str) -> str:
    stated = (element.get(name) or "" for name in _SOURCES)
    address = next((one for one in stated if one and not one.startswith("about:")), "")
    address = urls.clean(address, base) if address else ""
    if not urls.is_http(address) or _is_unseen(element):
        return ""
    if found := known(address):
        return found[1]
    parts = urlsplit(address)
    texts = (names(element), element.get("name"), element.get("title"), parts.netloc, parts.path)
    return "" if _UNWANTED.search(" ".join(filter(None, texts)).lower()) else address


def _is_unseen(element: HtmlElement) -> bool:
    sizes = (element.get("width") or "", element.get("height") or "")
    return (
        is_hidden(element)
        or any(size.isdecimal() and int(size) < 3 for size in sizes)
        or bool(_TINY.search(element.get("style") or ""))
    )


def _permalink(post: HtmlElement) -> str:
    stated = next((href for name in _PERMALINKS if (href := post.get(name))), None)
    links = [a.get("href") or "" for a in post.iter("a")]
    return stated or next((one for one in reversed(links) if known(one)), "")


def _only_address(figure: HtmlElement) -> str:
    text = next((squash(t) for t in figure.itertext() if t.strip()), "")
    return text if _ADDRESS_ONLY.fullmatch(text) else ""


def _is_within(
    element: HtmlElement, blocks: Sequence[_Placed], here: int, *, may_lead: bool
) -> bool:
    """
    Return whether an embed stands between the blocks of the text, or beside its first or last one.

    An embed that `may_lead` the article may also stand anywhere above it.
    """
    if not blocks:
        return False
    opening, closing = blocks[0], blocks[-1]
    near = list(islice(path_up(element), _NEAR))
    if here > closing.place:
        return closing.element in near or closing.element.getparent() in near
    return here >= opening.place or may_lead or opening.element.getparent() in near


def _is_beside(element: HtmlElement) -> bool:
    """Return whether an embed stands beside the article."""
    return any(
        one.tag in _BESIDE or one.get(PRUNED) in (CLUTTER, Kind.RELATED) for one in path_up(element)
    )


def _after(element: HtmlElement, blocks: Sequence[_Placed], here: int) -> int:
    """Return how many blocks of the body stand before an embed."""
    around = set(path_up(element))
    before: dict[Any, str] = {}

    def is_after(block: _Placed) -> bool:
        one = block.element
        if block.place > here or one not in around or one is element:
            return block.place > here
        if one not in before:
            before[one] = "".join("".join(_text_before(one, element)).split())
        return "".join(block_text(block.block).split())[:_TELLING] not in before[one]

    count = bisect_left(blocks, x=True, key=is_after)
    return blocks[count - 1].number if count else 0


def _text_before(element: HtmlElement, end: HtmlElement) -> Iterator[str]:
    for event, one in etree.iterwalk(element, events=("start", "end")):
        if one is end:
            return
        yield (one.text if event == "start" else one.tail) or ""


def _title(element: HtmlElement) -> str:
    """Return the title of an embed; empty where that is no more than "video"."""
    stated = (element.get(name) or "" for name in ("title", "aria-label", "playlabel", "alt"))
    title = squash(next((one for one in stated if one), "")) or _caption(element)
    is_empty = _NO_TITLE.fullmatch(title) or _ADDRESS_ONLY.fullmatch(title)
    return "" if is_empty else title[:_LONGEST_TITLE]


def _caption(element: HtmlElement) -> str:
    """Return the author line of a post, or the caption of a frame."""
    if element.tag == "blockquote":
        own = [element.text or "", *((child.tail or "") for child in element)]
        return squash(" ".join(own)).strip(" \u2014\u2013-")
    figure = next((one for one in path_up(element) if one.tag == "figure"), None)
    captions = [] if figure is None else list(figure.iter("figcaption"))
    return text_of(captions[0]) if captions else ""
