"""
Set phrases of editors: labels of related links, notes of the trailer, disclosures, credits.

A definition adds its own. Markup is not read here.
"""

# ruff: noqa: RUF001 - the signs that pages use, as they use them

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.model import AnatomyRules

_RELATED = r"""(?:
    read\ (?:more|also|next|on|this|the\ full\ (?:story|article))(?:\ (?:on|about|from)\ (?:this
      |the)?\s*[\w\ ]{0,30}(?=[:\-–—]))?
    | also\ read | more\ (?:on\ this(?:\ (?:story|topic))?|from\ [\w\ ]{2,25}(?=:)|stories|to\ read
      |reading)
    | see\ (?:also|more) | related(?:\ (?:articles?|stor(?:y|ies)|content|posts?|reading|coverage
      |links?|news|topics?))?
    | further\ reading | recommended(?:\ (?:reading|stories|articles?|for\ you))? | you\ (?:may
      |might)\ also\ like
    | don['’]t\ miss | must\ read | in\ case\ you\ missed\ it | watch(?:\ (?:also|more|now))?(?=:)
      | listen(?=:)
    | lesen\ sie\ (?:auch|hier|mehr)(?:\ (?:dazu|hierzu))? | lies\ auch | mehr\ (?:zum\ thema
      |dazu) | siehe\ auch
    | auch\ interessant | weiterlesen | passend\ dazu | auch\ lesen | schon\ gelesen
    | das\ (?:thema\ )?könnte\ (?:sie|dich|euch)\ auch\ interessieren | zum\ weiterlesen
    | (?:weitere|empfohlene|verwandte|ähnliche)\ (?:artikel|beiträge|themen)(?:\ zum\ thema)?
    | lire\ (?:aussi|également|la\ suite|plus) | à\ lire(?:\ (?:aussi|également))? | voir\ aussi
      | pour\ aller\ plus\ loin
    | (?:lea|lee|leer|vea|ver|mira|mire)\ (?:también|más) | (?:lea|vea|mira|mire)(?=:)
      | puedes?\ ver(?=:) | (?:notas?|contenidos?|artículos?)\ relacionad[oa]s?
    | le\ puede\ interesar | te\ puede\ interesar
      | más\ información | relacionad[oa]s?
    | leia\ (?:também|mais) | saiba\ mais | veja\ também | leggi\ anche | per\ approfondire
      | vedi\ anche
    | lees\ ook | lees\ meer | zobacz\ (?:też|także|również) | czytaj\ (?:też|także|więcej
      |również) | przeczytaj\ (?:też|także)
    | läs\ (?:också|även|mer) | læs\ også | les\ også | lue\ myös | devamını\ oku
      | ayrıca\ oku(?:yun)? | čtěte\ (?:také|též)
    | читайте\ (?:также|ещё) | читайте\ також | اقرأ\ (?:أيض[اً]+|المزيد)
    | 関連記事 | 相关阅读 | 延伸阅读
      | baca\ juga
)"""
_LABEL = re.compile(
    rf"^\W{{0,3}}{_RELATED}\s*(?P<mark>[:：|>»→–—-]+|$)\s*", re.IGNORECASE | re.VERBOSE
)
_LABEL_ALONE = re.compile(rf"^\W{{0,3}}{_RELATED}\W*$", re.IGNORECASE | re.VERBOSE)
_MORE = re.compile(
    r"^\W*(?:(?:read|see|learn|view|show) )?(?:more|full (?:story|article))\W*$", re.IGNORECASE
)

