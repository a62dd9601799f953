"""
Decide which article a page is, by comparing its reading with the candidates in the archive.

The address decides first: an article that keeps one of its addresses and changes its text is a
revision, no matter how much changed. Only where no address is known, the words are compared, and
then text, day, title and standfirst together: see `comparison` and docs/identity.md.

Does not look anything up: storage finds the candidates.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from ingest import urls
from ingest.identity.claimed_urls import reads_as_another, without_disproved_urls
from ingest.identity.comparison import Verdict, compare, is_copy, is_elsewhere, is_retitled
from ingest.model import Duplicate, Match, New, PossibleMatch, Reason, Revised, Unchanged

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ingest.identity.comparison import Comparison
    from ingest.model import Candidate, Decision, Hosts, Reading


def identify(reading: Reading, known: Sequence[Candidate], hosts: Hosts | None = None) -> Match:
    """Decide whether a reading is new, a revision, unchanged or a duplicate of a candidate."""
    believed, candidates = without_disproved_urls(reading, known, hosts)
    match = (
        _by_address(believed, candidates, hosts)
        or _by_words(believed, candidates, hosts)
        or _by_text(believed, candidates, hosts)
    )
    lost = keys(reading, hosts) - keys(believed, hosts)
    return _with_disbelieved(match, lost) if lost else match


def keys(reading: Reading, hosts: Hosts | None = None) -> frozenset[str]:
    """Return the identity keys of every address of a reading."""
    return frozenset(
        urls.key(address, hosts) for address in (reading.article.url, *reading.addresses)
    )


def _with_disbelieved(match: Match, lost: frozenset[str]) -> Match:
    reason = Reason(
        rule="claimed address",
        detail="The page calls an address its own at which another article answered: "
        f"{', '.join(sorted(lost))}. That is not believed.",
    )
    return replace(match, grounds=(*match.grounds, reason), disbelieved=lost)


def _by_address(reading: Reading, known: Sequence[Candidate], hosts: Hosts | None) -> Match | None:
    every = keys(reading, hosts)
    canonical = frozenset({urls.key(reading.article.url, hosts)})
    steps = (
        ("pinned address", "A person said that this address is the article's", every, True),
        ("canonical address", "The article is known by this canonical address", canonical, False),
        ("address", "The article is known by this address of the page", every, False),
    )
    for rule, detail, wanted, pinned in steps:
        match = _first(one for one in known if (one.pinned if pinned else one.keys) & wanted)
        if match:
            shared = min((match.pinned if pinned else match.keys) & wanted)
            reason = Reason(
                rule=rule, detail=f"{detail}: {shared}.", other=match.id, speaks_for=True
            )
            decision = _at_its_address(reading, match, hosts)
            return Match(
                decision=decision,
                grounds=(reason, _content_reason(decision, reading, match)),
                apart=(
                    *_redirected_here(reading, match, known, hosts),
                    *_another_entry(reading, match, decision),
                ),
            )
    return None


def _redirected_here(
    reading: Reading, match: Candidate, known: Sequence[Candidate], hosts: Hosts | None
) -> tuple[PossibleMatch, ...]:
    """
    Return the other articles that once answered where this page does now.

    Leaves out addresses that a person assigned to an article.
    """
    proven = {urls.key(url, hosts): url for url in reading.answered}
    found = ((one, proven.keys() & (one.answered or frozenset())) for one in known)
    return tuple(
        PossibleMatch(id=one.id, grounds=(leads_here(proven[min(shared)], one.id),))
        for one, shared in found
        if one.id != match.id and shared - one.pinned - match.pinned
    )


def _another_entry(
    reading: Reading, match: Candidate, decision: Decision
) -> tuple[PossibleMatch, ...]:
    """Return the match itself if text and day changed: the site may have reused the address."""
    is_other = isinstance(decision, Revised) and reads_as_another(reading.article, match.versions)
    why = "What stands at this address has another text and day than before"
    return (_may_be_two(match, why),) if is_other else ()


def leads_here(address: str, id_: int) -> Reason:
    """Return the reason that an address of one article redirects to a page of another one now."""
    return Reason(
        rule="address",
        detail=f"The address of article {id_} leads here now: {address}.",
        other=id_,
        speaks_for=True,
    )


def _at_its_address(reading: Reading, match: Candidate, hosts: Hosts | None) -> Decision:
    if _is_copy(reading, match, hosts):
        return Duplicate(match.id)
    if match.digest == reading.article.digest:
        return Unchanged(match.id)
    return Duplicate(match.id) if _is_left_behind(reading, match, hosts) else Revised(match.id)


def _is_left_behind(reading: Reading, match: Candidate, hosts: Hosts | None) -> bool:
    """Return whether a page at an old address still has a text from before its article moved."""
    current = urls.key(match.url, hosts)
    return (
        bool(match.url)
        and reading.article.digest in match.digests
        and current not in keys(reading, hosts)
    )


def _content_reason(decision: Decision, reading: Reading, match: Candidate) -> Reason:
    match decision:
        case Unchanged():
            detail = "It says what the archive has."
        case Duplicate() if reading.article.digest in match.digests:
            detail = "It says what the article has said, and not where it stands now: no revision."
        case Duplicate():
            detail = "It is another publisher's copy, so what it says makes no revision."
        case _:
            detail = "It says something else than the archive has: a revision."
    return Reason(rule="content", detail=detail, other=match.id)


def _by_words(reading: Reading, known: Sequence[Candidate], hosts: Hosts | None) -> Match | None:
    if not reading.article.text:
        return None
    digest = reading.article.text_digest
    twin = _first(one for one in known if one.text_digest == digest)
    if twin is None:
        return None
    same_words = Reason(
        rule="same words",
        detail="Its text is word for word that of the article.",
        other=twin.id,
        measure=1.0,
        speaks_for=True,
    )
    if _is_original(reading, twin, hosts):
        return Match(decision=Revised(twin.id), grounds=(same_words, _original(twin)))
    if not is_copy(reading, hosts) and is_retitled(reading.article, twin):
        return Match(decision=Revised(twin.id), grounds=(same_words, _retitled(twin)))
    return Match(decision=Duplicate(twin.id), grounds=(same_words,))


def _by_text(reading: Reading, known: Sequence[Candidate], hosts: Hosts | None) -> Match:
    compared = compare(reading, known, hosts)
    matches = sorted((one for one in compared if one.verdict is Verdict.MATCH), key=_rank)
    possible = [one for one in compared if one.verdict is Verdict.POSSIBLE]
    apart = tuple(
        PossibleMatch(id=one.candidate.id, grounds=one.grounds)
        for one in sorted((*matches[1:], *possible), key=_rank)
    )
    if not matches:
        return Match(decision=New(), grounds=_why_new(known, compared), apart=apart)
    best = matches[0]
    apart = (*_disputed(best), *apart)
    if _is_copy(reading, best.candidate, hosts):
        return Match(decision=Duplicate(best.candidate.id), grounds=best.grounds, apart=apart)
    original = (_original(best.candidate),) if _is_original(reading, best.candidate, hosts) else ()
    return Match(
        decision=Revised(best.candidate.id), grounds=(*best.grounds, *original), apart=apart
    )


def _disputed(best: Comparison) -> tuple[PossibleMatch, ...]:
    """Return the best match itself if title or standfirst differs, and much of the text."""
    why = "They are of one day, but title or standfirst is another, and much of the text"
    return (_may_be_two(best.candidate, why),) if best.is_disputed else ()


def _may_be_two(known: Candidate, why: str) -> PossibleMatch:
    """Return an article as a possible match of its own revision."""
    reason = Reason(
        rule="another entry",
        detail=f"{why}: it may be another entry, which `split` makes of it.",
        other=known.id,
        speaks_for=False,
    )
    return PossibleMatch(id=known.id, grounds=(reason,))


def _why_new(known: Sequence[Candidate], compared: Sequence[Comparison]) -> tuple[Reason, ...]:
    detail = "No article that the archive has is known by one of its addresses or says its words"
    if not known:
        return (Reason(rule="new", detail=f"{detail}, or anything like them."),)
    closest = min(compared, key=_rank, default=None)
    if closest is None:
        return (Reason(rule="new", detail=f"{detail}."),)
    first = Reason(rule="new", detail=f"{detail}; the closest is {closest.candidate.id}.")
    return (first, *closest.grounds)


def _rank(one: Comparison) -> tuple[bool, float, int]:
    return (not one.same_day, -one.share, one.candidate.id)


def _is_copy(reading: Reading, known: Candidate, hosts: Hosts | None) -> bool:
    """Return whether a page is another publisher's, and the candidate the site's own."""
    is_own = bool(known.url) and not is_elsewhere(known.url, hosts)
    return is_own and is_copy(reading, hosts)


def _is_original(reading: Reading, known: Candidate, hosts: Hosts | None) -> bool:
    """Return whether a page is the site's own, and the candidate came from another publisher."""
    return is_elsewhere(known.url, hosts) and not is_copy(reading, hosts)


def _original(known: Candidate) -> Reason:
    return Reason(
        rule="original",
        detail="The archive has it from another publisher; this is the site's own.",
        other=known.id,
        speaks_for=True,
    )


def _retitled(known: Candidate) -> Reason:
    return Reason(
        rule="title",
        detail="It stands under another title there: a revision.",
        other=known.id,
    )


def _first(known: Iterable[Candidate]) -> Candidate | None:
    return min(known, key=lambda one: one.id, default=None)
