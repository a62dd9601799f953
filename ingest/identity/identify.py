"""
Which article is this? Compares a reading with the archived articles that it might be.

The address decides first: an article that keeps one of its addresses and changes its text is a
revision, however much has changed. Only where no address is known, the words are compared, and then
text, day, title and standfirst together: see `comparison` and docs/identity.md.

Does not look anything up: storage finds whom to compare with.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from ingest import urls
from ingest.identity.claimed_urls import believed, reads_as_another
from ingest.identity.comparison import Verdict, is_copy, is_elsewhere, is_retitled, pictures
from ingest.model import Apart, Duplicate, Ground, Judgement, New, Revised, Unchanged

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ingest.identity.comparison import Picture
    from ingest.model import Decision, Hosts, Known, Reading


def identify(reading: Reading, known: Sequence[Known], hosts: Hosts | None = None) -> Judgement:
    """Decide what a reading is to the archive, given every article that it might be."""
    itself, articles = believed(reading, known, hosts)
    judgement = (
        _by_address(itself, articles, hosts)
        or _by_words(itself, articles, hosts)
        or _by_text(itself, articles, hosts)
    )
    lost = keys(reading, hosts) - keys(itself, hosts)
    return _without_claims(judgement, lost) if lost else judgement


def keys(reading: Reading, hosts: Hosts | None = None) -> frozenset[str]:
    """Return the identity keys of every address of a reading."""
    return frozenset(
        urls.key(address, hosts) for address in (reading.article.url, *reading.addresses)
    )


def _without_claims(judgement: Judgement, lost: frozenset[str]) -> Judgement:
    said = Ground(
        rule="claimed address",
        detail="The page calls an address its own at which another article answered: "
        f"{', '.join(sorted(lost))}. That is not believed.",
    )
    return replace(judgement, grounds=(*judgement.grounds, said), disbelieved=lost)


def _by_address(reading: Reading, known: Sequence[Known], hosts: Hosts | None) -> Judgement | None:
    its = keys(reading, hosts)
    own = frozenset({urls.key(reading.article.url, hosts)})
    steps = (
        ("pinned address", "A person said that this address is the article's", its, True),
        ("canonical address", "The article is known by this canonical address", own, False),
        ("address", "The article is known by this address of the page", its, False),
    )
    for rule, detail, wanted, pinned in steps:
        match = _first(one for one in known if (one.pinned if pinned else one.keys) & wanted)
        if match:
            shared = min((match.pinned if pinned else match.keys) & wanted)
            said = Ground(rule=rule, detail=f"{detail}: {shared}.", other=match.id, speaks_for=True)
            decision = _at_its_address(reading, match, hosts)
            return Judgement(
                decision=decision,
                grounds=(said, _says(decision, reading, match)),
                apart=(
                    *_led_here(reading, match, known, hosts),
                    *_another_entry(reading, match, decision),
                ),
            )
    return None


def _led_here(
    reading: Reading, match: Known, known: Sequence[Known], hosts: Hosts | None
) -> tuple[Apart, ...]:
    """
    Report the other articles that once answered where this page does now: it may be theirs too.

    Nothing is said where a person has said whose the address is.
    """
    proven = {urls.key(url, hosts): url for url in reading.answered}
    found = ((one, proven.keys() & (one.answered or frozenset())) for one in known)
    return tuple(
        Apart(id=one.id, grounds=(leads_here(proven[min(shared)], one.id),))
        for one, shared in found
        if one.id != match.id and shared - one.pinned - match.pinned
    )


def _another_entry(reading: Reading, match: Known, decision: Decision) -> tuple[Apart, ...]:
    """Report a revision of another text and day: the site may have used the address again."""
    is_other = isinstance(decision, Revised) and reads_as_another(reading.article, match.versions)
    why = "What stands at this address has another text and day than before"
    return (_may_be_two(match, why),) if is_other else ()


def leads_here(address: str, id_: int) -> Ground:
    """Say that an address at which an article answered leads to a page of another one now."""
    return Ground(
        rule="address",
        detail=f"The address of article {id_} leads here now: {address}.",
        other=id_,
        speaks_for=True,
    )


def _at_its_address(reading: Reading, match: Known, hosts: Hosts | None) -> Decision:
    if _is_copy(reading, match, hosts):
        return Duplicate(match.id)
    if match.digest == reading.article.digest:
        return Unchanged(match.id)
    return Duplicate(match.id) if _is_left_behind(reading, match, hosts) else Revised(match.id)


def _is_left_behind(reading: Reading, match: Known, hosts: Hosts | None) -> bool:
    """Return whether a page says what its article said before it moved, where it stood then."""
    stands_at = urls.key(match.url, hosts)
    return (
        bool(match.url)
        and reading.article.digest in match.digests
        and stands_at not in keys(reading, hosts)
    )


def _says(decision: Decision, reading: Reading, match: Known) -> Ground:
    match decision:
        case Unchanged():
            detail = "It says what the archive has."
        case Duplicate() if reading.article.digest in match.digests:
            detail = "It says what the article has said, and not where it stands now: no revision."
        case Duplicate():
            detail = "It is another publisher's copy, so what it says makes no revision."
        case _:
            detail = "It says something else than the archive has: a revision."
    return Ground(rule="content", detail=detail, other=match.id)


def _by_words(reading: Reading, known: Sequence[Known], hosts: Hosts | None) -> Judgement | None:
    if not reading.article.text:
        return None
    digest = reading.article.text_digest
    twin = _first(one for one in known if one.text_digest == digest)
    if twin is None:
        return None
    said = Ground(
        rule="same words",
        detail="Its text is word for word that of the article.",
        other=twin.id,
        measure=1.0,
        speaks_for=True,
    )
    if _is_original(reading, twin, hosts):
        return Judgement(decision=Revised(twin.id), grounds=(said, _original(twin)))
    if not is_copy(reading, hosts) and is_retitled(reading.article, twin):
        return Judgement(decision=Revised(twin.id), grounds=(said, _retitled(twin)))
    return Judgement(decision=Duplicate(twin.id), grounds=(said,))


def _by_text(reading: Reading, known: Sequence[Known], hosts: Hosts | None) -> Judgement:
    seen = pictures(reading, known, hosts)
    same = sorted((one for one in seen if one.verdict is Verdict.SAME), key=_rank)
    doubts = [one for one in seen if one.verdict is Verdict.DOUBT]
    apart = tuple(
        Apart(id=one.known.id, grounds=one.grounds)
        for one in sorted((*same[1:], *doubts), key=_rank)
    )
    if not same:
        return Judgement(decision=New(), grounds=_why_new(known, seen), apart=apart)
    best = same[0]
    apart = (*_disputed(best), *apart)
    if _is_copy(reading, best.known, hosts):
        return Judgement(decision=Duplicate(best.known.id), grounds=best.grounds, apart=apart)
    original = (_original(best.known),) if _is_original(reading, best.known, hosts) else ()
    return Judgement(
        decision=Revised(best.known.id), grounds=(*best.grounds, *original), apart=apart
    )


def _disputed(best: Picture) -> tuple[Apart, ...]:
    """Report an article of which day and title, or standfirst, are the page's, and little more."""
    why = "They are of one day, but title or standfirst is another, and much of the text"
    return (_may_be_two(best.known, why),) if best.is_disputed else ()


