"""URL variants: an AMP, print or mobile page has the key of its article, for every slug."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ingest.model import Hosts
from ingest.urls import key

HOSTS = Hosts("www.example.org", ("example.org", "old.example.net"))
ORIGIN = "https://www.example.org"

SAME = {
    "AMP at the front of two numbers": ("/amp/news/1-1", "/news/1-1"),
    "AMP at the front of one digit": ("/amp/news/2", "/news/2"),
    "AMP at the front of a number in a folder that is no word": ("/amp/vol-3/7", "/vol-3/7"),
    "AMP at the front of a month's archive": ("/amp/2020/05", "/2020/05"),
    "AMP before the language": ("/amp/en/7", "/en/7"),
    "AMP of an article about print": ("/amp/news/print", "/news/print"),
    "AMP of an issue": ("/amp/issue/12", "/issue/12"),
    "AMP at the end of two numbers": ("/news/1-1/amp", "/news/1-1"),
    "AMP at the end of a number in a folder that is no word": ("/vol-3/7/amp", "/vol-3/7"),
    "AMP at the end of the second article of a day": ("/2020/05/17/2/amp", "/2020/05/17/2"),
    "AMP of an article about AMP": ("/news/amp/amp", "/news/amp"),
    "AMP in the file's name of a digit": ("/news/1.amp.html", "/news/1.html"),
    "AMP switched on for a digit": ("/1?amp=1", "/1"),
    "print at the front of two numbers": ("/print/news/1-1", "/news/1-1"),
    "print at the front of one digit": ("/print/news/7", "/news/7"),
    "print at the front of a node": ("/print/node/5", "/node/5"),
    "a printed PDF of a node": ("/printpdf/node/5", "/node/5"),
    "print of an article in an issue": ("/print/issue/12/canal", "/issue/12/canal"),
    "print in a region's language": ("/print/en-gb/news/1-1", "/en-gb/news/1-1"),
    "print at the end of a digit": ("/news/7/print", "/news/7"),
}


@pytest.mark.parametrize(("variant", "article"), SAME.values(), ids=SAME)
def test_a_variant_has_the_key_of_its_article(variant, article):
    assert key(ORIGIN + variant, HOSTS) == key(ORIGIN + article, HOSTS)


IN_DOUBT = {
    "nothing but AMP": ("/amp", "/"),
    "directly below AMP": ("/amp/7", "/7"),
    "directly below AMP, in a language": ("/en/amp/jcm800", "/en/jcm800"),
    "directly below print": ("/print/1-1", "/1-1"),
    "an issue in print": ("/print/issue/12", "/issue/12"),
    "an edition in print": ("/print/editions/may-2020", "/editions/may-2020"),
    "a month's archive of print": ("/print/2020/05", "/2020/05"),
    "in a section": ("/news/amp", "/news"),
    "in a section in a language": ("/en/news/print", "/en/news"),
    "in the archive of a year": ("/news/2020/amp", "/news/2020"),
    "in the archive of a day": ("/2020/05/17/print", "/2020/05/17"),
    "in a list": ("/topics/audio/amp", "/topics/audio"),
}


@pytest.mark.parametrize(("one", "other"), IN_DOUBT.values(), ids=IN_DOUBT)
def test_in_doubt_two_addresses_stay_two(one, other):
    assert key(ORIGIN + one, HOSTS) != key(ORIGIN + other, HOSTS)


#: Words of slugs, among them those by which variants are known.
WORDS = st.sampled_from(
    ["amp", "print", "mobile", "m", "node", "index", "www", "canal", "dry", "1", "2020", "en", "é"]
)
YEARS = range(1900, 2100)
SLUGS = st.one_of(
    WORDS,
    st.lists(WORDS, min_size=2, max_size=5).map("-".join),
    st.integers(0, 10**9).map(str),
    st.text("amp0179-_~!,é東", min_size=1, max_size=6),
)
PATHS = st.builds(
    "{}/{}/{}".format,
    st.sampled_from(["", "/en", "/fr"]),
    st.sampled_from(["news", "a", "node", "vol-3", "17", "middle-east"]),
    SLUGS,
)
#: A mark that can be nothing else, whatever the slug is.
CERTAIN = (
    "https://www.example.org/amp{}",
    "https://www.example.org/amp{}/",
    "https://www.example.org/print{}",
    "https://www.example.org/printpdf{}",
    "https://www.example.org/printmail{}",
    "https://www.example.org{}.amp",
    "https://www.example.org{}.print",
    "https://www.example.org{}.amp.html",
    "https://www.example.org{}?amp",
    "https://www.example.org{}?amp=1",
    "https://www.example.org{}?outputType=amp&utm_source=x",
    "https://www.example.org{}?print=1",
    "https://www.example.org{}?mobile=1",
    "https://amp.example.org{}",
    "https://amp.example.org/amp{}?amp=1",
    "https://www-example-org.cdn.ampproject.org/c/s/www.example.org{}?usqp=mq331AQ",
    "https://www.google.com/amp/s/amp.example.org{}",
    "http://m.example.org{}/",
    "https://mobile.example.org{}#comments",
    "http://m.example.org/amp{}",
    "http://www.example.org/index.php{}",
    "http://old.example.net:80{}",
)
#: A mark at the end, which may be an entry of a list where the path is one.
AT_THE_END = (
    "https://www.example.org{}/amp",
    "https://www.example.org{}/amp/",
    "https://www.example.org{}/print",
    "https://www.example.org{}/printable",
    "https://www.example.org{}/printpdf",
    "https://www.example.org{}/printmail",
    "https://m.example.org{}/amp?amp=1",
)
quick = settings(derandomize=True, max_examples=300)


def page(path: str, form: str = "https://www.example.org{}") -> str:
    extension = ".html" if ".amp.html" in form else ""
    return f"https://www.example.org{path}{extension}"


def is_year(path: str) -> bool:
    last = path.rpartition("/")[2]
    return last.isdecimal() and int(last) in YEARS


@given(PATHS, st.sampled_from(CERTAIN))
@quick
def test_a_certain_mark_counts_for_every_slug(path, form):
    assert key(form.format(path), HOSTS) == key(page(path, form), HOSTS)


@given(PATHS, st.sampled_from(AT_THE_END))
@quick
def test_a_mark_at_the_end_counts_for_every_slug_but_a_year(path, form):
    assume(not is_year(path))
    assert key(form.format(path), HOSTS) == key(page(path), HOSTS)


@given(PATHS, PATHS, st.sampled_from(CERTAIN), st.sampled_from(CERTAIN + AT_THE_END))
@quick
def test_no_variant_has_the_key_of_another_article(one, other, form, another):
    assume(".html" not in form + another)
    assume(another in CERTAIN or not is_year(other))
    same = key(form.format(one), HOSTS) == key(another.format(other), HOSTS)
    assert same == (one == other)
