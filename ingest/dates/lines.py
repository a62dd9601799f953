"""
Lines that print a date: which of them says when the article was published.

An update, a copyright, a reader's registration, the day of an event or of a release, a span of
days and a date in running prose are none. Knows lines; where on a page they stand is asked in
`dateplaces`.
"""

# ruff: noqa: RUF001 - the signs that pages use, as they use them

from __future__ import annotations

import re

from ingest.dates.parse import MAX_LENGTH, is_date_like, iso_time


def _words(*words: str) -> str:
    """Return a pattern for any of these, as words of their own."""
    return rf"(?<!\w)(?:{'|'.join(words)})(?!\w)"


PUBLISHED = re.compile(
    _words(
        r"(?:first |originally )?(?:published|posted)(?: on)?|publish(?:ed)? date|date published",
        r"post(?:ed)? time|publication date",
        "veröffentlicht|erschienen|veröffentlichung|erstellt|verfasst|geschrieben|eingestellt",
        "publi[ée]e?|mise? en ligne|parue?|publicad[oa]|publicación|pubblicato",
        "gepubliceerd|geplaatst|publicerad|julkaistu|udgivet|publisert",
        "opublikowan[oay]|data publikacji|dodano|zveřejněno|vydáno|közzétéve",
        "опубликован[оа]?|дата публикации|публикация|yayın(?:lanma)? tarihi",
        "公開日?|掲載日|投稿日|发布(?:时间|于)?|發佈|게시일|등록일?",
    ),
    re.IGNORECASE,
)
#: A label that says "date" and no more.
_PLAIN_LABEL = re.compile(
    r"(?<!\w)(?:date|datum|vom|fecha|data|дата|pvm|dato|tarih|日付)\s*:?\s*$", re.IGNORECASE
)
_UPDATED = re.compile(
    _words(
        "(?:last )?(?:updat(?:ed?|ing)|modified|modification|edited|revised|reviewed|changed)",
        "(?:zuletzt |letzte[rs]? )?(?:änderung(?:en)?|aktualisiert|aktualisierung|geändert)",
        "(?:zuletzt )?(?:bearbeitet|überarbeitet)",
        "modifi[ée]e?|mise? à jour|dernière modification|actualizad[oa]|actualización",
        "aggiornat[oa]|ultima modifica|atualizad[oa]|última modificação",
        "bijgewerkt|gewijzigd|uppdaterad|päivitetty|opdateret|oppdatert",
        "zaktualizowan[oa]|aktualizacja|обновлен[оа]|更新日?時?|最終更新",
    ),
    re.IGNORECASE,
)
#: What a day or its label is of, if not of publication.
_OTHER = re.compile(
    r"©|\(c\)|"
    + _words(
        r"copyright|release|expir\w+|valid|deadline|until|born|event|when|starts?|ends?|isbn",
        r"registered|joined|member since|retrieved|accessed|reviewed? by|comments?|begin\w*",
        r"registrier\w*|mitglied seit|beigetreten|anmeldedatum|abgerufen|geboren|geb|stichtag",
        r"gültig\w*|bewertung|kommentare?|termin|wann|inscrit|caducidad|valable",
    ),
    re.IGNORECASE,
)
_DAY = r"\d{1,2}(?:st|nd|rd|th|\.|er|º)?"
_SPAN = re.compile(
    rf"(?<![\d./-]){_DAY}\s*(?:-|–|—|/|bis|to|till|and|und|&|au|al)\s*{_DAY}\s+[^\W\d_]{{3,}}"
    r"|\d{1,2}[:.h]\d\d\s*(?:uhr|h|[ap]\.?m\.?)?\s*(?:-|–|—|bis|to)\s*\d{1,2}[:.h]\d\d",
    re.IGNORECASE,
)
#: What stands between a label and its day.
_LEAD = re.compile(r"^\W*(?:on|am|at|vom|den|le|el|il|em|op|:)?\b\W*", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_DATE = (
    r"(?:\d{1,2}\.? ?[^\W\d_]{3,10}\.?,? \d{4}|[^\W\d_]{3,10}\.? \d{1,2},? \d{4}"
    r"|\d{1,2}\. ?\d{1,2}\. ?\d{4}|\d{1,2}/\d{1,2}/\d{4}|\d{4}-\d\d-\d\d)"
)
#: A paragraph that opens with the day, as agencies and offices write it.
_OPENING = re.compile(
    rf"^\(?(?:[^\W\d_][^.!?]{{0,40}}?(?:[,(|/–—-]|\bvom|\bden|\ble)\s*)?(?P<date>{_DATE})"
    r"\s*(?:[|–—)•:/]|-\s)"
)
_OPENING_IN_POINTS = re.compile(r"^(?P<date>\d{1,2}\.\d{1,2}\.\d{4})\s")
#: What may stand with a date that stands alone: a day's name, a clock, a reading time.
_BESIDE = re.compile(
    r"\d{1,2}[:.h]\d\d(?::\d\d)?|\b[ap]\.?m\b\.?|\b(?:uhr|min(?:ute)?s?|read(?:ing)?)\b"
    r"|\b[A-Z]{3,4}\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b"
    r"|\b(?:mon|die|mitt|donners|frei|sams|sonn)\w*tag\b|mittwoch"
    r"|\b(?:mo|di|mi|do|fr|sa|so|tue|wed|thu|fri|sat|sun|am|at|on|den|le|el|um|om|de|of|the|by|von)\b"
    r"|\d+|[^\w\s]",
    re.IGNORECASE,
)
_ANY_DATE = re.compile(
    _DATE + r"|\d{1,4}[./-]\d{1,2}[./-]\d{2,4}|\d{4} ?[年년] ?\d+ ?[月월] ?\d+ ?[日일]"
)


def printed(text: str, zone: str, language: str | None) -> str | None:
    """
    Return the day or the moment of publication that a line prints, as ISO 8601.

    >>> printed("Published 15 May 2020, updated 17 May 2020", "UTC", "en")
    '2020-05-15'
    >>> printed("Updated 17 May 2020", "UTC", "en"), printed("9-23 May 2020", "UTC", "en")
    (None, None)
    """
    date = of_publication(" ".join(text.split()))
    if not is_date_like(date) or _OTHER.search(date) or _SPAN.search(date):
        return None
    if len(_YEAR.findall(date)) > 1:
        return None
    return iso_time(date, zone, language)


def of_publication(line: str) -> str:
    """Return what of a line does not speak of an update; from the label of publication, if any."""
    update, label = _UPDATED.search(line), PUBLISHED.search(line)
    if label and (update is None or label.start() > update.start()):
        return line[label.start() :] if len(line) > MAX_LENGTH or update else line
    return line[: update.start()] if update else line


def of_update(line: str) -> str:
    """
    Return what of a short line follows the words for an update; empty if it speaks of none.

    >>> of_update("By Ranya Sadik · Last updated on: 17 May 2020")
    '17 May 2020'
    >>> of_update("Updated 17 May 2020, first published 15 May 2020"), of_update("17 May 2020")
    ('17 May 2020', '')
    """
    update = _UPDATED.search(line)
    if update is None or len(line) > 2 * MAX_LENGTH:
        return ""
    date = PUBLISHED.split(line[update.end() :])[0]
    return _LEAD.sub("", date).strip(" ,;|·:-–—")


def is_update(text: str) -> bool:
    """Return whether a text says that what follows, or it itself, is a day of change."""
    return bool(_UPDATED.search(text)) and not PUBLISHED.search(text)


def is_of_other(text: str) -> bool:
    """Return whether a text says that the day after it is of something else."""
    return bool(_OTHER.search(text))


def is_span(text: str) -> bool:
    """Return whether a line prints days or hours from and to: those of an event."""
    return is_date_like(text[:MAX_LENGTH]) and bool(_SPAN.search(text))


def is_labelled(line: str, before: str) -> bool:
    """Return whether a line, or what stands before it, says that its day is of publication."""
    if _UPDATED.search(before):
        return False
    return bool(PUBLISHED.search(line) or PUBLISHED.search(before) or _PLAIN_LABEL.search(before))


def is_bare(text: str) -> bool:
    """Return whether a text is a date, and nothing else that says something."""
    rest, found = _ANY_DATE.subn(" ", text)
    return found == 1 and not _BESIDE.sub(" ", rest).strip()


def opening(text: str, zone: str, language: str | None) -> str | None:
    """
    Return the day that opens a paragraph as its dateline.

    >>> opening("Berlin, 15 May 2020 - The canal fills again.", "UTC", "en")
    '2020-05-15'
    >>> opening("On 15 May 2020, the canal filled again.", "UTC", "en")
    """
    match = _OPENING.match(text) or _OPENING_IN_POINTS.match(text)
    return iso_time(match["date"], zone, language) if match else None