def _may_be_two(known: Known, why: str) -> Apart:
    """Report an article with itself."""
    said = Ground(
        rule="another entry",
        detail=f"{why}: it may be another entry, which `split` makes of it.",
        other=known.id,
        speaks_for=False,
    )
    return Apart(id=known.id, grounds=(said,))


def _why_new(known: Sequence[Known], seen: Sequence[Picture]) -> tuple[Ground, ...]:
    detail = "No article that the archive has is known by one of its addresses or says its words"
    if not known:
        return (Ground(rule="new", detail=f"{detail}, or anything like them."),)
    closest = min(seen, key=_rank, default=None)
    if closest is None:
        return (Ground(rule="new", detail=f"{detail}."),)
    first = Ground(rule="new", detail=f"{detail}; the closest is {closest.known.id}.")
    return (first, *closest.grounds)


def _rank(one: Picture) -> tuple[bool, float, int]:
    return (not one.same_day, -one.share, one.known.id)


def _is_copy(reading: Reading, known: Known, hosts: Hosts | None) -> bool:
    """Return whether a page is another publisher's, and the article the site's own."""
    is_own = bool(known.url) and not is_elsewhere(known.url, hosts)
    return is_own and is_copy(reading, hosts)


def _is_original(reading: Reading, known: Known, hosts: Hosts | None) -> bool:
    """Return whether a page is the site's own, and the article came from another publisher."""
    return is_elsewhere(known.url, hosts) and not is_copy(reading, hosts)


def _original(known: Known) -> Ground:
    return Ground(
        rule="original",
        detail="The archive has it from another publisher; this is the site's own.",
        other=known.id,
        speaks_for=True,
    )


def _retitled(known: Known) -> Ground:
    return Ground(
        rule="title",
        detail="It stands under another title there: a revision.",
        other=known.id,
    )


def _first(known: Iterable[Known]) -> Known | None:
    return min(known, key=lambda one: one.id, default=None)
