"""
Parse dates as pages write them to ISO 8601, with the precision they have.

A day stays a day. A time without a zone gets the zone of the site. What is not a date, or could be
two, is None: dates are never guessed.
"""

# ruff: noqa: RUF001 - the signs that pages use, as they use them

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

_FIRST_YEAR, _LAST_YEAR = 1990, 2100
_ISO = re.compile(
    r"(\d{4})-(\d\d?)-(\d\d?)"
    r"(?:[T ]+(\d\d?):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?\s*(Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?)?",
    re.IGNORECASE,
)
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(\d\d)?(Z|[+-]\d{4})?)?")
_CJK = re.compile(r"(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]")
_RFC_2822 = re.compile(
    r"(?:\w{3},\s*)?\d{1,2} \w{3} \d{4} \d\d:\d\d(:\d\d)?\s*([+-]\d{4}|[A-Z]{1,4})"
)
#: Names of months, in the languages that are parsed without dateparser: twelve in a row, a dash
#: for none. No name stands for two months.
_MONTH_NAMES = (
    "january february march april may june july august september october november december",
    "jan feb mar apr may jun jul aug sep oct nov dec",
    "januar februar märz april mai juni juli august september oktober november dezember",
    "jänner feber maerz - - - - - sept okt - dez",
    "jaenner - mrz - - - - - - - - -",
    "- - mär - - - - - - - - -",
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "janv févr - avr - - juil aout - - - déc",
    "- fév - - - - - - - - - decembre",
    "- fevrier - - - - - - - - - -",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "ene - - abr - - - ago - - - dic",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "gen - - - mag giu lug - set ott - -",
    "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "- fev - - - - - - - out - -",
    "januari februari maart april mei juni juli augustus september oktober november december",
    "- - mrt - - - - - - - - -",
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
    "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października - grudnia",
    "ledna února března dubna května června července srpna - října - prosince",
    "- - - - maj - - - - - - -",
)
#: The languages of these rows: dateparser is not asked for them.
_OWN = frozenset(("en", "de", "fr", "es", "it", "pt", "nl", "ru", "uk", "pl", "cs"))
_MONTHS = {
    name: number
    for names in _MONTH_NAMES
    for number, name in enumerate(names.split(), start=1)
    if name != "-"
}
_NAME = r"([^\W\d_]{3,10})"
_DAY_FIRST = re.compile(
    r"(?<!\d)(\d{1,2})(?:st|nd|rd|th|er|º|\.)?\s*(?:of |de )?"
    rf"{_NAME}\.?,?\s+(?:de |del )?(\d{{4}})(?!\d)"
)
_MONTH_FIRST = re.compile(rf"{_NAME}\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})(?!\d)")
_YEAR_FIRST = re.compile(rf"(?<!\d)(\d{{4}})[\s/-]{_NAME}\.?[\s/-](\d{{1,2}})(?!\d)")
_NUMBERS = re.compile(
    r"(?<![\d./-])(\d{1,4})\s?[./|-]\s?(\d{1,2})\s?[./|-]\s?(\d{2,4})(?![\d/])\.?"
)
#: Patterns, and where in each the year, the month and the day stand.
_IN_WORDS = ((_DAY_FIRST, (3, 2, 1)), (_MONTH_FIRST, (3, 1, 2)), (_YEAR_FIRST, (1, 2, 3)))
_CLOCK = re.compile(
    r"(?<![\d:])(\d{1,2})[:.h](\d\d)(?::\d\d)?\s*([ap]\.?m\b\.?)?(?![\d:])", re.IGNORECASE
)
_ZONE = re.compile(r"\b(UTC|GMT)\b|\(?(?:UTC|GMT)?([+-]\d{1,2}):?(\d\d)?\)?$")
#: What a text must have to be parsed as a date.
_DATE_LIKE = re.compile(
    r"(?<!\d)(19[89]\d|20\d\d)(?!\d)|\d{1,2}[./-]\d{1,2}[./-]\d{2}(?!\d)|[年년]"
)
_LABEL = re.compile(
    r"^(?:(?:first |originally |last )?(?:published|posted|updated|modified|created|written|date"
    r"|on|"
    r"veröffentlicht|erstellt|stand|aktualisiert|publié|mis à jour|le|vom|am|publicado|fecha|em|el"
    r"|il|"
    r"pubblicato|gepubliceerd|op|opublikowano|data|дата|опубликовано)\b[\s:–—-]*(?:on|at|am|le|el|il)?"
    r"[\s:]*)+",
    re.IGNORECASE,
)
MAX_LENGTH = 70  #: letters of a text that is parsed as a date
#: Languages in which numeric dates are day, month, year.
_DAY_MONTH = frozenset(
    [
        "de",
        "fr",
        "es",
        "it",
        "pt",
        "nl",
        "pl",
        "ru",
        "uk",
        "cs",
        "sk",
        "da",
        "nb",
        "no",
        "sv",
        "fi",
        "ro",
        "tr",
        "el",
        "bg",
        "hr",
        "sl",
        "sr",
        "id",
        "vi",
    ]
)


def iso_time(text: str, zone: str = "UTC", language: str | None = None) -> str | None:
    """
    Return a date, written for machines or for people, as ISO 8601; None if it is not one.

    >>> iso_time("15 May, 2020"), iso_time("2020-05-15T08:30:00Z")
    ('2020-05-15', '2020-05-15T08:30:00+00:00')
    >>> iso_time("2020-05-15 08:30", "Europe/London"), iso_time("2020-02-31"), iso_time("May")
    ('2020-05-15T08:30:00+01:00', None, None)
    """
    text = " ".join(text.split())
    if len(text) > MAX_LENGTH or not any(map(str.isdigit, text)):
        return None
    for read in (_from_iso, _from_rfc, _from_words, _from_cjk):
        if found := read(text, zone):
            return found
    plain = _LABEL.sub("", text)
    if _NUMBERS.search(plain):
        return _from_numbers(plain, zone, language)
    return _from_any_language(plain, zone, language)


