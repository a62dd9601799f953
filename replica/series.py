"""
Makes the entries of the series, and the articles beside it, from their numbers.

Entry 1 is the oldest. A number always gives the same words; its day follows from the newest
entry's, and its address from its day. Does not know how an article is shown.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from functools import cache
from random import Random
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from replica.body import body
from replica.content import Author, Entry, Image, Metadata, TrailerMarkup
from replica.prose import Topic, prose
from replica.shapes import SHAPES
from replica.slugs import Slugs, legacy_slug, slug

if TYPE_CHECKING:
    from collections.abc import Sequence

    from replica.content import Block

ZONE = ZoneInfo("Europe/London")
SERIES_TITLE = "The Iraq Report"
FORTNIGHT = timedelta(days=14)
#: Above this many entries they stand closer than a fortnight: the series would begin too early.
MOST_FORTNIGHTS = 400
#: From then on articles have a time of day and are born at their present address.
PRESENT_SCHEME = datetime(2021, 1, 1, tzinfo=ZONE)
#: About ninety-four articles in three days and a half.
BETWEEN_OTHERS = timedelta(minutes=54)
SECTIONS = ("News", "Analysis", "Opinion", "Features")
AUTHORS = (
    Author(101, "Mirna Asfour"),
    Author(102, "Tarek Benjelloun-Hale"),
    Author(103, "Ilham Darwazi"),
    Author(104, "Jonas Whitlam"),
)
_METADATA: tuple[Metadata, ...] = ("og", "json-ld", "none", "graph")
_TRAILERS: tuple[TrailerMarkup, ...] = (
    "linked-sentence",
    "linked-words",
    "banner",
    "linked-words",
    "one-paragraph",
)


def series(count: int, newest: datetime, slugs: Slugs) -> list[Entry]:
    """Return the entries of the series, newest first; the special ones follow the newest."""
    step = FORTNIGHT * min(1.0, MOST_FORTNIGHTS / max(count, 1))
    entries: list[Entry] = []
    for number in range(1, count + 1):
        head = entry_head(number, newest - step * (count - number), slugs)
        entry = written(head, number, entries)
        entries.append(_shaped(entry, count - number, entries[-3:][::-1]))
    return entries[::-1]


def entry_head(number: int, published: datetime, slugs: Slugs) -> Entry:
    """Make all of an entry but its body."""
    rng = Random(f"head {number}")
    topic = _topics(number)[0]
    scene = prose().scene(rng)
    short, title = (
        f"{SERIES_TITLE}: {prose().say(words, rng, scene)}" for words in rng.choice(topic.titles)
    )
    section = "Features" if number % 11 == 0 else "Analysis"
    day = _on_site(published)
    return Entry(
        node=100_000 + number,
        path=slugs.unique(f"/{section.lower()}/{slug(short)}"),
        title=title,
        short_title=short,
        published=day,
        section=section,
        standfirst=prose().say(rng.choice(topic.standfirsts), rng, scene),
        tags=("Iraq", SERIES_TITLE, *topic.tags),
        image=_lead_image(rng, day, number),
        former=_former(short, section, day),
        metadata=_METADATA[number % len(_METADATA)],
        trailer=_TRAILERS[number % len(_TRAILERS)],
    )


def written(head: Entry, number: int, earlier: Sequence[Entry]) -> Entry:
    """Give an entry its body, which links to some of the earlier ones."""
    return replace(head, blocks=body(f"body {number}", _topics(number), earlier))


def others(first: int, count: int, newest: datetime, slugs: Slugs) -> list[Entry]:
    """Return articles that are not of the series, newest first, from number `first` up."""
    last = first + count - 1
    return [
        _other(number, newest - BETWEEN_OTHERS * (last - number), slugs)
        for number in range(last, first - 1, -1)
    ]


def tagged(newest: datetime, slugs: Slugs) -> list[Entry]:
    """Return the two articles that carry the series' tag without being of it."""
    return [
        _titled(title, _other(900_000 + n, newest - timedelta(days=25 * n + 9), Slugs()), slugs)
        for n, title in enumerate(prose().tagged_titles)
    ]


def _titled(title: str, entry: Entry, slugs: Slugs) -> Entry:
    path = slugs.unique(f"/features/{slug(title)}")
    tags = (*entry.tags, SERIES_TITLE)
    return replace(entry, title=title, short_title=title, path=path, section="Features", tags=tags)


def _other(number: int, published: datetime, slugs: Slugs) -> Entry:
    rng = Random(f"other {number}")
    title = prose().say(rng.choice(prose().off_titles), rng)
    section = rng.choice(SECTIONS)
    day = published.astimezone(ZONE).replace(second=number % 60, microsecond=0)
    return Entry(
        node=300_000 + number,
        path=slugs.unique(f"/{section.lower()}/{slug(title)}"),
        title=title,
        short_title=title,
        published=day,
        section=section,
        standfirst=rng.choice(prose().off_standfirsts),
        tags=(rng.choice(("Society", "Politics", "Culture")),),
        image=_lead_image(rng, day, number),
        blocks=_other_body(number),
        series=False,
        authors=(rng.choice(AUTHORS),),
        metadata=_METADATA[number % len(_METADATA)],
        trailer="none",
    )


@cache
def _other_body(number: int) -> tuple[Block, ...]:
    rng = Random(f"other body {number}")
    return body(f"other {number}", rng.sample(prose().topics, 1), ())


def _topics(number: int) -> tuple[Topic, ...]:
    rng = Random(f"topics {number}")
    return tuple(rng.sample(prose().topics, (3, 2, 3, 4)[number % 4]))


def _on_site(published: datetime) -> datetime:
    """Return the moment as the site knows it: of the older articles only the day was kept."""
    local = published.astimezone(ZONE).replace(microsecond=0)
    return local if local >= PRESENT_SCHEME else datetime.combine(local, time(), ZONE)


def _lead_image(rng: Random, day: datetime, number: int) -> Image:
    path = f"/sites/default/files/styles/large_16_9/public/{day:%Y-%m}/{1_200_000 + number}.jpg"
    token = rng.randrange(16**8)
    return Image(f"{path}?h={token:08x}&itok={token % 99_991}", _caption(rng))


def _caption(rng: Random) -> str:
    return prose().say(rng.choice(prose().captions), rng)


def _former(short: str, section: str, day: datetime) -> tuple[str, ...]:
    """Return the addresses under which an entry of before 2021 was first published."""
    if day >= PRESENT_SCHEME:
        return ()
    old_section = {"Analysis": "indepth"}.get(section, section.lower())
    date = f"{day.year}/{day.month}/{day.day}"
    dated = f"/english/{old_section}/{date}/{legacy_slug(short)}"
    former = (f"www.alaraby.co.uk{dated}", f"english.alaraby.co.uk{dated}")
    if day.year != 2017:
        return former
    capitalised = "-".join(word.capitalize() for word in legacy_slug(short).split("-"))
    return (*former, f"www.newarab.com/News/{date}/{capitalised}")


def _shaped(entry: Entry, age: int, earlier: Sequence[Entry]) -> Entry:
    """Give the entries after the newest their special shapes."""
    return SHAPES[age - 1](entry, earlier) if 1 <= age <= len(SHAPES) else entry
