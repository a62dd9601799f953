"""What sources say of an entry is kept, and given to whoever reads its page."""

from __future__ import annotations

from making import HOSTS, PAGE, SERIES, exchange, key, page

from ingest.model import SourceEntry
from storage.records import Mention

LISTING = "https://www.example.org/walks"
SITEMAP = "https://www.example.org/sitemap.xml"
FEED = "https://www.example.org/feed"
TWIN = f"http://old.example.org{PAGE.removeprefix('https://www.example.org')}/?utm_source=x"


def tell(archive, source, url=PAGE, said="a", **told):
    """Let a source tell of an address; return what is then to be asked."""
    mention = Mention(url, key(url), said, SourceEntry(**told) if told else None)
    return archive.sources.note(SERIES, page(source), [mention])


def told(archive, url=PAGE):
    return archive.addresses.told(SERIES, {key(url)})


def test_what_sources_say_comes_the_most_trusted_first(archive):
    tell(archive, SITEMAP, kind="sitemap", title="Map")
    tell(archive, LISTING, kind="listing", title="Row", published="2026-11-20")
    tell(archive, FEED, kind="feed", title="Item", standfirst="By the river.")

    assert told(archive) == (
        SourceEntry(kind="feed", title="Item", standfirst="By the river."),
        SourceEntry(kind="listing", title="Row", published="2026-11-20"),
        SourceEntry(kind="sitemap", title="Map"),
    )


def test_what_is_said_of_any_address_of_the_same_key_counts_once(archive):
    tell(archive, LISTING, TWIN, kind="listing", title="Row")
    tell(archive, LISTING, PAGE, kind="listing", title="Row")
    tell(archive, LISTING, f"{PAGE}/2", kind="listing", title="Another")

    assert key(TWIN) == key(PAGE)
    assert told(archive) == (SourceEntry(kind="listing", title="Row"),)


def test_a_source_that_tells_nothing_is_no_witness(archive):
    tell(archive, FEED)

    assert told(archive) == ()
    assert archive.addresses.told(SERIES, ()) == ()


def test_what_is_told_anew_is_kept_and_is_no_reason_to_ask_again(archive, shelf):
    tell(archive, FEED)
    capture = shelf.keep(exchange(), PAGE)
    shelf.record_latest()

    assert tell(archive, FEED, kind="feed", title="Item") == []
    assert told(archive) == (SourceEntry(kind="feed", title="Item"),)
    assert tell(archive, FEED, said="b", kind="feed", title="Item") != []
    assert archive.page(capture, HOSTS).source_entries == (SourceEntry(kind="feed", title="Item"),)


def test_a_page_is_read_with_what_is_said_of_every_address_that_led_to_it(archive, shelf):
    tell(archive, FEED, f"{PAGE}/short", kind="feed", title="Item")
    tell(archive, LISTING, kind="listing", title="Row")
    capture = shelf.keep(exchange(), f"{PAGE}/short")

    found = archive.page(capture, HOSTS)

    assert [one.title for one in found.source_entries] == ["Item", "Row"]
    assert found.body == b"<html>one</html>"
    assert found.addresses == (f"{PAGE}/short",)
    assert archive.page(capture, HOSTS, b"at hand").body == b"at hand"