def is_date_like(text: str) -> bool:
    """Return whether a short text could be a date: a cheap check before parsing."""
    return len(text) <= MAX_LENGTH and bool(_DATE_LIKE.search(text))


def _from_iso(text: str, zone: str) -> str | None:
    match = _ISO.fullmatch(text) or _COMPACT.fullmatch(text)
    return _built(match.groups(), zone) if match else None


def _from_rfc(text: str, _: str) -> str | None:
    if not _RFC_2822.fullmatch(text):
        return None
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return moment.isoformat() if moment.tzinfo else None


def _from_words(text: str, zone: str) -> str | None:
    """Parse a date with the name of its month, and a time beside it."""
    for pattern, (year, month, day) in _IN_WORDS:
        for match in pattern.finditer(text):
            number = _MONTHS.get(match[month].lower())
            if number:
                rest = text[: match.start()] + " " + text[match.end() :]
                return _with_clock(int(match[year]), number, int(match[day]), rest, zone)
    return None


def _from_cjk(text: str, zone: str) -> str | None:
    match = _CJK.search(text)
    if match is None:
        return None
    year, month, day = map(int, match.groups())
    return _with_clock(year, month, day, text[: match.start()] + " " + text[match.end() :], zone)


def _from_numbers(text: str, zone: str, language: str | None) -> str | None:
    match = _NUMBERS.search(text)
    if match is None:
        return None
    a, b, c = (int(one) for one in match.groups())
    rest = text[: match.start()] + " " + text[match.end() :]
    if len(match[1]) == 4:
        return _with_clock(a, b, c, rest, zone)
    year = c + 2000 if c < 100 else c
    if b > 12 >= a:
        return _with_clock(year, a, b, rest, zone)
    if a > 12 or a == b or _day_comes_first(match[0], zone, language):
        return _with_clock(year, b, a, rest, zone)
    if (language or "").lower() == "en-us" or zone.startswith("America/"):
        return _with_clock(year, a, b, rest, zone)
    return None


def _day_comes_first(text: str, zone: str, language: str | None) -> bool:
    """Return whether numbers are day, month, year: by points, by language, or by zone."""
    short = (language or "").split("-")[0].lower()
    british = language is not None and language.lower() in (
        "en-gb",
        "en-au",
        "en-nz",
        "en-ie",
        "en-in",
        "en-za",
    )
    at_home = zone.startswith(("Europe/", "Africa/", "Asia/", "Australia/"))
    return "." in text or short in _DAY_MONTH or british or at_home


def _from_any_language(text: str, zone: str, language: str | None) -> str | None:
    short = (language or "").split("-")[0].lower()
    if not short or short in _OWN or not is_date_like(text):
        return None
    moment = _dateparser(text, short)
    if moment is None:
        return None
    clock = _CLOCK.search(text)
    return _moment(
        (moment.year, moment.month, moment.day),
        (moment.hour, moment.minute, 0) if clock else None,
        zone,
    )


@lru_cache(maxsize=1024)
def _dateparser(text: str, language: str) -> datetime | None:
    """Parse a date with dateparser, which is slow to load."""
    import dateparser  # noqa: PLC0415

    settings = {
        "STRICT_PARSING": True,
        "RETURN_AS_TIMEZONE_AWARE": False,
        "PARSERS": ["absolute-time"],
    }
    try:
        found: datetime | None = dateparser.parse(text, languages=[language], settings=settings)
    except (ValueError, OverflowError, RecursionError):
        return None
    return found


def _with_clock(year: int, month: int, day: int, rest: str, zone: str) -> str | None:
    clock = _CLOCK.search(rest)
    if clock is None:
        return _moment((year, month, day), None, zone)
    hour = int(clock[1])
    half = (clock[3] or "").lower()[:1]
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    named = _ZONE.search(rest[clock.end() :].strip())
    zone = _zone_of(named) if named else zone
    return _moment((year, month, day), (hour, int(clock[2]), 0), zone)


def _zone_of(match: re.Match[str]) -> str:
    return match[1].upper() if match[1] else f"{int(match[2]):+03d}{match[3] or '00'}"


def _built(groups: tuple[str | None, ...], zone: str) -> str | None:
    year, month, day, hour, minute, second = (None if g is None else int(g) for g in groups[:6])
    clock = None if hour is None else (hour, minute or 0, second or 0)
    return _moment((year or 0, month or 0, day or 0), clock, (groups[6] or zone).strip())


def _moment(day: tuple[int, int, int], clock: tuple[int, int, int] | None, zone: str) -> str | None:
    """Return a day, or with a `clock` a moment, as ISO 8601; None if there is no such day."""
    if not _FIRST_YEAR <= day[0] <= _LAST_YEAR:
        return None
    try:
        if clock is None:
            return date(*day).isoformat()
        return datetime(*day, *clock, tzinfo=_tzinfo(zone)).isoformat()
    except (ValueError, KeyError):
        return None


def _tzinfo(zone: str) -> timezone | ZoneInfo:
    if zone.upper() in ("Z", "UTC", "GMT"):
        return UTC
    if zone[0] in "+-":
        digits = zone[1:].replace(":", "").ljust(4, "0")
        away = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
        return timezone(-away if zone[0] == "-" else away)
    return ZoneInfo(zone)
