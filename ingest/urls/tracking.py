"""
Tracking parameters: they say where a reader came from, and never change the page.

The list is our own, from the addresses of real pages and feeds. Raise ``KEY_VERSION`` in
`ingest.urls` when it changes. It has no name that is an identifier on other sites (``id``,
``cid``, ``campaign``, ``channel``, ``sid``), even if it often tracks.
"""

from __future__ import annotations

import re

_TRACKING = re.compile(
    r"""
    utm(_\w*)? | (mtm|matomo|piwik)_\w* | pk_(campaign|kwd|source|medium|content|cid) | hsa_\w+
    | _hs(enc|mi) | __hs\w+ | hsctatracking | hss_channel | sfmc_\w+ | spmailingid | spuserid
    | spjobid | spreportid | bsft_\w+ | dm_i | elqtrack(id)? | et_rid | _bta_\w+ | _branch_\w+
    | fb(clid|_action_ids|_action_types|_ref|_source) | gclid | gclsrc | dclid | gbraid | wbraid
    | gad_(source|campaignid) | srsltid | msclkid | yclid | ysclid | twclid | ttclid | rdt_cid
    | li_fat_id | igshid | igsh | epik | s_kwcid | ef_id | dicbo | oborigurl | tblci | irclickid
    | _ga | _gac | _gl | _openstat | mc_[ce]id | ml_subscriber(_hash)? | mkt_tok | vero_(id|conv)
    | oly_(anon|enc)_id | ck_subscriber_id | wickedid | at_(medium|campaign|custom\d?|link_\w+)
    | ns_(campaign|mchannel|source|linkname|fee) | int?_?cmp(id)? | icid | cmpid | ncid | ocid
    | smid | s_cid | mbid | ito | oref | trk(info)? | trackingid | cm_(mmc\w*|sp|re|ven|cat|pla|ite)
    | itm_(source|medium|campaign|content|term|channel|audience) | wt_z?mc | wt\.(mc|z)_\w+
    | pf_rd_\w+ | ref_(src|url)? | soc_(src|trk) | sr_share | smtyp | xtor | xtref | guccounter
    | guce_referr\w+ | __twitter_impression | spm_id_from | xing_share | echobox | adobe_mc\w*
    | amp_(js_v|gsa|ct) | usqp | aoh | replytocom | like_comment | showcomment | openidserver
    | _wpnonce | phpsessid | jsessionid
    """,
    re.IGNORECASE | re.VERBOSE,
)
#: Parameters that are tracking only where they name a channel: ``ref=rss``, but not ``ref=1234``.
_CHANNEL_NAMES = frozenset({"ref", "source", "src", "via", "from", "feature", "cmp", "share"})
_CHANNELS = re.compile(
    r"(rss|feed|atom|e-?mail|newsletter|twitter|tw|x|facebook|fb|linkedin|whatsapp|telegram|reddit"
    r"|instagram|google|homepage|home|share|social|app|push|pinterest|tumblr|pocket|skype|jetpack"
    r"|mastodon|bluesky|threads|youtu)[\w.-]*",
    re.IGNORECASE,
)
_MIS_ESCAPED = re.compile(r"^(amp;|amp%3b)+", re.IGNORECASE)  #: ``&amp;`` escaped once too often


def without_tracking(query: str) -> str:
    """
    Return a query without tracking parameters.

    >>> without_tracking("id=2&utm_source=x&amp;utm_medium=y&ref=rss&ref=7")
    'id=2&ref=7'
    """
    return "&".join(pair for pair in query.split("&") if not _is_tracking(pair))


def only_tracks(fragment: str) -> bool:
    """
    Return whether a fragment consists of tracking, and leads to no place in the page.

    >>> only_tracks("xtor=RSS-3"), only_tracks("the-canal")
    (True, False)
    """
    return all(map(_is_tracking, fragment.split("&")))


def _is_tracking(pair: str) -> bool:
    name, _, value = _MIS_ESCAPED.sub("", pair).partition("=")
    if name.lower() in _CHANNEL_NAMES:
        return bool(_CHANNELS.fullmatch(value))
    return bool(_TRACKING.fullmatch(name))
