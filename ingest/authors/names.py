# ruff: noqa: RUF001 - the signs that pages use, as they use them
"""
Names in the text of a byline, and what is none: roles, companies, categories, addresses, dates.

A name is read in one of two ways. Strictly, where nothing but its form says that it is one: some
words, each with a capital, none of a desk or a trade. Loosely, where the page itself says so ("By
...", markup made for authors): a nickname and a team of its own name are authors too; a bare role
("Staff", "Admin") and an address never are. Knows words; where on a page they stand is the
business of `signatures`.
"""

from __future__ import annotations

import re

from ingest.text import skeleton, squash

_GERMAN = (
    r"(?:verfasst|geschrieben|veröffentlicht|eingestellt|erstellt|gespeichert|gepostet"
    r"|publiziert|interview|text"
    r"|pressemitteilung|alles|zeige alle beiträge"
    r"|(?:eine? )?(?:artikel|(?:blog[ -]?)?beitrag|gastbeitrag|kommentar|essay|kolumne|bericht"
    r"|reportage)|(?:alle )?(?:beiträge|artikel)) von\b"
)
#: What opens a byline.
BY = re.compile(
    r"^\W*(?:(?:story |written |posted |reported |article |words |text |published |report "
    r"|interview |authored |created |post |post author )*by\b"
    rf"|{_GERMAN}|von\b|beitragvon\b|par\b|por\b|di\b|door\b|av\b"
    r"|autor(?:in|a|es|en)?\b(?=\s*:|(?-i:\s+[A-ZÄÖÜ][\w.-]+\s+[A-ZÄÖÜ]))|author(?:s|\(s\))?\b(?=\s*:)|auteur(?:\(s\)|s)?(?=\s*:)"
    r"|autore\b(?=\s*:)"
    r"|(?:text|interview|bericht|worte|wörter|words|story|redaktion|(?:text|interview)\s*"
    r"(?:und|and|&|\+)\s*(?:fotos?|photos?|interview|bilder))\b(?=\s*:)"
    r"|redakteur(?:in)?\b|tekst\b|автор\b|oleh\b|bởi\b|a cura di\b"
    r"|écrit par\b|publié par\b|escrito por\b|publicado por\b|escribe\b|scritto da\b)"
    r"\s*[:.–—-]?\s+(?!$)",
    re.IGNORECASE,
)
#: A byline's opening that runs into the name: "ByJane Doe".
_GLUED = re.compile(
    r"^\W*(?:(?:Written |Posted |Story )?[Bb]y|Por|Par|Von)(?=[A-ZÀ-Þ][\w.])(?!\w*[A-Z]{2})"
)
#: What stands behind a name, with a comma or without; and what is part of it.
_DEGREES = r"(?:PhD|Ph\.?\s?D|MD|M\.D|Esq|RN|RDN|DDS|MBA|CPA|MPH|JD|DVM|CFP|FACLM|CPP)"
#: What stands behind a name only with a comma: without one it could be a name.
_MORE_DEGREES = r"(?:MA|MS|BA|RD|LD|MSc|BSc|M\.A|B\.A|PSP|FAND|CEPF|DACVB|VMD|LVT|CDCES|SMT)"
_SUFFIXES = r"(?:Jr|Sr|II|III|IV)"
_SPLIT = re.compile(
    rf"\s*(?:,\s*(?:and|und|et|y|&)\s|,(?!\s*(?:{_DEGREES}|{_MORE_DEGREES}|{_SUFFIXES}\.?(?:$"
    rf"|[,;]|\s(?:and|und|&)\s))\b)|;|\||/|•|·|●|、|，|\n|\s&\s"
    r"|\sand\s|\sund\s|\set\s|\sy\s|\swith\s|\smit\s|\se\s)\s*",
    re.IGNORECASE,
)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*"
_CUT = re.compile(
    r"\s+(?:[|–—•·●»]|-)(?:\s.*)?$|\s*[(\[].*$"
    r"|\s+(?:(?-i:on|in|for|at|from|under|to|aus)|for the|(?:am|le|el|vom)(?=\s\d)|published"
    r"|updated|quelle|reviewed|edited|medically|translated"
    r"|posted|contributed|follow|last updated|stand|illustrations?|hace|im gespräch"
    r"|alle artikel|kategorie\w*"
    r"|fotos?|photos?)\b\s?.*$|(?<=[a-z])(?-i:Follow|Published|Updated|Posted|Staff|Senior"
    r"|Founder)\b.*$"
    rf"|,?\s+{_MONTH}\.?\s+\d.*$|,?\s+\d{{1,2}}\.?\s+\w+\s+\d{{4}}.*$|\s+\d.*$|(?<=\s\w)\d[\d,]*$"
    rf"|(?:\s*,?\s+{_DEGREES}\b\W*|\s*,\s+{_MORE_DEGREES}\b\W*)+$|\s*@.*$",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"\S*(?:https?:|www\.)\S*")
