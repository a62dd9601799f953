"""Builders that tests share: small pages, and the series' own entry in many markups."""

# ruff: noqa: E501 - markup reads best on one line

from __future__ import annotations

import json
from html import escape
from itertools import product
from pathlib import Path

from msgspec import Struct

from ingest.model import Heading, Page, Paragraph, Quote, Rules
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
#: A node of JSON-LD with the title of `page`.
NEWS = {"@type": "NewsArticle", "headline": "The canal fills again"}


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


def ld(value):
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


def meta(name, content):
    return f'<meta property="{name}" content="{content}"/>'


SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
ENTRY = SHARED / "seed" / "iraq-report-2020-05-15.txt"
SUBHEADS = ("Kadhimi arrests Shia militants in Basra", "Coronavirus blamed for IS resurgence")
PULLED = (
    "Mustafa al-Kadhimi had barely",
    "There is strong reason",
    "Years of data has shown that the Iraqi political system has",
)


class Entry(Struct):
    """The parts of the entry, and in `flow` its text in order: a kind and a text each."""

    short: str
    title: str
    minutes: str
    day: str
    standfirst: str
    caption: str
    flow: list[tuple[str, str]]
    trailer: list[str]

    def of(self, kind: str) -> list[str]:
        return [text for what, text in self.flow if what == kind]

    @property
    def text(self) -> list[str]:
        return [text for what, text in self.flow if what in ("p", "head")]


def entry() -> Entry:
    """Read the entry: head lines, then blocks parted by empty lines."""
    raw = ENTRY.read_text(encoding="utf-8").replace("\xa0", " ")
    top, _, rest = raw.partition("\n\n")
    lines = rest.split("\n")
    title, minutes, day, standfirst, caption = lines[:5]
    blocks = [block.strip() for block in "\n".join(lines[5:]).split("\n\n") if block.strip()]
    trailer = blocks[-2:]
    flow = [(_kind(block), block.removeprefix("Read more: ")) for block in blocks[:-2]]
    return Entry(top.strip(), title, minutes, day, standfirst, caption, flow, trailer)


def _kind(block: str) -> str:
    if block.startswith("Read more: "):
        return "related"
    if block.startswith(PULLED) and not block.endswith((".", ". ")):
        return "pull"
    return "head" if block in SUBHEADS else "p"


def one_line(text: str) -> str:
    return " ".join(text.split())


