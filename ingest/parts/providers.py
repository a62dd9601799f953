"""
Providers of embeds, and for each form of their frames the address that a person would open.

A frame that is not in the table keeps its own address.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qs, urlsplit

from ingest import urls

if TYPE_CHECKING:
    from ingest.model import Embed


class Player(NamedTuple):
    """One form of a provider's addresses; `target` may refer to groups of the pattern."""

    name: str
    pattern: re.Pattern[str]
    target: str


def _player(name: str, pattern: str, target: str) -> Player:
    return Player(name, re.compile(rf"(?:[\w-]+\.)*?{pattern}", re.IGNORECASE), target)


#: Matched from the start of the address without its scheme; an empty target leaves it as it is.
_PLAYERS = (
    _player(
        "YouTube",
        r"youtube(?:-nocookie)?\.com/(?:embed/videoseries|playlist)\?(?:.*&)?list=([\w-]+)",
        r"https://www.youtube.com/playlist?list=\1",
    ),
    _player(
        "YouTube",
        r"(?:youtube(?:-nocookie)?\.com/(?:embed|v|e|shorts|live)/|youtu\.be/)([\w-]{8,})",
        r"https://www.youtube.com/watch?v=\1",
    ),
    _player(
        "YouTube",
        r"youtube\.com/watch\?(?:.*&)?v=([\w-]{8,})",
        r"https://www.youtube.com/watch?v=\1",
    ),
    _player("Vimeo", r"player\.vimeo\.com/video/(\d+)", r"https://vimeo.com/\1"),
    _player("Vimeo", r"vimeo\.com/(\d+)", r"https://vimeo.com/\1"),
    _player(
        "Dailymotion",
        r"dailymotion\.com/(?:embed/)?video/(\w+)",
        r"https://www.dailymotion.com/video/\1",
    ),
    _player(
        "Dailymotion",
        r"dailymotion\.com/player[^?]*\?(?:.*&)?video=(\w+)",
        r"https://www.dailymotion.com/video/\1",
    ),
    _player(
        "Twitter",
        r"platform\.twitter\.com/embed/[^?]*\?(?:.*&)?id=(\d+)",
        r"https://twitter.com/i/status/\1",
    ),
    _player("Twitter", r"twitter\.com/(\w+/status(?:es)?/\d+)", r"https://twitter.com/\1"),
    _player("X", r"x\.com/(\w+/status/\d+)", r"https://x.com/\1"),
    _player(
        "Instagram",
        r"instagram\.com/(?:[\w.]+/)?(p|reel|tv)/([\w-]+)",
        r"https://www.instagram.com/\1/\2/",
    ),
    _player("Threads", r"threads\.(net|com)/(@[\w.]+/post/[\w-]+)", r"https://www.threads.\1/\2"),
    _player("TikTok", r"tiktok\.com/(@[\w.-]+/video/\d+)", r"https://www.tiktok.com/\1"),
    _player("TikTok", r"tiktok\.com/(?:embed|player)/", ""),
    _player("Facebook", r"facebook\.com/plugins/(?:post|video)\.php\?", "href"),
    _player("Facebook", r"facebook\.com/[^/?#]+/(?:posts|videos|photos)/", ""),
    _player("SoundCloud", r"w\.soundcloud\.com/player/?\?", "url"),
    _player("SoundCloud", r"soundcloud\.com/", ""),
    _player(
        "Spotify",
        r"open\.spotify\.com/(?:embed(?:-podcast)?/)?(\w+/\w+)",
        r"https://open.spotify.com/\1",
    ),
    _player("Apple Podcasts", r"podcasts\.apple\.com/([^?]+)", r"https://podcasts.apple.com/\1"),
    _player(
        "Datawrapper",
        r"datawrapper\.(?:dwcdn\.net|de/_)/(\w+)",
        r"https://www.datawrapper.de/_/\1/",
    ),
    _player(
        "Flourish",
        r"(?:flo\.uri\.sh|flourish\.studio)/(visualisation|story)/(\d+)",
        r"https://public.flourish.studio/\1/\2/",
    ),
    _player("Infogram", r"infogram\.com/([\w-]+)", r"https://infogram.com/\1"),
    _player(
        "Scribd", r"scribd\.com/(?:embeds|document)/(\d+)", r"https://www.scribd.com/document/\1"
    ),
    _player(
        "DocumentCloud",
        r"documentcloud\.org/documents/([\w-]+)",
        r"https://www.documentcloud.org/documents/\1",
    ),
    _player("Document", r"docs\.google\.com/(?:gview|viewer)\?", "url"),
    _player("Google Docs", r"docs\.google\.com/(?:document|spreadsheets|presentation)/", ""),
    _player("Google Maps", r"google\.[a-z.]+/maps/", ""),
    _player(
        "Internet Archive",
        r"archive\.org/(?:embed|details)/([^/?]+)",
        r"https://archive.org/details/\1",
    ),
    _player("TED", r"ted\.com/talks/([^?]+)", r"https://www.ted.com/talks/\1"),
    _player(
        "Bluesky",
        r"embed\.bsky\.app/embed/(did:[\w:]+)/app\.bsky\.feed\.post/(\w+)",
        r"https://bsky.app/profile/\1/post/\2",
    ),
    _player("Bluesky", r"bsky\.app/profile/", ""),
    _player("Reddit", r"reddit\.com/(r/\w+/comments/\w+)", r"https://www.reddit.com/\1/"),
    _player("Telegram", r"t\.me/(\w+/\d+)", r"https://t.me/\1"),
    _player("Streamable", r"streamable\.com/(?:[eos]/)?(\w+)", r"https://streamable.com/\1"),
    _player(
        "Twitch",
        r"twitch\.tv/(?:\?(?:.*&)?video=v?|videos/)(\d+)",
        r"https://www.twitch.tv/videos/\1",
    ),
    _player("Issuu", r"issuu\.com/", ""),
)


def known(address: str) -> tuple[str, str] | None:
    """
    Return the provider of a frame and the address a person would open; None if it is unknown.

    >>> known("https://www.youtube-nocookie.com/embed/abcdefgh?rel=0")
    ('YouTube', 'https://www.youtube.com/watch?v=abcdefgh')
    >>> known("https://www.example.org/embed/abcdefgh")
    """
    bare = address.partition("://")[2]
    for name, pattern, target in _PLAYERS:
        if found := pattern.match(bare):
            return name, _target(found, target, address)
    return None


def _target(found: re.Match[str], target: str, address: str) -> str:
    """Return the target of a match: made of its groups, or read from a query parameter."""
    if target.startswith("https:"):
        return found.expand(target)
    inner = parse_qs(urlsplit(address).query).get(target, [""])[0] if target else ""
    return urls.clean(inner) if urls.is_http(inner) else address


def label(embed: Embed) -> str:
    """
    Return the text of a link to an embed.

    >>> from ingest.model import Embed
    >>> label(Embed("https://www.youtube.com/watch?v=abcdefgh", "The flood", 0))
    'YouTube: The flood'
    """
    found = known(embed.url)
    name = found[0] if found else urls.host(embed.url).removeprefix("www.")
    return f"{name}: {embed.title}" if embed.title else name