_NOTE = re.compile(r"(?<=[^\W\d_]{3})\d{1,2}$")
#: Words of desks, trades and notices: a text with one is no name by its form.
_NO_NAME = re.compile(
    r"https?:|www\.|@|\.(?:com|org|net|de|co|io|ch|at|fr)\b|\d|[<>{}()=_#$%:?!©]"
    r"|\b(?:staff|admin\w*|editors?|editorial|editor-in-chief|team|redaktion|redaction|rédaction"
    r"|redacción|redazione|redactie|redakcja|newsroom|news|desk|guest|contributors?|anonymous"
    r"|unknown"
    r"|webmaster|correspondents?|reporters?|authors?|writers?|users?|moderator|press|online"
    r"|blog|magazine"
    r"|media|company|inc|ltd|gmbh|llc|e\.v|group|foundation|institute?|university|agency|department"
    r"|ministry|office|center|centre|association|society|network|council|committee|comments?|share"
    r"|subscribe|follow|read|reading|more|view|posts?|articles?|home|about|contact|updated"
    r"|published"
    r"|minutes?|ago|null|none|undefined|default|test|super user|site|website|support|marketing"
    r"|services?|verlag|zeitung|presse|autor|autorin|autoren|gast|gastautor|gastbeitrag|kommentare?"
    r"|datum|uhr|mehr|über|alle|beiträge|artikel|agencies|agenturen|images?|bild|foto|fotos|quelle"
    r"|expert|manager|director|grader|founder|ceo|specialist|officer|consultant|professor"
    r"|journalist"
    r"|analyst|engineer|developer|senior|licensed|certified|registered|research|science"
    r"|photos?|video"
    r"|columnist|representative|chief|chefredakteur\w*|head|vice|attorney|nachricht|meldung|credits?|today"
    r"|yesterday|facebook|twitter|instagram|linkedin|email|newsletter|category|topics?"
    r"|artikelübersicht|written|publisher|aktualisierung|weitere|publi\w+|veröffentlicht"
    r"|rezept|warenkorb|anónimo|kg|ag|ev|partei|verband|sekretariat|abteilung"
    r"|kitchens?|bio|menu|search|login|next|previous|skip|content|president|gründer|leiter\w*"
    r"|monday|tuesday|wednesday|thursday|friday|saturday|sunday|gesponserte|inhalte|sponsored"
    r"|the)\b",
    re.IGNORECASE,
)
_TRADE = re.compile(
    r"\b(?:writer|editor|journalist|reporter|correspondent|columnist|founder|ceo|cto|director"
    r"|specialist"
    r"|consultant|analyst|engineer|researcher|professor|redakteur(?:in)?|chefredakteur(?:in)?"
    r"|autor(?:in)?|contributor|copywriter|marketer|strategist)\b",
    re.IGNORECASE,
)
#: What is said in the place of a name by those who give none: a role alone, or a default.
_BARE = re.compile(
    r"(?:the|our|die|la|el|author|autor|guest|gast|web|site|blog|super|editorial|news|no|by"
    r"|von|posted|alle?|zur"
    r"|managing|senior|staff|online|chief|full)?[\s-]*"
    r"(?:staff|staff (?:writer|reporter|report)s?|admin\w*|editors?|editorial|team|redaktion"
    r"|redaction"
    r"|rédaction|redacción|redazione|redactie|redakcja|newsroom|newsdesk|desk|guest|contributors?"
    r"|anonymous|unknown|webmaster|correspondent|reporter|authors?|autor(?:in|en|es)?"
    r"|writers?|users?"
    r"|moderator|press|presse|agencies|agenturen|null|none|undefined|default|test|root|wordpress"
    r"|wpadmin|wpengine|anónimo|bio|profile?|website|comments?|kommentare?|uncategorized|email"
    r"|facebook|twitter|instagram|linkedin|follow|share|date|posts?|articles?|artikel"
    r"|beiträge|author's"
    r"|read more|mehr|home|video|photos?|fotos?|bild(?:er)?|contact|search|menu|login|news|blog"
    r"|artikelübersicht|sponsored|advertisement|anzeige|about|information|learn more"
    r"|auteur(?:\(s\)|s)?|red|zvg"
    r"|cc[ -]by.*|creative commons.*|public domain|author.?s profile|private nachricht)",
    re.IGNORECASE,
)
_NO_SIGN = re.compile(
    r"https?:|www\.|[<>{}=#$%:?!©\"“”„…]|[\w.]+@[\w.]+|\.(?:com|org|net|de|co|io)/"
    r"|\b(?:read|click|sign|subscribe|cookies?|comments?|reviewed|edited|minutes?|hours?"
    r"|images?)\b",
    re.IGNORECASE,
)
_PARTICLES = frozenset(
    {"de", "da", "do", "dos", "das", "di", "del", "della", "den", "der", "van", "von", "vom", "zu"}
    | {"zur", "zum", "bin", "ibn", "al", "el", "la", "le", "du", "des", "y", "e", "of", "af", "av"}
    | {"ter", "ten", "te", "ben", "abu", "ul", "ud", "und", "v.", "the", "for", "on", "-"}
)
_LONGEST = 60
_MOST_WORDS = 6
_MOST_READ = 600  #: letters of a byline that are looked at
_END = " .,:;|-–—*~\"'“”‘’»«›‹>…\u200b"


