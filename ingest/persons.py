# ruff: noqa: RUF001 - the signs that pages use, as they use them
"""
Names of persons in a byline, and what is none: desks, companies, categories, addresses, dates.

Knows words; where on a page they stand is the business of `authors`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.dom import squash
from ingest.structured import known_as

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_BY_GERMAN = (
    r"(?:verfasst|geschrieben|veröffentlicht|eingestellt|erstellt|gepostet|publiziert|interview|text"
    r"|pressemitteilung|ein (?:artikel|beitrag|gastbeitrag|kommentar|essay)|alles"
    r"|zeige alle beiträge"
    r"|(?:alle )?(?:beiträge|artikel)) von\b"
)
#: What opens a byline.
BY = re.compile(
    r"^\W*(?:(?:story |written |posted |reported |article |words |text |reviewed |published "
    r"|report |interview |authored |created |post |medically reviewed |post author )*by\b"
    rf"|{_BY_GERMAN}|vo[nm]\b|par\b|por\b|di\b|door\b|av\b|autor(?:in|a|es|en)?\b(?=\s*:)"
    r"|author(?:s|\(s\))?\b|auteur\b|autore\b|(?:text|interview|bericht|foto und text"
    r"|fotos?)\b(?=:)"
    r"|redakteur(?:in)?\b|tekst\b|автор\b|oleh\b|bởi\b|a cura di\b"
    r"|écrit par\b|publié par\b|escrito por\b|publicado por\b|scritto da\b)\s*[:.–—-]?\s+",
    re.IGNORECASE,
)
#: What stands behind a name, with a comma or without.
_DEGREES = r"(?:Jr|Sr|PhD|Ph\.?\s?D|MD|M\.D|III|II|Esq|RN|RDN|DDS|MBA|CPA|MPH|JD|DVM|CFP|FACLM)"
#: What stands behind a name only with a comma: without one it could be a name.
_MORE_DEGREES = r"(?:MA|MS|BA|RD|LD|MSc|BSc|M\.A|B\.A|PSP|FAND|CEPF|DACVB|VMD|LVT)"
_SPLIT = re.compile(
    rf"\s*(?:,(?!\s*(?:{_DEGREES}|{_MORE_DEGREES})\b)|;|\||/|•|·|●|\n|\s&\s|\sand\s|\sund\s|\set\s"
    r"|\sy\s|\swith\s|\se\s)\s*",
    re.IGNORECASE,
)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*"
_CUT = re.compile(
    r"\s+(?:[|–—•·●]|-)\s.*$|\s*[(\[].*$"
    r"|\s+(?:(?-i:on|in|for|at|from)|(?:am|le|el|vom)(?=\s\d)|published|updated|posted|contributed"
    r"|last updated|stand|illustration|hace|im gespräch|alle artikel|foto|photo)\b\s?.*$"
    rf"|,?\s+{_MONTH}\.?\s+\d.*$|,?\s+\d{{1,2}}\.?\s+\w+\s+\d{{4}}.*$|\s*\d{{1,2}}[./:]?\s?\d.*$"
    rf"|(?:\s*,?\s+{_DEGREES}\b\.?|\s*,\s+{_MORE_DEGREES}\b\W*)+$|\s*@\S+.*$",
    re.IGNORECASE,
)
_NO_NAME = re.compile(
    r"https?:|www\.|@|\.(?:com|org|net|de|co|io|ch|at|fr)\b|\d|[<>{}=_#$%:?!]"
    r"|\b(?:staff|admin\w*|editors?|editorial|editor-in-chief|team|redaktion|redaction|rédaction"
    r"|redacción|redazione|redactie|redakcja|newsroom|news|desk|guest|contributors?|anonymous|unknown"
    r"|webmaster|correspondents?|reporters?|authors?|writers?|users?|moderator|press|online|blog|magazine"
    r"|media|company|inc|ltd|gmbh|llc|e\.v|group|foundation|institute?|university|agency|department"
    r"|ministry|office|center|centre|association|society|network|council|committee|comments?|share"
    r"|subscribe|follow|read|reading|more|view|posts?|articles?|home|about|contact|updated|published"
    r"|minutes?|ago|null|none|undefined|default|test|super user|site|website|support|marketing"
    r"|services?|verlag|zeitung|presse|autor|autorin|autoren|gast|gastautor|gastbeitrag|kommentare?"
    r"|datum|uhr|mehr"
    r"|expert|manager|director|grader|founder|ceo|specialist|officer|consultant|professor|journalist"
    r"|analyst|engineer|developer|senior|licensed|certified|registered|research|science|photos?|video"
    r"|credits?|today|yesterday|facebook|twitter|instagram|linkedin|email|newsletter|category|topics?"
    r"|artikelübersicht|written|publisher|anónimo|kg|ag|ev|partei|verband|sekretariat|abteilung"
    r"|kitchens?"
    r"|monday|tuesday|wednesday|thursday|friday|saturday|sunday|gesponserte|inhalte|sponsored|the)\b",
    re.IGNORECASE,
)
_PARTICLES = frozenset(
    {"de", "da", "do", "dos", "das", "di", "del", "della", "den", "der", "van", "von", "vom", "zu"}
    | {"zur", "zum", "bin", "ibn", "al", "el", "la", "le", "du", "des", "y", "e", "of", "af", "av"}
    | {"ter", "ten", "te", "ben", "abu", "ul", "ud", "und"}
)
_LONGEST = 60
_MOST_WORDS = 6


def split(
    text: str, own: Iterable[str] = (), host: str = "", *, declared: bool = False
) -> Iterator[str]:
    """
    Yield the names of persons in a byline.

    What is `declared` an author, by markup made for that, may be one word, and in lower case.

    >>> list(split("By Ranya Sadik and Omar van Dijk, PhD | Desk"))
    ['Ranya Sadik', 'Omar van Dijk']
    >>> list(split("Staff Writer")), list(split("https://example.org/jane"))
    ([], [])
    >>> list(split("ranya")), list(split("ranya", declared=True))
    ([], ['ranya'])
    """
    plain = BY.sub("", squash(text))
    parts = [
        _CUT.sub("", BY.sub("", part)).strip(" .,:;|-–—*~\"'“”") for part in _SPLIT.split(plain)
    ]
    alone = declared and len(parts) == 1
    for name in parts:
        if is_name(name, declared=alone) and not known_as(name, own, host):
            yield _cased(name)


def is_name(text: str, *, declared: bool = False) -> bool:
    """Return whether a text looks like the name of a person: few words, each with a capital."""
    words = text.split()
    if len(text) > _LONGEST or len(text) < 3 or len(words) > _MOST_WORDS or _NO_NAME.search(text):
        return False
    if declared:
        return True
    big = [word for word in words if word.casefold() not in _PARTICLES]
    return len(words) > 1 and bool(big) and all(not word[0].islower() for word in big)


def _cased(name: str) -> str:
    """Return a name in capitals as one writes it elsewhere."""
    return name.title() if name.isupper() and len(name) > 5 and " " in name else name
