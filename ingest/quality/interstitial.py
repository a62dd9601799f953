"""
Interstitials: pages in place of an article, with status 200. Errors, challenges, consent, login.

Recognised by phrases in their titles and short texts, in several languages. An article about such
pages is longer, and has a longer title.
"""

# ruff: noqa: E501, RUF001 - patterns that are lists of words, and the signs that pages use

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.text import count_words

if TYPE_CHECKING:
    from ingest.fields.metadata import Metadata
    from ingest.model import Article

#: The most words of a page that is refused for its title.
SHORT = 250
#: The most words of a page that is refused for its text.
_NOTICE = 120
_ERROR_TITLE = re.compile(
    r"^\W*(?:error\s*)?(?:4\d\d|5\d\d)\b.{0,40}$|^(?:page|article|content|seite|artikel|página|pagina|page"
    r"|artículo|articolo|страница)?\W*(?:is |was |not |nicht |non |no )?(?:not found|nicht gefunden|introuvable"
    r"|no encontrad[oa]|non trovat[oa]|não encontrad[oa]|niet gevonden|не найдена)\W*$|^(?:الصفحة غير موجودة)\W*$"
    r"|^access (?:denied|to this page)|^(?:403 )?forbidden|^zugriff verweigert|^accès refusé|^acceso denegado"
    r"|^(?:service|site|website|page) (?:temporarily )?(?:unavailable|not available)"
    r"|^(?:bad gateway|gateway time-?out|internal server error|server error|(?:under |scheduled )?maintenance"
    r"|wartungsarbeiten|wartungsmodus|site en maintenance|en mantenimiento)\W*$"
    r"|^(?:this )?(?:page|article|content|story) (?:is )?(?:no longer|not) (?:available|exists?)"
    r"|^oops\b|^sorry, (?:we|this|the page)\b|^we(?:'|’)?re sorry\b|^hoppla\b",
    re.IGNORECASE,
)
_ERROR_TEXT = re.compile(
    r"(?:page|article|content|story|link) (?:you(?:'|’)?(?:re| are| were)? ?(?:have )?(?:looking for|requested"
    r"|tried to (?:reach|open)|followed)|may be broken)|(?:page|url|address) (?:could|can) ?not be found"
    r"|may have been (?:moved|deleted|removed)|(?:page|article) (?:does not|doesn(?:'|’)t) exist"
    r"|die (?:gewünschte|angeforderte|gesuchte) seite|seite (?:konnte|wurde) nicht gefunden"
    r"|la page (?:que vous (?:cherchez|recherchez|avez demandée)|demandée)"
    r"|la página que (?:busca|buscas|ha solicitado)|la pagina (?:che stai cercando|richiesta)"
    r"|de (?:opgevraagde )?pagina (?:kon niet worden|is niet) gevonden",
    re.IGNORECASE,
)
_CHALLENGE_TITLE = re.compile(
    r"^just a moment|^attention required|^checking your browser|^verify(?:ing)? (?:you are|that you|your)"
    r"|^are you (?:a )?(?:human|robot)|^security (?:check|verification)|^pardon our interruption"
    r"|^robot (?:check|or human)|^ddos protection|^please wait\W*$|^human verification|^captcha\b"
    r"|^one more step\b|^unusual (?:traffic|activity)|^request (?:blocked|rejected)"
    r"|^(?:you have been|access) blocked|^before you continue|^bevor (?:sie|du) fortf\w+|^avant de continuer"
    r"|^antes de continuar|^prima di continuare|^we value your privacy|^wir (?:schätzen|respektieren) ihre privatsph"
    r"|^nous respectons votre vie privée|^your privacy\W*$|^(?:ihre )?datenschutz-?einstellungen\W*$"
    r"|^(?:cookie|privacy|consent)[-s]? ?(?:settings|consent|preferences|notice|choices|einstellungen)\W*$"
    r"|^enable javascript|^einen moment|^un instant\W*$|^un momento\W*$",
    re.IGNORECASE,
)
_CHALLENGE_TEXT = re.compile(
    r"checking (?:if the site connection is secure|your browser)|enable javascript and cookies to continue"
    r"|verify(?:ing)? (?:that )?you are (?:a )?human|complete the (?:security check|captcha)"
    r"|cloudflare ray id|\bray id:|unusual traffic from your (?:computer )?network|why have i been blocked"
    r"|reference #[\da-f.]{10,}|you don(?:'|’)t have permission to access"
    r"|automated (?:access|requests|queries)|perimeterx|incapsula incident"
    r"|(?:accept|manage|reject)(?: all)? cookies (?:to|and) continue|we and our (?:\d+ )?partners (?:store|use|process)"
    r"|wir und unsere (?:\d+ )?partner (?:verarbeiten|speichern|verwenden)|nous et nos (?:\d+ )?partenaires",
    re.IGNORECASE,
)
_LOGIN_TITLE = re.compile(
    r"^(?:(?:please )?(?:log|sign) ?[- ]?in|login|(?:jetzt |bitte )?(?:anmelden|einloggen)|anmeldung"
    r"|(?:se )?conne(?:ctez-vous|cter|xion)|iniciar sesión|inicie sesión|acced[ei]|inloggen|entrar|logga in)\b.{0,30}$",
    re.IGNORECASE,
)


def stand_in(article: Article, metadata: Metadata) -> str | None:
    """Return what kind of page stands in place of an article, and the evidence; None for others."""
    words = count_words(article.text)
    titles = (article.title, *metadata.other_titles)
    text = article.text if words < _NOTICE else ""
    kinds = (
        ("an error page", _ERROR_TITLE, _ERROR_TEXT),
        ("a challenge or a consent page", _CHALLENGE_TITLE, _CHALLENGE_TEXT),
        ("a page to log in", _LOGIN_TITLE, None),
    )
    for kind, of_title, of_text in kinds if words < SHORT else ():
        if of_title.search(article.title) or (text and any(map(of_title.search, titles))):
            return f"{kind}: {article.title!r}, {words} words"
        if of_text and (match := of_text.search(text)):
            return f"{kind}: {match[0]!r}, {words} words"
    return None