def split(text: str) -> list[str]:
    """
    Return the names of persons in a byline, in its order.

    >>> split("By Ranya Sadik and Omar van Dijk, PhD | Desk")
    ['Ranya Sadik', 'Omar van Dijk']
    >>> split("Staff Writer"), split("https://example.org/jane"), split("ranya")
    ([], [], [])
    """
    return [_cased(name) for name in filter(is_name, _parts(text))]


def signed(text: str) -> tuple[str, ...]:
    """
    Return the names in a text of which the page says that it names authors, up to the first role.

    >>> signed("Ranya Sadik, Senior Editor"), signed("The Canal Team"), signed("oz")
    (('Ranya Sadik',), ('The Canal Team',), ('oz',))
    >>> signed("Ranya & Omar"), signed("Staff"), signed("the end of the drought")
    (('Ranya', 'Omar'), (), ())
    """
    parts = _parts(text)
    found: list[str] = []
    for part in parts:
        if not (is_name(part) if found and " " in found[0] else is_signature(part)):
            break
        found.append(_cased(part))
    return tuple(found)


def is_name(text: str) -> bool:
    """Return whether a text has the form of a person's name: few words, each with a capital."""
    words = text.split()
    if len(text) > _LONGEST or len(text) < 3 or len(words) > _MOST_WORDS or _NO_NAME.search(text):
        return False
    big = [word for word in words if word.casefold() not in _PARTICLES]
    return len(words) > 1 and bool(big) and all(not word[0].islower() for word in big)


def is_trade(text: str) -> bool:
    """Return whether a short line tells what somebody who writes is by trade."""
    return len(text) <= _LONGEST and bool(_TRADE.search(text))


def is_role(text: str) -> bool:
    """Return whether a text holds a word of a trade, a desk or a notice."""
    return bool(_NO_NAME.search(text))


def is_signature(text: str) -> bool:
    """Return whether a text can be the name of whoever signed: of a person, a team, a nickname."""
    words = text.split()
    if not 2 <= len(text) <= _LONGEST or len(words) > _MOST_WORDS or not skeleton(text):
        return False
    if text.isdigit() or _NO_SIGN.search(text) or _BARE.fullmatch(text):
        return False
    if opened(f"{text} X") == "X":
        return False
    big = [word for word in words if word.casefold() not in _PARTICLES]
    small = [word for word in big if word[0].islower()]
    return bool(big) and (not small or (len(words) <= 2 and words[0] not in _PARTICLES))


def _parts(text: str) -> list[str]:
    """Return what a byline is made of, without its opening, dates, degrees and places."""
    plain = opened(squash(_ADDRESS.sub("", text[:_MOST_READ].replace("\xad", ""))))
    parts = (_CUT.sub("", _CUT.sub("", opened(part))) for part in _SPLIT.split(plain))
    return [part for one in parts if (part := _trimmed(one))]


def _trimmed(name: str) -> str:
    """
    Return a name without the signs about it; the stop of an initial or of "Jr." stays.

    >>> _trimmed("Perry Bacon Jr."), _trimmed("Ranya Sadik."), _trimmed("— Joe S.")
    ('Perry Bacon Jr.', 'Ranya Sadik', 'Joe S.')
    """
    bare = name.strip(_END)
    half = len(bare) // 2
    if len(bare) > 8 and bare[:half].strip() == bare[half:].strip():
        bare = bare[:half].strip()  # told twice, for two sizes of the screen
    if " " in bare and not _NOTE.fullmatch(bare):
        bare = _NOTE.sub("", bare)
    dotted = re.search(r"\s(?:[^\W\d_]|Jr|Sr)$", bare)
    return f"{bare}." if dotted and f"{bare}." in name else bare


def opened(text: str) -> str:
    """Return a byline without what opens it."""
    return _GLUED.sub("", BY.sub("", text), count=1)


def is_opened(text: str) -> bool:
    """Return whether a text begins as bylines do."""
    return bool(BY.match(text) or _GLUED.match(text))


def _cased(name: str) -> str:
    """Return a name in capitals as one writes it elsewhere."""
    return name.title() if name.isupper() and len(name) > 5 and " " in name else name
