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

from ingest.authors.names import is_name, is_opened, is_role, opened, signed
from ingest.text import skeleton, squash

_MONTHS = (
    r"(?:jan(?:uary?|uar|vier|v)?|jänner|feb(?:ruary?|ruar)?|févr(?:ier)?|mar(?:ch|s|zo)?|mär(?:z)?"
    r"|apr(?:il)?|avr(?:il)?|abr(?:il)?|ma[iy]|mayo|june?|juni|juin|junio|july?|juli|juillet|julio"
    r"|aug(?:ust)?|août|ago(?:sto)?|sept?(?:ember|embre|iembre)?|o[ck]t(?:ober|obre|ubre)?"
    r"|nov(?:ember|embre|iembre)?|de[cz](?:ember|embre)?|déc(?:embre)?|dic(?:iembre)?|ene(?:ro)?"
    r"|febrero)"
)
_WEEKDAYS = (
    r"(?:\b(?:mon(?:day)?|tue(?:s|sday)?|wed(?:nesday)?|thu(?:r|rs|rsday)?|fri(?:day)?"
    r"|sat(?:urday)?"
    r"|sun(?:day)?|mo|di|mi|do|fr|sa|so|montag|dienstag|mittwoch|donnerstag|freitag|samstag"
    r"|sonnabend"
    r"|sonntag|lunes|martes|miércoles|jueves|viernes|sábado|domingo|lundi|mardi|mercredi|jeudi"
    r"|vendredi|samedi|dimanche)\b\.?,?\s*)?"
)
_LABELS = (
    r"(?:\b(?:(?:last )?(?:updated|modified|published|posted|edited)|veröffentlicht|aktualisiert"
    r"|publiziert|erschienen|erstellt|online seit|stand|publicado|actualizado|publié|mis à jour"
    r"|written|written on|date|datum)\b:?\s*)?"
)
_LABEL_ALONE = re.compile(rf"\W*{_LABELS}\W*", re.IGNORECASE)
_AT = r"(?:\b(?:on|at|am|um|le|el|den|the|hace|vom)\b\s*)*"
_YEAR = r"\s+(?:de |del )?(?:19|20)\d\d"
#: Where a word begins; also that which markup glued to the one before: "DoeMar 5".
_START = r"(?:\b|(?-i:(?<=[a-z])(?=[A-Z])))"
_CLOCK = (
    r"\d{1,2}[:.h時]\d\d(?::\d\d)?分?\s*(?:[ap]\.?m\b\.?)?(?:\s*(?:uhr\b|h\b|(?-i:[A-Z]{2,4})\b))?"
)
_DATES = "|".join(
    (
        rf"{_WEEKDAYS}\d{{1,2}}(?:st|nd|rd|th|er|\.)?\s*(?:of |de )?[^\W\d_]{{3,10}}\.?,?{_YEAR}",
        rf"{_WEEKDAYS}{_START}{_MONTHS}\.?\s*\d{{1,2}}(?:st|nd|rd|th)?(?!\d)(?:,?{_YEAR})?",
        r"\d{4}\s?[-/.年•]\s?\d{1,2}\s?[-/.月•]\s?\d{1,2}日?",
        rf"{_WEEKDAYS}\d{{1,2}}\s?[./-]\s?\d{{1,2}}\s?[./-]\s?(?:\d{{4}}|\d\d)\.?",
        _CLOCK,
        r"\d+\s*(?:min(?:ute)?s?|h(?:ou)?rs?|days?|weeks?|months?|years?|[hd])\.?\s+ago",
        r"vor \w+ (?:stunden?|tagen?|minuten?|wochen?|monaten?|jahr\w*)|hace \d+ \w+",
        r"il y a \d+ \w+",
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
    r"|veröffentlicht|gespeichert|gepostet|publiziert|eingestellt|verfasst|geschrieben|publié"
    r"|publicado|escrito|scritto)\b[^|]{0,60}?\s(?:by|von|par|por|da)\s+(?=\S)",
    re.IGNORECASE,
)
#: An opening with a verb: no sentence begins so.
_VERB = re.compile(
    r"\W*(?:posted|written|published|submitted|filed|created|erstellt|veröffentlicht|gespeichert"
    r"|gepostet|publiziert|eingestellt|verfasst|geschrieben)\b",
    re.IGNORECASE,
)
#: What names who did something else than write: its name is no author's.
_OTHER_HAND = re.compile(
    r"\W*(?:(?:medically |fact[- ]|expert |clinically |legally )?(?:reviewed|checked|edited"
    r"|approved"
    r"|translated|illustrated|photographed|presented|sponsored|hosted)\b|photos?\b|fotos?\b"
    r"|bild\w*\b"
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
            return names if _VERB.match(part) or _is_sure(names, rest) else ()
    return ()


def _is_sure(names: tuple[str, ...], rest: str) -> bool:
    """Return whether names are no start of a sentence: it is all that is said, or they look so."""
    return all(map(is_name, names)) or _is_all(names, rest)


def _is_all(names: tuple[str, ...], rest: str) -> bool:
    """Return whether a text says next to nothing but some names."""
    letters = skeleton(re.sub(r"\b(?:and|und|et|y)\b", "", rest))
    return sum(len(skeleton(name)) for name in names) >= 0.8 * len(letters)


def dated(text: str) -> tuple[str, ...]:
    """
    Return the names that a line sets beside a date, and beside nothing else but roles.

    >>> dated("Ranya Sadik | 15 May 2020"), dated("15 May 2020"), dated("Politics, 15 May 2020")
    (('Ranya Sadik',), (), ())
    """
    if len(text) > LONGEST or not is_stamped(text):
        return ()
    found = parts(text)
    if not found or not all(is_role(part) for part in found[1:]):
        return ()
    names = signed(found[0])
    return names if all(map(is_name, names)) and _is_all(names, found[0]) else ()


@lru_cache(maxsize=1024)
def parts(text: str) -> tuple[str, ...]:
    """Return what stands between the dates, counts and separating signs of a line."""
    found = _BETWEEN.split(_STAMP.sub(" | ", squash(text)))
    return tuple(part for one in found if skeleton(part := one.strip(" ,;")))


def is_stamped(text: str) -> bool:
    """Return whether a line holds a date or a reading time."""
    return any(map(str.isdigit, text)) and bool(_STAMP.search(text))


def is_stamp(text: str) -> bool:
    """Return whether a line is a date, a reading time or the like, and nothing else."""
    if len(text) <= 30 and skeleton(text) and _LABEL_ALONE.fullmatch(text):
        return True
    return len(text) <= LONGEST and is_stamped(text) and not parts(text)


def is_label(text: str) -> bool:
    """Return whether a line only opens a byline whose names follow it: "Written by"."""
    return len(text) <= 30 and opened(f"{text} X") == "X"


def is_other_hand(text: str) -> bool:
    """Return whether a line says who reviewed, edited, drew or photographed."""
    return bool(_OTHER_HAND.match(text))
