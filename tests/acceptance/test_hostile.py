"""Pages that want to do harm, given to the commands: each is answered, and the others are read."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime

import pytest

from storage.archive import open_archive
from storage.records import Exchange, Validators

SENTENCE = "Water returned to the canal in March after three dry years along the bank. "
HEAD = "<html><head><title>The canal</title></head><body><h1>The canal fills</h1>"
TEXT = "".join(f"<p>{SENTENCE * 3} {n}</p>" for n in range(6))
GOOD = (HEAD + TEXT).encode()
PAGES = {
    "good": GOOD,
    "30 MB": GOOD + b"<p>x</p>" * (30_000_000 // 8),
    "nothing": b"",
    "NUL bytes": b"\0" * 100_000,
    "100,000 nested elements": GOOD + b"<div>" * 100_000,
    "UTF-16": (HEAD + TEXT).encode("utf-16"),
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
    "entities that grow": b'<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;">]><p>&b;</p>',
    "steering": (HEAD + TEXT).replace("canal", "can\x1b]0;x\x07al").encode(),
    "good again": GOOD,
}
READ = ["good", "100,000 nested elements", "UTF-16", "steering", "good again"]


@pytest.mark.long
def test_read_answers_for_every_page_in_order(world, tmp_path):
    lines = []
    for number, body in enumerate(PAGES.values()):
        file = tmp_path / f"{number}.html"
        file.write_bytes(body)
        lines.append(json.dumps({"path": str(file), "url": f"https://h.example/{number}"}))
    bomb = tmp_path / "bomb.gz"
    bomb.write_bytes(gzip.compress(GOOD + b" " * 200_000_000, compresslevel=1))
    lines.append(json.dumps({"path": str(bomb), "url": "https://h.example/bomb"}))
    manifest = tmp_path / "list.jsonl"
    manifest.write_text("\n".join(lines), "utf-8")

    *answers, last = world.json("read", "--manifest", str(manifest))

    read = [name for name, answer in zip(PAGES, answers, strict=True) if "title" in answer]
    assert read == READ
    assert answers[1]["error"] == last["error"] == "too_large"
    assert all(set(a) == {"url", "error", "detail"} for a in answers if "title" not in a)
    assert not any(c in json.dumps(answers, ensure_ascii=False) for c in "\0\x1b\x07")


@pytest.fixture
def kept(world):
    """A world whose archive keeps every one of these pages; none led to an article."""
    now = datetime.now(UTC)
    with open_archive(f"sqlite:///{world.home / 'archive.db'}", world.home) as archive:
        run = archive.runs.start("iraq_report", "manual", now)
        with archive.new_warc("iraq_report", run, now) as warc:
            for number, body in enumerate(PAGES.values()):
                url = f"http://www.newarab.com/analysis/iraq-report-{number}"
                exchange = Exchange(
                    url=url, at=now, method="GET", request_headers=(), status=200, reason="OK",
                    response_headers=(("Content-Type", "text/html"),), body=body, payload=body,
                )  # fmt: skip
                capture = archive.captures.keep(
                    warc, exchange, series="iraq_report", run_id=run, kind="article", addresses=()
                )
                archive.articles.off_series(capture, None, Validators(None, None), now)
    return world


@pytest.mark.long
def test_reread_reads_every_page_and_records_those_that_are_articles(kept):
    shown = kept.json("reread", "--dry-run")
    recorded = kept.run("fortnightly", "reread")

    assert recorded.returncode == 0, recorded.stderr
    assert {one["outcome"] for one in shown} == {"recovered"}
    assert len(shown) == len(READ)
    assert "10 pages read again: 5 same, 0 changed, 0 refused, 5 recovered" in recorded.stdout
    assert 1 <= len(kept.articles) <= len(READ)  # the same text at two addresses is one article
