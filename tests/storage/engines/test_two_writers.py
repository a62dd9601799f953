"""Two processes that record at once: nothing is lost, and nothing is there twice."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from building import SERIES
from sqlalchemy import func, select

from storage.tables.articles import ArticleRow, RevisionRow
from storage.tables.crawl import AddressRow
from storage.tables.identity import BandRow, DecisionRow

TOGETHER = 12  #: articles that both record
ALONE = 4  #: articles that only one of them records
WRITER = """
import sys
sys.path[:0] = [{tests!r}]
from pathlib import Path
from building import HOSTS, NOW, SERIES, Shelf, article, exchange, reading
from ingest.identity.identify import identify
from storage.archive import open_archive
from storage.records import Visit

url, home, name = sys.argv[1:]

def text(n):
    return " ".join(f"word{{(n * 7919 + i * 104729) % 100003}}" for i in range(150))

def record(shelf, page, number):
    made = article(page, text(number), title=f"Article {{number}}", published=None)
    capture = shelf.keep(exchange(page, f"{{name}} {{page}}".encode()))
    read = reading(made)
    judge = lambda known: identify(read, known, HOSTS)
    archive.articles.record(read, Visit(capture=capture, hosts=HOSTS, now=NOW), judge)

with open_archive(url, Path(home)) as archive, Shelf(archive) as shelf:
    print("ready", flush=True)
    sys.stdin.readline()
    for n in range({together}):
        record(shelf, f"https://www.example.org/walks/{{n}}", n)
        # the same text, at an address that only this process knows
        record(shelf, f"https://www.example.org/copies/{{name}}/{{n}}", n)
    for n in range({alone}):
        record(shelf, f"https://www.example.org/{{name}}/{{n}}", 1000 + ord(name) * 100 + n)
"""


def test_what_two_processes_record_at_once_is_there_once(archive, url, home):
    code = WRITER.format(tests=str(Path(__file__).parents[1]), together=TOGETHER, alone=ALONE)
    url = url.replace("timeout=0.3", "timeout=60").replace("timeout%3D300", "timeout%3D60000")
    command = [sys.executable, "-c", code, url, str(home)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    writers = [subprocess.Popen([*command, name], **pipes) for name in "ab"]
    for writer in writers:
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        writer.stdin.write("go\n")
        writer.stdin.flush()
    ended = [(writer.communicate(timeout=180), writer.returncode)[1] for writer in writers]

    assert ended == [0, 0]
    assert archive.articles.count(SERIES) == TOGETHER + 2 * ALONE
    assert archive.captures.pending(SERIES) == []
    with archive._database.reading() as db:
        by_text = select(func.count()).select_from(ArticleRow).group_by(ArticleRow.text_digest)
        assert set(db.scalars(by_text)) == {1}
        assert db.scalar(select(func.count()).select_from(RevisionRow)) == TOGETHER + 2 * ALONE
        assert db.scalar(select(func.count()).select_from(AddressRow)) == 3 * TOGETHER + 2 * ALONE
        of_none = select(func.count()).where(AddressRow.article_id.is_(None))
        assert db.scalar(of_none) == 0
        banded = select(func.count(BandRow.article_id.distinct()))
        assert db.scalar(banded) == TOGETHER + 2 * ALONE
        new = select(func.count()).where(DecisionRow.verdict == "new")
        assert db.scalar(new) == TOGETHER + 2 * ALONE
