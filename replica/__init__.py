"""
A small, faithful copy of how The New Arab's site behaves, with articles in our own words.

One tool for the demo, the tests and the benchmarks. It needs the standard library only::

    site = replica.Site(entries=40, rows=5)
    with replica.serve(site) as address:
        ...  # http_proxy=address, and the crawl uses the real host names
        site.publish()
        site.fail("/rss", status=503, times=2)
        assert site.log[0]["url"] == "http://www.newarab.com/rss"
    site.truth()  # what each entry must become

The life of an article can be played: `Site.retitle`, `edit`, `flap` (it says one thing and the
other in turn), `delete` and `restore`, `syndicate` (a partner takes over a copy); with the switches
``moved`` (what the address before a new title answers), ``twins`` (AMP, print, small screens, other
front doors), ``feed_links`` and ``listing_links``, ``canonical`` (a mistake of the template), and
``Site(background=0.6)``, where entries have so much of their text in common.

By hand: ``python -m replica --help``.
"""

from __future__ import annotations

from replica.article import render_entry
from replica.content import (
    Author,
    Entry,
    Heading,
    Image,
    ItemList,
    Paragraph,
    PullQuote,
    Quote,
    ReadMore,
    Table,
)
from replica.look import Look
from replica.server import Server, serve
from replica.site import NOW, Site
from replica.switches import Fault, Switches
from replica.truth import truth

__all__ = [
    "NOW",
    "Author",
    "Entry",
    "Fault",
    "Heading",
    "Image",
    "ItemList",
    "Look",
    "Paragraph",
    "PullQuote",
    "Quote",
    "ReadMore",
    "Server",
    "Site",
    "Switches",
    "Table",
    "render_entry",
    "serve",
    "truth",
]
