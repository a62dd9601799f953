"""A revision that lost most of the archived text is refused."""

from __future__ import annotations

import pytest

from ingest.errors import IncompleteText
from ingest.model import Article, Candidate, Duplicate, New, Paragraph, Revised, Unchanged
from ingest.quality.shrinkage import compare

URL = "https://www.example.org/notes/canal"


def known(words: int) -> Candidate:
    return Candidate(id=7, keys=frozenset(), digest="", text_digest="", words=words)


SHRUNK = {
    "under half": (99, 250, Revised(7), False),
    "half": (125, 250, Revised(7), True),
    "under half of little": (20, 100, Revised(7), True),
    "longer": (400, 250, Revised(7), True),
    "unchanged": (99, 250, Unchanged(7), True),
    "new": (99, 250, New(), True),
    "a duplicate": (99, 250, Duplicate(7), True),
}


@pytest.mark.parametrize(("now", "before", "decision", "kept"), SHRUNK.values(), ids=SHRUNK)
def test_a_text_that_lost_most_of_itself_is_incomplete(now, before, decision, kept):
    article = Article(url=URL, title="The canal", body=(Paragraph("word " * now),))

    if kept:
        compare(article, decision, [known(before)])
    else:
        with pytest.raises(
            IncompleteText, match=f"only {now} words, where the archive has {before}"
        ):
            compare(article, decision, [known(before)])
