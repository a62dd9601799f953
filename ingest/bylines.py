# ruff: noqa: RUF001 - the signs that pages use, as they use them
"""
What a line of text says of who wrote the article, by its words alone.

A line may sign ("By Jane Doe | 3 min read", "15 May 2020 by jane"), or set a name beside a date
("Jane Doe, 15 May 2020"). Dates, reading times and counts of comments are what separates the
parts of such a line. Knows no markup.
"""

from __future__ import annotations

import re
from functools import lru_cache

from ingest.dom import skeleton, squash
from ingest.persons import is_name, is_opened, opened, signed

_MONTHS = (
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|okt|nov|dec|dez|ene|abr|ago|dic|janv|févr|avr|mai|juin"
    r"|juil|août|déc|mär|märz|jän)[^\W\d_]*"
)
_WEEKDAYS = (
    r"(?:(?:mon|tue|wed|thu|fri|sat|sun|mo|di|mi|do|fr|sa|so|montag|dienstag|mittwoch|donnerstag"
    r"|freitag|samstag|sonntag|lun|mar|mié|jue|vie|sáb|dom)[a-z]{0,6}\b\.?,?\s*)?"
)
_LABELS = (
    r"(?:\b(?:(?:last )?(?:updated|modified|published|posted|edited)|veröffentlicht|aktualisiert"
    r"|publiziert|erschienen|erstellt|online seit|stand|publicado|actualizado|publié|mis à jour"
    r"|written|written on|date|datum)\b:?\s*)?"
)
_AT = r"(?:\b(?:on|at|am|um|le|el|den|the|hace|vom)\b\s*)*"
_DATES = "|".join(
    (
        rf"{_WEEKDAYS}\d{{1,2}}(?:st|nd|rd|th|er|\.)?\s*(?:of |de )?[^\W\d_]{{3,10}}\.?,?\s+(?:de |del )?"
        r"(?:19|20)\d\d",
        rf"{_WEEKDAYS}\b{_MONTHS}\.?\s*\d{{1,2}}(?:st|nd|rd|th)?(?!\d)(?:,?\s+(?:19|20)\d\d)?",
        r"\d{4}\s?[-/.年•]\s?\d{1,2}\s?[-/.月•]\s?\d{1,2}日?",
        rf"{_WEEKDAYS}\d{{1,2}}\s?[./-]\s?\d{{1,2}}\s?[./-]\s?(?:\d{{4}}|\d\d)\.?",
        r"\d{1,2}[:.h時]\d\d(?::\d\d)?分?\s*(?:[ap]\.?m\b\.?)?(?:\s*(?:uhr\b|h\b|(?-i:[A-Z]{2,4})\b))?",
        r"\d+\s*(?:min(?:ute)?s?|h(?:ou)?rs?|days?|weeks?|months?|years?|[hd])\.?\s+ago",
        r"vor \w+ (?:stunden?|tagen?|minuten?|wochen?|monaten?|jahr\w*)|hace \d+ \w+|il y a \d+ \w+",
    )
)
_COUNTS = (
    r"(?:estimated )?(?:reading|read) time:?|lesezeit:?|\d+\s*-?\s*min(?:ute[ns]?|s)?\b\.?\s*"
    r"(?:read(?:ing)?\b|lesezeit|de lecture)?(?: time)?"
    r"|\b(?:\d+|no|one|keine)\s*(?:comments?|kommentare?|shares?|views?|likes?|words)\b(?: so far)?"
)
_STAMP = re.compile(rf"[\s,]*{_LABELS}{_AT}(?:{_DATES}|{_COUNTS})[\s,]*", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*[|•·⋅●∙→◦▪—–]\s*|\s+[-/»]\s+")
#: A byline's opening amid a line: "Posted in News by jane".
_AMID = re.compile(
    r"^.{0,20}\b(?:posted|published|written|submitted|filed|created|contributed|erstellt"
    r"|veröffentlicht|gespeichert|gepostet|publiziert|eingestellt|verfasst|geschrieben|publié|publicado"
    r"|escrito|scritto)\b[^|]{0,60}?\s(?:by|von|par|por|da)\s+(?=\S)",
    re.IGNORECASE,
)
_LABEL_ALONE = re.compile(
    r"\W*(?:(?:written|posted|published|story|words|article|text|authored|reported|report)?\s*by"
    r"|von|par|por|di|autor(?:in|en)?|authors?|auteur|autore|text|artikel von|verfasst von"
    r"|geschrieben von|écrit par|escrito por|verfasser(?:in)?)\W*",
    re.IGNORECASE,
)
#: What names who did something else than write: its name is no author's.
_OTHER_HAND = re.compile(
    r"\W*(?:(?:medically |fact[- ]|expert |clinically |legally )?(?:reviewed|checked|edited|approved"
    r"|translated|illustrated|photographed|presented|sponsored|hosted)\b|photos?\b|fotos?\b|bild\w*\b"
    r"|images?\b|illustrations?\b|credit|source|quelle|video\b|editor\b|copyright|©|\(c\))",
    re.IGNORECASE,
)
LONGEST = 200


def signers(text: str) -> tuple[str, ...]:
    """
    Return whom a line names as its authors in words: "By ...".

    >>> signers("March 15, 2022 · 3 min read · By Ranya Sadik"), signers("Posted in News by oz")
    (('Ranya Sadik',), ('oz',))
    >>> signers("Reviewed by Ranya Sadik"), signers("By the end of 2020, it was over.")
    ((), ())
    """
    if len(text) > LONGEST:
        return ()
    for part in parts(text):
        amid = _AMID.match(part)
        if amid or is_opened(part):
            rest = part[amid.end() :] if amid else opened(part)
            names = signed(rest)
            return names if _is_sure(names, rest) else ()
    return ()


def _is_sure(names: tuple[str, ...], rest: str) -> bool:
    """Return whether names are no start of a sentence: it is all that is said, or they look so."""
    if all(is_name(name) for name in names):
        return True
    said = skeleton(re.sub(r"\b(?:and|und|et|y)\b", "", rest))
    return sum(len(skeleton(name)) for name in names) >= 0.8 * len(said)


def dated(text: str) -> tuple[str, ...]:
    """
    Return the names that a line sets beside a date, and beside nothing else but roles.

    >>> dated("Ranya Sadik | 15 May 2020"), dated("15 May 2020"), dated("Politics, 15 May 2020")
    (('Ranya Sadik',), (), ())
    """
    if len(text) > LONGEST or not is_stamped(text):
        return ()
    first = next(iter(parts(text)), "")
    return tuple(name for name in signed(first) if is_name(name))


@lru_cache(maxsize=1024)
def parts(text: str) -> tuple[str, ...]:
    """Return what stands between the dates, counts and separating signs of a line."""
    found = _BETWEEN.split(_STAMP.sub(" | ", squash(text)))
    return tuple(part for one in found if (part := one.strip(" ,;")))


def is_stamped(text: str) -> bool:
    """Return whether a line holds a date or a reading time."""
    return any(map(str.isdigit, text)) and bool(_STAMP.search(text))


def is_stamp(text: str) -> bool:
    """Return whether a line is a date, a reading time or the like, and nothing else."""
    return len(text) <= LONGEST and is_stamped(text) and not parts(text)


def is_label(text: str) -> bool:
    """Return whether a line only opens a byline whose names follow it: "Written by"."""
    return len(text) <= 30 and bool(_LABEL_ALONE.fullmatch(text))


def is_other_hand(text: str) -> bool:
    """Return whether a line says who reviewed, edited, drew or photographed."""
    return bool(_OTHER_HAND.match(text))