_TRAILER = re.compile(
    r"""^\W{0,3}(?:
    ©|\(c\)\s|copyright\b|all\ rights\ reserved
    | [\w'’“”"\ ]{2,60}\ is\ (?:a|an|our|the)\ (?:\w+\ ){0,2}?(?:weekly|fortnightly|bi-?weekly
      |monthly|bi-?monthly|daily|quarterly|regular)\ (?:\w+\ )?
      (?:feature|column|series|newsletter|round-?up|digest|briefing|analysis|report|podcast
      |publication|segment|blog)\b
    | (?:click|tap)\ (?:here|below|on\ the\ link)\b
    | (?:please\ )?(?:follow|like|join|find|connect\ with)\ (?:us|me|him|her|them|@\w+|the\ author
      |[\w.'’\ -]{2,50})\ (?:on|at|via)\ (?:our\ )?
      (?:twitter|facebook|x\b|instagram|linkedin|telegram|whatsapp|youtube|tiktok|bluesky|mastodon
        |social|google\ news)
    | (?:please\ )?(?:sign\ up|subscribe|register)\b.{0,60}\b(?:newsletter|e-?mails?|updates|inbox
      |alerts|mailing\ list|channel|podcast|briefing|here)\b
    | (?:to\ )?(?:get|receive)\b.{0,80}\b(?:newsletter|inbox)\b
    | this\ (?:article|story|piece|post|essay|interview|column|report|text|analysis|review)\ (?:was
      |is|has\ been|first|originally|also)\s?(?:\w+\ ){0,3}?
      (?:appeared|published|produced|translated|adapted|republished|reposted|reproduced|reprinted
        |syndicated|updated|corrected|amended|excerpted|edited|part\ of)\b
    | (?:originally|first)\ (?:published|appeared|posted)\b | (?:republished|reprinted|reproduced
      |adapted|translated)\ (?:with|by|from|under|courtesy)\b
    | (?:additional\ )?(?:reporting|editing|writing|research|graphics|compiled|translation
      |production)\ by\b.{0,150}$
    | (?:the\ )?(?:opinions?|views?)\ (?:and\ \w+\ )?(?:expressed|in\ this\ (?:article|piece))\b
    | (?:have\ (?:a|any)\ (?:question|comment|story|tip)|got\ a\ (?:story|tip|question))\b.{0,120}
    | (?:join|be\ part\ of)\ the\ (?:conversation|discussion|debate)\b | (?:leave|post|add
      |write)\ a\ comment\b
    | (?:page\ |post\ |article\ )?last\ (?:updated|modified|reviewed|edited)\b.{0,40}$
    | (?:letzte\ (?:änderung|aktualisierung)|(?:zuletzt\ )?aktualisiert\ am)\b.{0,40}$
    | if\ you\ (?:enjoyed|liked|like)\ (?:reading\ )?(?:this|our)\b
    | for\ (?:the\ latest|more|all\ the\ latest)\b.{0,80}\b(?:download|subscribe|sign\ up
      |follow\ us)\b
    | s[ií]gu[ea]nos\b | [uú]nete\ a\b | suscr[ií]b[ea](?:te|se)\b
    | follow\ @\w+ | folgen\ sie\ uns\b | suivez-nous\b | síguenos\b | siga-nos\b | seguici\b
      | volg\ ons\b
    | alle\ rechte\ vorbehalten | tous\ droits\ réservés | todos\ los\ derechos\ reservados
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_LONGEST_TRAILER = 90  #: words
_DISCLOSURE = re.compile(
    r"""^\W{0,3}(?:disclosure\W+|note\W+|advertis\w+\W+)?(?:
    (?:this|our|the)\ (?:\w+\ )?(?:article|post|page|site|website|blog|story|content
      |guide)\ (?:may\ )?
      (?:contains?|includes?|uses?)\ (?:some\ )?(?:affiliate|sponsored|referral|paid
      |references\ to\ products)\b
    | (?:any\ )?purchases?\ (?:you\ make\ |made\ )?through\ (?:our\ |these\ )?links?\b
    | (?:when|if)\ you\ (?:buy|purchase|shop|click|make\ a\ purchase)\b.{0,80}\b(?:commission
      |compensation)\b
    | (?:\w+\ ){0,2}may\ (?:earn|receive|get)\ (?:an?\ )?(?:\w+\ )?(?:commission|compensation)\b
    | as\ an\ amazon\ associate\b
    | we\ (?:independently|only\ recommend)\b.{0,160}\b(?:commission|compensation)
    | (?:all|every|these|the)\ (?:products?|items?)\b.{0,60}\bindependently\ (?:chosen|selected
      |reviewed)\b
    | (?:dieser|der)\ (?:beitrag|artikel|text)\ enthält\ (?:werbung|affiliate|anzeigen|provision
      |werbliche)
    | (?:werbung|anzeige)\W{1,3}(?:dieser|enthält|da|wegen)\b
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_SOLICITATION = re.compile(
    r"""^\W{0,3}(?:
    by\ (?:signing\ up|subscribing|clicking|submitting|registering|providing|continuing|joining
      |entering)\b.{0,120}?\b(?:agree|consent|confirm|acknowledge|accept)
    | (?:we|this\ (?:web)?site|our\ (?:web)?site|diese\ (?:web)?seite|wir)\ (?:also\ )?
      (?:uses?|verwende[tn]|nutz(?:en|t)|setzt|setzen)\b.{0,40}\bcookies\b
    | (?:you\ can\ )?unsubscribe\ (?:at\ any\ time|anytime|any\ time)
    | (?:mit|durch)\ (?:dem|der|ihrer|deiner)\ (?:klick|anmeldung|absenden|bestellung)\b.{0,120}
      (?:stimm|einverstanden|akzeptier)
    | (?:please\ )?enable\ javascript\b
    )""",
    re.IGNORECASE | re.VERBOSE,
)

_AGENCY = (
    r"Getty(?:\ Images)?|Reuters|AFP|AP|Associated\ Press|EPA(?:-EFE)?|EFE|dpa"
    r"|picture[\ -]alliance|Anadolu|AA|Xinhua|PA"
    r"|Shutterstock|iStock|Alamy|Unsplash|Pixabay|Pexels|Flickr|Wikimedia|ANSA|APA|Keystone|imago"
    r"|Bloomberg|Adobe\ Stock|TASS|UPI"
    r"|NurPhoto|Corbis|Magnum|ZUMA|Sipa|Rex|Depositphotos|Twitter|Instagram|Facebook|YouTube"
    r"|Screenshot|File\ photo|handout"
)
_CREDIT_WORD = (
    r"(?:photo(?:graph(?:y|er)?|s)?|image|picture|pic|illustration|graphic|foto(?:graf\w*)?"
    r"|bild(?:quelle|nachweis)?|video|crédits?|credits?|source|quelle|courtesy|copyright|fuente"
    r"|imagen|zdjęcie|фото|via)"
)
_CREDITS = tuple(
    re.compile(pattern, re.IGNORECASE | re.VERBOSE)
    for pattern in (
        r"\s*\[\s*(?P<credit>[^\[\]]{2,80}?)\s*\]\s*\.?\s*$",
        rf"\s*\(\s*(?P<credit>[^()]*?\b(?:{_AGENCY}|{_CREDIT_WORD})\b[^()]*)\)\s*\.?\s*$",
        rf"""(?:^|(?<=[.!?])\s*|\s*[|–—/;,-]\s*|\s+)
            {_CREDIT_WORD} (?:\s+{_CREDIT_WORD})? (?:\s+(?:by|of))?
            \s*[:/]\s*(?P<credit>[^.]{{2,80}}?)\.?\s*$""",
        rf"""(?:^|(?<=[.!?|])\s*|\s+[–—-]\s+) {_CREDIT_WORD} \s+(?:by|courtesy\ of|courtesy)\s+
            (?P<credit>[^.]{{2,80}}?)\.?\s*$""",
        r"\s*(?:©|\(c\))\s*(?P<credit>[^©]{2,80}?)\s*$",
        rf"""(?:(?<=[.!?…”"])\s*|\s*[|/]\s*|\s+[–—-]\s+)
            (?P<credit>(?:[\w.\ ]{{2,40}}/\s?)?(?:{_AGENCY})(?:\s?/[\w.\ /]{{2,40}})?)
            \s*\.?\s*$""",
    )
)
_CREDIT_LABEL = re.compile(
    rf"^\W*(?:{_CREDIT_WORD}\b\s*){{1,2}}(?:\b(?:by|of)\b\s*)?[:/©]?\s*", re.IGNORECASE
)

_MINUTES = re.compile(
    r"^\W{0,3}(?:(?:estimated |est\. )?(?:reading|read) time|time to read|lesezeit|lesedauer"
    r"|temps de lecture"
    r"|tiempo de lectura|tempo di lettura|tempo de leitura|leestijd"
    r"|czas czytania)?\s*[:–-]?\s*(?:ca\.?|approx\.?|about|~|<)?\s*"
    r"(?P<minutes>\d{1,3})\s*[- ]?\s*(?P<unit>min(?:ute|uten|utes|uti|utos|ut)?s?\b\.?)\s*"
    r"(?P<read>(?:de )?(?:to )?(?:read(?:ing)?|lesezeit|lesedauer|lecture|lectura|lettura|leitura"
    r"|leestijd|czytania)(?: time)?)?\W*$",
    re.IGNORECASE,
)


_LONGEST_MINUTES = 60


def related_title(text: str, rules: AnatomyRules) -> str | None:
    """
    Return the text after a label like "Read more:", maybe empty; None if there is no label.

    >>> from ingest.model import AnatomyRules
    >>> related_title("Read more: Yazidis in Iraq", AnatomyRules())
    'Yazidis in Iraq'
    >>> related_title("See also", AnatomyRules())
    ''
    >>> related_title("Read more books.", AnatomyRules()) is None
    True
    """
    if rules.related and (own := re.search(rules.related, text, re.IGNORECASE)):
        return text[own.end() :].strip(" :–—-")
    match = _LABEL.match(text)
    return text[match.end() :].strip() if match else None


def is_label(text: str) -> bool:
    """Return whether a text is only a label of links, or a bare "more"."""
    return bool(_LABEL_ALONE.match(text) or _MORE.match(text))


def is_trailer(text: str) -> bool:
    """Return whether a line is a short note of the publisher, by its first words."""
    return len(text.split()) <= _LONGEST_TRAILER and bool(_TRAILER.match(text))


def is_disclosure(text: str) -> bool:
    """
    Return whether a text discloses what the publisher earns by it.

    >>> is_disclosure("This post may contain affiliate links. See our policy.")
    True
    >>> is_disclosure("The commission may earn a reputation for being slow.")
    False
    """
    return len(text.split()) <= _LONGEST_TRAILER and bool(_DISCLOSURE.match(text))


def is_solicitation(text: str) -> bool:
    """
    Return whether a text only asks for consent or a subscription.

    >>> is_solicitation("By signing up, you agree to receive our letters.")
    True
    >>> is_solicitation("By signing up, the farmers lost their land.")
    False
    """
    return bool(_SOLICITATION.match(text))


def is_own_trailer(text: str, patterns: Sequence[str]) -> bool:
    """Return whether a line matches a trailer pattern of the definition."""
    return any(re.search(pattern, text, re.IGNORECASE) for pattern in patterns)


def split_credit(caption: str, pattern: str | None = None) -> tuple[str | None, str | None]:
    """
    Return caption and credit of a caption; either may be None.

    `pattern` is the definition's, with a group named ``credit``; it is tried first.

    >>> split_credit("Protesters in Basra. [Getty]")
    ('Protesters in Basra.', 'Getty')
    >>> split_credit("Photo: Jane Doe/AP"), split_credit("A street in Basra (2019)")
    ((None, 'Jane Doe/AP'), ('A street in Basra (2019)', None))
    """
    own = re.search(pattern, caption, re.IGNORECASE) if pattern else None
    matches = (own, *(credit_pattern.search(caption) for credit_pattern in _CREDITS))
    for match in matches:
        if match and (credit := match.groupdict().get("credit")):
            rest = caption[: match.start()] + caption[match.end() :]
            return rest.strip(" |/–—-") or None, plain_credit(credit) or None
    return caption or None, None


def plain_credit(text: str) -> str:
    """
    Return a credit without its label ("Photo by").

    >>> plain_credit("Photo by Jane Doe"), plain_credit("[Getty]")
    ('Jane Doe', 'Getty')
    """
    return _CREDIT_LABEL.sub("", text.strip(" [](){}.,;|")).strip(" [](){},;|©") or text.strip()


def reading_minutes(text: str) -> int | None:
    """
    Return the minutes in a line such as "7 min read"; None if it is no such line.

    >>> reading_minutes("7 min read"), reading_minutes("Lesezeit: 3 Min."), reading_minutes("7 min")
    (7, 3, 7)
    >>> reading_minutes("7 minutes in hell") is None
    True
    """
    if len(text) > _LONGEST_MINUTES or "m" not in text.lower() or text.isalpha():
        return None
    match = _MINUTES.match(text)
    return int(match["minutes"]) if match else None
