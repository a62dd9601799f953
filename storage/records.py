"""
The values that storage takes and gives. Their fields, in order, are the JSON of the contract.

Times are aware UTC. They hold; they do not decide.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from msgspec import Struct

from ingest.errors import Failure
from ingest.model import (
    AddressState,
    Article,
    Block,
    Change,
    Decision,
    Embed,
    IsoTime,
    LeadImage,
    Match,
    Outcome,
    Reason,
    SourceEntry,
)

Trigger = Literal["manual", "scheduled", "backfill"]
RunOutcome = Literal["complete", "incomplete", "locked", "failed", "interrupted"]
SourceStatus = Literal["read", "unchanged", "failed", "absent"]
Weight = Literal["first", "cosmetic", "small", "substantive", "shrunk", "reread"]
Headers = tuple[tuple[str, str], ...]  #: names and values, bytes read as Latin-1


class Exchange(Struct, frozen=True, kw_only=True):
    """One request and its response, as they went over the wire."""

    url: str
    at: datetime  #: when the response arrived
    method: str
    request_headers: Headers
    status: int
    reason: str
    response_headers: Headers
    body: bytes  #: as sent: still compressed where Content-Encoding says so
    payload: bytes  #: after content decoding


class Capture(Struct, frozen=True, kw_only=True):
    """One kept response: where its bytes are, and what became of it."""

    id: int
    series: str
    run_id: int
    kind: str  #: feed, listing, sitemap, article
    url: str  #: as fetched, after redirects
    addresses: tuple[str, ...]  #: the addresses that were asked, and led here
    at: datetime
    status: int
    content_type: str
    digest: str  #: SHA-256 of the body after content decoding
    warc: str  #: file name in the folder ``warc``
    offset: int
    outcome: Outcome
    last_at: datetime  #: when the same body last came, or a 304 for it
    times: int  #: how often it came, the first time included


class CaptureRef(Struct, frozen=True, kw_only=True):
    """A capture as the JSON of an article shows it."""

    at: datetime
    url: str
    digest: str
    warc: str
    offset: int


class Validators(Struct, frozen=True):
    """What a server gave us to ask with next time (RFC 9110, 13.1)."""

    etag: str | None
    last_modified: str | None


class SourcePage(Struct, frozen=True, kw_only=True):
    """What we know of one page of a source."""

    url: str
    source_url: str  #: the source it is a page of; for its first page the same
    etag: str | None
    last_modified: str | None
    follow: tuple[str, ...]  #: the pages that followed it when it was last read
    entries: int  #: how many entries it gave when it was last read
    asked: datetime


class Mention(Struct, frozen=True):
    """An address that a source names."""

    url: str
    key: str  #: identity key, see `ingest.urls.key`
    fingerprint: str  #: digest of what the source says of it
    told: SourceEntry | None = None  #: of that, what reading its page can use


class SourceReport(Struct, frozen=True, kw_only=True):
    """How one source fared in a run."""

    kind: str
    url: str
    status: SourceStatus
    failure: Failure | None = None
    entries: int = 0


class FailureReport(Struct, frozen=True):
    """One address that failed in a run."""

    url: str
    failure: Failure
    detail: str


class RunCounts(Struct, kw_only=True):
    """What a run has counted so far; the one value here that grows."""

    requests: int = 0  #: those to sources and articles; robots.txt is not counted
    not_modified: int = 0
    new: int = 0
    revised: int = 0
    unchanged: int = 0
    duplicates: int = 0
    quarantined: int = 0


class CrawlRunRecord(Struct, frozen=True, kw_only=True):
    """A row of the ledger. While a run is under way, `finished` to `exit_code` are null."""

    id: int
    series: str
    trigger: Trigger
    started: datetime
    finished: datetime | None
    outcome: RunOutcome | None
    exit_code: int | None
    sources: tuple[SourceReport, ...]
    requests: int
    not_modified: int
    new: int
    revised: int
    unchanged: int
    duplicates: int
    quarantined: int
    failures: tuple[FailureReport, ...]


class Gone(Struct, frozen=True):
    """Since when the site no longer has an article, what it answers, and the capture of that."""

    since: datetime
    status: int
    capture: CaptureRef | None = None  #: None of one that was gone before its answers were kept


class Absence(Struct, frozen=True, kw_only=True):
    """A time in which the site did not have an article; `until` is null while it lasts."""

    article_id: int  #: the number that it had then: another one, if it was merged since
    since: datetime
    until: datetime | None
    status: int
    capture: CaptureRef


class Sighting(Struct, frozen=True, kw_only=True):
    """A capture that showed a revision, and how often the same bytes came."""

    at: datetime
    last_at: datetime
    times: int
    url: str
    digest: str
    warc: str
    offset: int


class Related(Struct, frozen=True):
    """A "Read more" link, with the number of its article where the archive has it."""

    title: str
    url: str
    article_id: int | None


class Entry(Struct, frozen=True, kw_only=True):
    """One archived article, in one of its revisions: the article in JSON of the contract."""

    id: int
    series: str
    url: str
    addresses: tuple[str, ...]
    title: str
    standfirst: str | None
    authors: tuple[str, ...]
    published: IsoTime | None
    modified: IsoTime | None
    section: str | None
    tags: tuple[str, ...]
    language: str | None
    reading_minutes: int | None
    lead_image: LeadImage | None
    body: tuple[Block, ...]
    pull_quotes: tuple[str, ...]
    related: tuple[Related, ...]
    trailer: tuple[str, ...]
    embeds: tuple[Embed, ...]
    markdown: str
    text: str
    word_count: int
    gone: Gone | None
    revision: int
    revisions: int
    first_seen: datetime
    last_seen: datetime
    capture: CaptureRef
    extractor: str
    rules: str


class Current(Struct, frozen=True, kw_only=True):
    """What an article says now, and from which page it was read, by what."""

    id: int
    revision: int
    article: Article
    extractor: str
    rules: str
    capture: Capture


class ArticleSummary(Struct, frozen=True, kw_only=True):
    """One line of a table of articles."""

    id: int
    title: str
    published: IsoTime | None
    url: str
    revision: int
    word_count: int
    first_seen: datetime
    last_seen: datetime


SortKey = Literal["published", "title", "words", "seen"]


class Selection(Struct, frozen=True, kw_only=True):
    """Which articles of a series to list, and in which order."""

    since: date | None = None  #: first day of publication
    until: date | None = None  #: last one
    sort: SortKey = "published"  #: titles from A to Z, all others from the top
    limit: int | None = None


EVERYTHING = Selection()


class Revision(Struct, frozen=True, kw_only=True):
    """One distinct content of an article."""

    revision: int
    seen: datetime
    title: str
    weight: Weight
    changes: tuple[Change, ...]
    capture: CaptureRef
    last_seen: datetime  #: when a page last showed it
    times: int  #: how often a page showed it
    current: bool
    captures: tuple[Sighting, ...]  #: that showed it, the first one first
    gone: tuple[Absence, ...]  #: when the site did not have it any more, after it said so


class Moved(Struct, frozen=True, kw_only=True, rename={"as_": "as"}):
    """A revision that is one of another article now, because a person said so."""

    number: int  #: that it had
    to: int  #: the article
    as_: int  #: the number that it has there


class Difference(Struct, frozen=True, kw_only=True, rename={"from_": "from"}):
    """What differs between two revisions of an article."""

    id: int
    from_: int
    to: int
    weight: Weight | None  #: None where they say the same
    changes: tuple[Change, ...]


class Quarantined(Struct, frozen=True, kw_only=True):
    """A page that was set aside."""

    id: int
    series: str
    url: str
    reason: Failure
    detail: str
    since: datetime
    capture: CaptureRef | None


class Hit(Struct, frozen=True, kw_only=True):
    """A result of a search; matches in the snippet stand between ``[`` and ``]``."""

    id: int
    title: str
    published: IsoTime | None
    url: str
    snippet: str


class Lease(Struct, frozen=True, kw_only=True):
    """Who runs a series at the moment."""

    series: str
    host: str
    pid: int
    process_started: float  #: seconds since the epoch: tells a reused process id
    run_id: int | None
    since: datetime
    expires: datetime


class Recorded(Struct, frozen=True):
    """What a reading was to the archive, and the number of its article."""

    judgement: Match
    article_id: int

    @property
    def decision(self) -> Decision:
        return self.judgement.decision


class Doubt(Struct, frozen=True, kw_only=True):
    """Two articles that were kept apart, though it was too close to call."""

    id: int
    series: str
    article_id: int
    title: str
    other_id: int
    other_title: str
    at: datetime
    grounds: tuple[Reason, ...]


class LeadingAddress(Struct, frozen=True, kw_only=True):
    """An address of an article, and how it came to lead there."""

    url: str
    state: AddressState
    pinned: bool  #: a person says so, whatever its page says
    publisher: str | None  #: who else publishes a copy there
    canonical: bool
    named_by: tuple[str, ...]  #: the sources that name it
    how: str


class Decided(Struct, frozen=True, kw_only=True):
    """One decision: of a page or, where there is none, of a person."""

    at: datetime
    verdict: str  #: new, revised, duplicate; apart; merged or split by a person
    article_id: int  #: by its number then
    other_id: int | None  #: the article it was compared with
    capture: CaptureRef | None
    grounds: tuple[Reason, ...]
    settled: datetime | None  #: of what was too close to call


class Why(Struct, frozen=True, kw_only=True):
    """Why an article is what it is, as `why` tells it."""

    id: int
    series: str
    title: str
    url: str
    numbers: tuple[int, ...]  #: of articles that are a part of it now
    addresses: tuple[LeadingAddress, ...]
    decisions: tuple[Decided, ...]  #: in the order of time
    apart: tuple[Decided, ...]  #: what it was kept apart from, though it was too close to call
