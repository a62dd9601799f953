"""What an article shows of other sites, and where."""

# ruff: noqa: E501, ISC004 - markup reads best on one line

from __future__ import annotations

import pytest

from ingest.model import Page, Rules
from ingest.parts.providers import known
from ingest.pipeline import read

URL = "https://www.example.org/news/canal"
ONE, TWO, THREE = (
    "Water returned to the canal in March after three dry years, and the first to notice were the"
    " fishermen, who had kept their boats upside down along the eastern bank.",
    "The ministry has spent four million dinars on the sluices since the drought began, and its"
    " engineers say that another dry winter would undo all of it within a season.",
    "On the western bank nobody speaks of engineers. People there built a dam of their own from"
    " rubble and old doors, and they would rather keep it than trust a promise.",
)
VIDEO = "https://www.youtube.com/watch?v=abcdefghijk"


def article(body, lead="", after=""):
    whole = f"""<!DOCTYPE html><html lang="en"><head><title>The canal fills again</title></head><body>
    <main><article><h1>The canal fills again</h1>{lead}<div class="body">{body}</div></article>{after}</main>
    <footer><p>Copyright 2026 Example News</p></footer></body></html>"""
    return read(Page(url=URL, body=whole.encode()), Rules()).article


def amid(source):
    return article(f"<p>{ONE}</p>{source}<p>{TWO}</p><p>{THREE}</p>")


SHOWN = {
    "a player": (
        '<iframe src="https://www.youtube.com/embed/abcdefghijk?rel=0" title="The flood"></iframe>',
        VIDEO,
        "The flood",
    ),
    "one without cookies, and with no scheme": (
        '<iframe src="//www.youtube-nocookie.com/embed/abcdefghijk"></iframe>',
        VIDEO,
        "",
    ),
    "one that waits for a reader": (
        '<iframe src="about:blank" data-src="https://www.youtube.com/embed/abcdefghijk" title="YouTube video player"></iframe>',
        VIDEO,
        "",
    ),
    "one in a figure": (
        '<figure class="wp-block-embed"><iframe src="https://player.vimeo.com/video/123456"></iframe><figcaption>The flood of March</figcaption></figure>',
        "https://vimeo.com/123456",
        "The flood of March",
    ),
    "an address that was to become a player": (
        f'<figure class="wp-block-embed is-type-video"><div class="wp-block-embed__wrapper">\n{VIDEO}\n</div></figure>',
        VIDEO,
        "",
    ),
    "a light player": (
        '<lite-youtube videoid="abcdefghijk" playlabel="Play: The flood"></lite-youtube>',
        VIDEO,
        "Play: The flood",
    ),
    "AMP": (
        '<amp-youtube data-videoid="abcdefghijk" layout="responsive"></amp-youtube>',
        VIDEO,
        "",
    ),
    "a post on AMP": (
        '<amp-twitter data-tweetid="12345"></amp-twitter>',
        "https://twitter.com/i/status/12345",
        "",
    ),
    "a post": (
        '<blockquote class="twitter-tweet"><p>The water is <a href="https://t.co/x">here</a></p>&mdash; Desk (@desk) <a href="https://twitter.com/desk/status/12345?ref_src=x">May 1</a></blockquote>',
        "https://twitter.com/desk/status/12345",
        "Desk (@desk)",
    ),
    "a picture of a network": (
        '<blockquote class="instagram-media" data-instgrm-permalink="https://www.instagram.com/p/Abc_1/?utm_source=ig"></blockquote>',
        "https://www.instagram.com/p/Abc_1/",
        "",
    ),
    "a clip": (
        '<blockquote class="tiktok-embed" cite="https://www.tiktok.com/@desk/video/123"><section></section></blockquote>',
        "https://www.tiktok.com/@desk/video/123",
        "",
    ),
    "a chart": (
        '<iframe aria-label="Water by month" src="https://datawrapper.dwcdn.net/AbCd1/3/"></iframe>',
        "https://www.datawrapper.de/_/AbCd1/",
        "Water by month",
    ),
    "a frame of whatever site": (
        '<iframe src="/maps/canal?layer=2" title="Map of the canal"></iframe>',
        "https://www.example.org/maps/canal?layer=2",
        "Map of the canal",
    ),
    "a post behind a plugin": (
        '<iframe src="https://www.facebook.com/plugins/post.php?href=https%3A%2F%2Fwww.facebook.com%2Fdesk%2Fposts%2F1"></iframe>',
        "https://www.facebook.com/desk/posts/1",
        "",
    ),
    "one in a paragraph": (
        '<p><iframe src="https://www.youtube.com/embed/abcdefghijk"></iframe></p>',
        VIDEO,
        "",
    ),
}


@pytest.mark.parametrize(("source", "url", "title"), SHOWN.values(), ids=SHOWN)
def test_an_embed_is_a_link_to_what_a_person_would_open(source, url, title):
    one = amid(source)

    (embed,) = one.embeds
    assert (embed.url, embed.title) == (url, title)
    assert embed.after in (1, 2)  # a post is quoted in a block of its own
    assert f"]({url})" in one.markdown