PULLS = {
    "blockquote": '<blockquote class="pullquote"><p>{}</p></blockquote>',
    "plain blockquote": "<blockquote><p>{}</p></blockquote>",
    "aside": '<aside class="quote"><p>{}</p></aside>',
    "bare aside": "<aside>{}</aside>",
    "div": '<div class="field field--name-field-pull-quote"><div class="field__item">{}</div></div>',
    "figure": '<figure class="wp-block-pullquote"><blockquote><p>{}</p></blockquote></figure>',
    "heading": "<h3>{}</h3>",
    "bold paragraph": "<p><strong>{}</strong></p>",
    "paragraph": "<p>{}</p>",
}
RELATED = {
    "strong": '<p><strong>Read more:</strong> <a href="/analysis/{slug}">{broken}</a></p>',
    "all strong": '<p><strong>Read more: <a href="/analysis/{slug}">{broken}</a></strong></p>',
    "in link": '<p><a href="/analysis/{slug}">Read more: {broken}</a></p>',
    "em": '<p><em>Read more: <a href="/analysis/{slug}"><strong>{broken}</strong></a></em></p>',
    "split link": '<p>Read more: <a href="/analysis/{slug}">{first}</a><br/><a href="/analysis/{slug}">{second}</a></p>',
    "half linked": '<p>Read more: <a href="/analysis/{slug}">{first}</a><br>\n{second}</p>',
    "box": '<div class="related-article"><h4>Read more</h4><a href="/analysis/{slug}"><img src="/t.jpg" width="90" alt=""/></a><h3><a href="/analysis/{slug}">{broken}</a></h3></div>',
    "heading": '<h4>Read more: <a href="/analysis/{slug}">{broken}</a></h4>',
    "quote": '<blockquote><p>Read more: <a href="/analysis/{slug}">{broken}</a></p></blockquote>',
    "label and list": '<p><b>Read more:</b></p><ul><li><a href="/analysis/{slug}">{broken}</a></li></ul>',
    "aside": '<aside class="read-more"><span>Read more:</span> <a href="/analysis/{slug}">{broken}</a></aside>',
    "bare div": '<div>Read more: <a href="/analysis/{slug}">{broken}</a></div>',
}
CAPTIONS = {
    "figure": '<figure><img src="/sites/default/files/kadhimi.jpg" alt="x"/><figcaption>{}</figcaption></figure>',
    "div": '<div class="field field--name-field-image"><img src="/sites/default/files/kadhimi.jpg"/></div><div class="image-caption">{}</div>',
    "wordpress": '<div class="wp-caption"><img src="/sites/default/files/kadhimi.jpg"/><p class="wp-caption-text">{}</p></div>',
    "picture": '<figure class="lead"><picture><source srcset="/sites/default/files/kadhimi.jpg 1x"/><img data-src="/sites/default/files/kadhimi.jpg" src="data:image/gif;base64,R0"/></picture><div class="caption">{}</div></figure>',
    "paragraph": '<p><img src="/sites/default/files/kadhimi.jpg"/></p><p>{}</p>',
}
SUBHEADINGS = {
    "h2": "<h2>{}</h2>",
    "h3": "<h3>{}</h3>",
    "strong": "<p><strong>{}</strong></p>",
    "span": "<p><span><b>{}</b></span></p>",
    "bare": "<p>{}</p>",
}
TRAILERS = {
    "paragraphs": '<p><em>{0}</em></p><p>Click below to see <a href="/tag/iraq-report">the full archive</a>.</p>',
    "break": '<p><em>{0}<br/><br/>Click below to see the full archive.</em></p><p><a href="/tag/iraq-report"><img src="/banner.png"/></a></p>',
    "one break": "<p>{0}<br/>Click below to see the full archive.</p>",
    "linked": '<p><a href="/tag/iraq-report"><em>{0}</em></a></p><p><a href="/tag/iraq-report"><em>Click below to see the full archive.</em></a></p>',
}
LAYOUTS = {
    "drupal": """<body class="path-node"><header role="banner"><a href="/"><img src="/logo.svg" alt="The New Arab"/></a>
<nav><ul><li><a href="/news">News</a></li><li><a href="/analysis">Analysis</a></li><li><a href="/opinion">Opinion</a></li></ul></nav></header>
<main><nav class="breadcrumb"><ol><li><a href="/">Home</a></li><li>{short}</li></ol></nav>
<article class="node node--type-article node--view-mode-full"><div class="node__header"><h1><span class="field field--name-title">{title}</span></h1>
<div class="reading-time">{minutes}</div><div class="node__date">{day}</div>
<div class="field field--name-field-subtitle field--type-string-long"><div class="field__item">{standfirst}</div></div></div>
{lead}
<div class="node__content"><div class="clearfix text-formatted field field--name-body field--type-text-with-summary"><div class="field__item">
{body}
{trailer}
</div></div>
<div class="field field--name-field-tags"><a href="/tag/iraq" rel="tag">Iraq</a></div></div></article>
<aside class="sidebar"><h2>Most Viewed</h2><ul><li><a href="/news/one">Fuel prices rise across the region again</a><span>3 May, 2020</span></li>
<li><a href="/news/two">A museum opens its doors after ten years</a><span>2 May, 2020</span></li></ul></aside></main>
<footer><p>Copyright 2026 The New Arab. All rights reserved.</p></footer></body>""",
    "flat": """<body><div id="page"><div id="content"><p class="kicker">{short}</p><h1>{title}</h1><p>{minutes}</p><p>{day}</p><p class="standfirst">{standfirst}</p>
{lead}
{body}
{trailer}
</div><div class="comments" id="comments"><h3>Comments</h3><p>I liked this. 16 May 2020</p></div></div></body>""",
    "bare": """<body><main><h1>{title}</h1><p>{minutes}</p><p>{day}</p><p>{standfirst}</p>
{lead}
{body}
{trailer}
</main></body>""",
    "wordpress": """<body class="single-post"><div class="site"><header class="site-header"><a href="/">The New Arab</a></header>
<article class="post type-post hentry"><header class="entry-header"><h1 class="entry-title">{title}</h1><h2 class="entry-subtitle">{standfirst}</h2>
<div class="entry-meta"><span class="posted-on"><time class="entry-date published" datetime="2020-05-15">{day}</time></span><span>{minutes}</span></div></header>
{lead}
<div class="entry-content">{body}
{trailer}</div>
<footer class="entry-footer"><div class="sharedaddy"><a href="#">Share</a><a href="#">Tweet</a></div></footer></article></div></body>""",
}


def pour(what: Entry, **how: str) -> bytes:
    """Return the page of an entry, built as the names say: layout, pull, related, and so on."""
    parts = []
    numbers = iter(range(1, 99))
    for kind, text in what.flow:
        if kind == "p":
            parts.append(f"<p>{escape(text, quote=False)}</p>")
        elif kind == "head":
            parts.append(SUBHEADINGS[how["subhead"]].format(escape(text)))
        elif kind == "pull":
            parts.append(PULLS[how["pull"]].format(escape(text, quote=False)))
        else:
            first, _, second = escape(text, quote=False).partition("\n")
            broken = f"{first}<br/>\n{second}" if second else first
            slug = f"entry-{next(numbers)}"
            parts.append(
                RELATED[how["related"]].format(slug=slug, broken=broken, first=first, second=second)
            )
    body = LAYOUTS[how["layout"]].format(
        short=escape(what.short),
        title=escape(what.title, quote=False),
        minutes=what.minutes,
        day=what.day,
        standfirst=escape(what.standfirst, quote=False),
        lead=CAPTIONS[how["caption"]].format(escape(what.caption)),
        body="\n".join(parts),
        trailer=TRAILERS[how["trailer"]].format(*what.trailer),
    )
    head = f"<title>{escape(what.short)} | The New Arab</title>"
    return f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"/>{head}</head>{body}</html>'.encode()


def manners() -> list[dict[str, str]]:
    """Return markups to try: every form of every part, each in every layout."""
    parts = {
        "pull": PULLS,
        "related": RELATED,
        "caption": CAPTIONS,
        "subhead": SUBHEADINGS,
        "trailer": TRAILERS,
    }
    usual = {name: next(iter(forms)) for name, forms in parts.items()}
    tried = {}
    for layout, (name, forms) in product(LAYOUTS, parts.items()):
        for form in forms:
            how = {**usual, "layout": layout, name: form}
            tried[tuple(sorted(how.items()))] = how
    return list(tried.values())
