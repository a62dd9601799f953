"""Real and hostile pages end in an article or in a typed error, nothing else."""

from __future__ import annotations

import gzip
import json
import tarfile
from itertools import islice

import pytest

from ingest.errors import PageError
from ingest.model import Page, Rules
from ingest.pipeline import read
from ingest.pool import Readers
from tests.building import SHARED

URL = "https://www.example.org/a"

LONG = b"<p>Water returned to the canal in March after three dry years along the bank.</p>" * 5

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SHARED.is_dir(), reason=f"no shared data at {SHARED}"),
]


def outcome(body, url=URL):
    try:
        return read(Page(url=url, body=body), Rules()).article
    except PageError as error:
        return error


def bodies(folder, pattern="*"):
    for file in sorted((SHARED / folder).rglob(pattern)):
        if file.is_file():
            raw = file.read_bytes()
            yield gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw


def test_every_stand_in_is_read():
    found = [outcome(body) for body in bodies("standins", "*.html.gz")]
    assert sum(not isinstance(one, PageError) for one in found) >= 7


@pytest.mark.long
def test_articles_of_many_sites_are_read():
    with tarfile.open(SHARED / "articles-wcxb-dev/html-dev.tar.xz") as tar:
        members = (member for member in tar if member.isfile())
        files = [tar.extractfile(member) for member in islice(members, 200)]
        found = [outcome(file.read()) for file in files if file]
    assert len(found) == 200
    assert sum(not isinstance(one, PageError) for one in found) >= 190


HOSTILE = ["hostile/jsoup", "hostile/bleach", "hostile/defusedxml", "feeds-real/rss-parser"]


@pytest.mark.parametrize("folder", HOSTILE)
def test_hostile_files_do_no_harm(folder):
    for body in bodies(folder):
        outcome(body)


def test_payloads_and_naughty_strings_do_no_harm():
    lines = (SHARED / "hostile/dompurify/payloads.jsonl").read_text(encoding="utf-8").split("\n")
    naughty = json.loads((SHARED / "hostile/blns/blns.json").read_text(encoding="utf-8"))
    payloads = [str(value) for line in lines if line for value in json.loads(line).values()]
    long = "<p>Water returned to the canal in March after three dry years along the bank.</p>" * 5
    for text in [*payloads, *naughty]:
        whole = f"<html><head><title>{text}</title></head><body><h1>{text}</h1>{long}{text}</body>"
        outcome(whole.encode("utf-8", "replace"))


def test_the_cases_of_html5lib_do_no_harm():
    found = 0
    with tarfile.open(SHARED / "hostile/html5lib-tests.tar.xz") as tar:
        for member in filter(tarfile.TarInfo.isfile, tar):
            body = tar.extractfile(member).read()
            outcome(body)
            for case in body.split(b"#data\n")[1:400]:
                markup = case.split(b"\n#errors")[0]
                outcome(b"<html><body><h1>The canal</h1>" + LONG + markup + LONG)
                found += 1
    assert found > 50


@pytest.mark.long
def test_every_hostile_file_is_read_in_a_worker_within_its_limits():
    with Readers(workers=1, timeout=5) as readers:
        futures = [readers.submit(Page(url=URL, body=body), Rules()) for body in bodies("hostile")]
        errors = [future.exception() for future in futures]
    assert len(errors) > 100
    assert all(error is None or isinstance(error, PageError) for error in errors)