LEFT_OUT = {
    "an advertisement": '<iframe src="https://ads.example.net/slot/1"></iframe>',
    "one by its name": '<iframe id="google_ads_iframe_1" src="https://x.example.net/1"></iframe>',
    "a pixel": '<iframe src="https://x.example.net/1" width="1" height="1"></iframe>',
    "what nobody sees": '<iframe src="https://x.example.net/1" style="display:none"></iframe>',
    "consent": '<iframe src="https://cdn.consent.example.net/1"></iframe>',
    "a captcha": '<iframe title="reCAPTCHA" src="https://x.example.net/api2/anchor"></iframe>',
    "a newsletter": '<iframe src="https://x.example.net/newsletter/form"></iframe>',
    "comments": '<iframe src="https://x.example.net/comments?id=1"></iframe>',
    "a script": '<iframe src="javascript:alert(1)"></iframe>',
    "data": '<iframe src="data:text/html,x"></iframe>',
    "nothing": "<iframe></iframe>",
    "a player beside the text": '<aside><iframe src="https://www.youtube.com/embed/abcdefghijk"></iframe></aside>',
    "a number that is none": '<amp-youtube data-videoid="&quot;&gt;&lt;script&gt;"></amp-youtube>',
    "a quotation": "<blockquote><p>We had no time to say goodbye to the house.</p></blockquote>",
}


@pytest.mark.parametrize("source", LEFT_OUT.values(), ids=LEFT_OUT)
def test_what_is_no_embed(source):
    assert amid(source).embeds == ()


PLACES = {
    "below the headline": (
        {"lead": "<div>{}</div>", "body": "<p>{1}</p><p>{2}</p><p>{3}</p>"},
        [0],
    ),
    "at the end": ({"body": "<p>{1}</p><p>{2}</p><p>{3}</p><div>{}</div>"}, [3]),
    "amid text that breaks part": ({"body": "{1}<br><br>{2}{}<br><br>{3}"}, [2]),
    "twice": ({"body": "<p>{1}</p>{}<p>{2}</p><noscript>{}</noscript><p>{3}</p>"}, [1]),
    "below the article": (
        {
            "body": "<p>{1}</p><p>{2}</p><p>{3}</p>",
            "after": "<section><h2>More</h2><div><div>{}</div></div></section>",
        },
        [],
    ),
}


@pytest.mark.parametrize(("parts", "after"), PLACES.values(), ids=PLACES)
def test_where_an_embed_stands(parts, after):
    frame = '<iframe src="https://www.youtube.com/embed/abcdefghijk"></iframe>'
    filled = {
        name: part.replace("{}", frame)
        .replace("{1}", ONE)
        .replace("{2}", TWO)
        .replace("{3}", THREE)
        for name, part in parts.items()
    }

    assert [embed.after for embed in article(**filled).embeds] == after


ADDRESSES = [
    "https://www.youtube.com/embed/abcdefghijk?start=3",
    "https://youtu.be/abcdefghijk",
    "https://www.youtube.com/embed/videoseries?list=PLabc",
    "https://player.vimeo.com/video/1234",
    "https://www.dailymotion.com/embed/video/x1abc",
    "https://geo.dailymotion.com/player/xy.html?video=x1abc",
    "https://platform.twitter.com/embed/Tweet.html?dnt=true&id=123",
    "https://www.instagram.com/desk/reel/Abc/embed/",
    "https://www.tiktok.com/embed/v2/123",
    "https://w.soundcloud.com/player/?url=https%3A//soundcloud.com/desk/one",
    "https://open.spotify.com/embed/episode/abc?utm_source=x",
    "https://embed.podcasts.apple.com/gb/podcast/a/id1?i=2",
    "https://flo.uri.sh/visualisation/123/embed",
    "https://e.infogram.com/abc-1?src=embed",
    "https://www.scribd.com/embeds/123/content",
    "https://embed.documentcloud.org/documents/123-name/?embed=1",
    "https://archive.org/embed/name-of-it",
    "https://embed.ted.com/talks/one",
    "https://embed.bsky.app/embed/did:plc:abc/app.bsky.feed.post/3k",
    "https://player.twitch.tv/?video=v123&parent=x",
    "https://t.me/desk/12?embed=1",
    "https://www.google.com/maps/embed?pb=!1m18",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_a_player_becomes_is_known_by_the_same_name(address):
    name, url = known(address)

    assert known(url) == (name, url)


@pytest.mark.parametrize(
    "address",
    [
        "https://notyoutube.com/embed/abcdefghijk",
        "https://e.org/vimeo.com/1",
        "https://example.x.com.org/a/status/1",
    ],
)
def test_another_host_is_no_player(address):
    assert known(address) is None
