"""
Full-text search: FTS5 on SQLite, `tsvector` with GIN on PostgreSQL, the same on either.

The databases get the words that `ranking` makes and find the articles that have them; `ranking`
sorts these and makes the snippets.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
from sqlalchemy import select
from sqlalchemy import text as sql

from ingest.model import Article
from storage.search import ranking
from storage.tables.articles import ArticleRow, RevisionRow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection, Row

#: Of the articles that have the words, so many are ranked: those that came last. So a
#: frequent word costs no more than a rare one.
WEIGHED = 200
_BATCH = 200  # articles in memory while the index is made
_PARTS = ", ".join(ranking.Searched._fields)
_VALUES = ", ".join(f":{name}" for name in ranking.Searched._fields)
FTS5 = f"CREATE VIRTUAL TABLE articles_fts USING fts5({_PARTS}, series, tokenize = 'ascii')"
#: Long values are stored beside the table, so that finding a row does not read a page of text.
_TABLE = """
    CREATE TABLE articles_fts (
        rowid BIGINT PRIMARY KEY, title TEXT NOT NULL, standfirst TEXT NOT NULL,
        authors TEXT NOT NULL, text TEXT NOT NULL, words TSVECTOR NOT NULL,
        neighbours SMALLINT[] NOT NULL
    ) WITH (toast_tuple_target = 256)
"""
#: Without a pending list, which would slow down every search.
INDEX_OF_WORDS = """
    CREATE INDEX ix_articles_fts_words ON articles_fts
    USING gin (words, neighbours) WITH (fastupdate = off)
"""
_CREATE = {"sqlite": FTS5, "postgresql": _TABLE}
#: The name of a series is among the words, in a form that no text can have.
_INTO_FTS5 = f"""
    INSERT OR REPLACE INTO articles_fts(rowid, {_PARTS}, series)
    SELECT id, {_VALUES}, lower(hex(series)) FROM articles WHERE id = :id
"""  # noqa: S608  of our own words
_INTO_TABLE = f"""
    INSERT INTO articles_fts(rowid, {_PARTS}, words, neighbours)
    SELECT id, {_VALUES}, array_to_tsvector(
        CAST(:words AS text[]) || ('=' || encode(convert_to(series, 'UTF8'), 'hex'))
    ), CAST(:neighbours AS smallint[])
    FROM articles WHERE id = :id
    ON CONFLICT (rowid) DO UPDATE SET
        title = excluded.title, standfirst = excluded.standfirst, authors = excluded.authors,
        text = excluded.text, words = excluded.words, neighbours = excluded.neighbours
"""  # noqa: S608
_INDEX = {"sqlite": sql(_INTO_FTS5), "postgresql": sql(_INTO_TABLE)}
_DROP = sql("DELETE FROM articles_fts WHERE rowid = :id")
_FOUND = f"SELECT rowid, {_PARTS} FROM"
_TEXT = f"concat_ws(' \n ', '', {_PARTS}, '')"  # a phrase does not reach from part to part
_LAST_CAME = "ORDER BY rowid DESC"
_HAS = "words @@ CAST(:query AS tsquery)"
_HAS_SIGNS = " AND neighbours @> CAST(:signs AS smallint[])"
#: Looked into first, if so many of them are expected to have the words as are asked for.
_NEWEST = 2_000
_AMONG_NEWEST = f"(SELECT * FROM articles_fts {_LAST_CAME} LIMIT {_NEWEST}) AS its WHERE {_HAS}"  # noqa: S608
#: A sum is in no index: the table cannot be read in its order. What is to be found in the texts
#: themselves is looked for after the sorting, in one after the other, until there are enough.
_BY_INDEX = """
    (SELECT *, rowid + 0 AS place FROM articles_fts WHERE {has} ORDER BY place DESC {end}) AS its
    WHERE true{in_order} ORDER BY place DESC LIMIT :most
"""
_ALL = sql("SELECT reltuples FROM pg_class WHERE oid = CAST('articles_fts' AS regclass)")
_DOCUMENTS = select(ArticleRow.id, RevisionRow.document).join(
    RevisionRow,
    (RevisionRow.article_id == ArticleRow.id) & (RevisionRow.number == ArticleRow.revision),
)


class SearchRow(NamedTuple):
    """An article that has all the words."""

    id: int
    title: str
    published: str | None
    url: str
    snippet: str


def rebuild(db: Connection) -> None:
    """Make the full-text index from the current revisions; an existing one is replaced."""
    db.exec_driver_sql("DROP TABLE IF EXISTS articles_fts")
    db.exec_driver_sql(_CREATE[db.dialect.name])
    last = 0
    page = _DOCUMENTS.order_by(ArticleRow.id).limit(_BATCH)
    while rows := db.execute(page.where(ArticleRow.id > last)).all():
        for row in rows:
            with suppress(msgspec.MsgspecError):  # `verify` reports it; all others can be found
                index(db, row.id, parts(msgspec.json.decode(row.document, type=Article)))
        last = rows[-1].id
    if db.dialect.name == "postgresql":  # of all words at once, in a fraction of the time
        db.exec_driver_sql(INDEX_OF_WORDS)


def parts(article: Article) -> dict[str, str]:
    """Return the parts of an article that are searched."""
    return {
        "title": article.title,
        "standfirst": article.standfirst or "",
        "authors": ", ".join(article.authors),
        "text": article.text,
    }


def index(db: Connection, id_: int, parts: Mapping[str, str]) -> None:
    """Index an article by its `title`, `standfirst`, `authors` and `text`."""
    its = ranking.searched(parts)
    values: dict[str, object] = {"id": id_, **its._asdict()}
    if db.dialect.name == "postgresql":
        values["words"] = list({word for part in its for word in part.split()})
        values["neighbours"] = list(ranking.neighbours(its))
    db.execute(_INDEX[db.dialect.name], values)


def drop(db: Connection, id_: int) -> None:
    """Remove an article from the index."""
    db.execute(_DROP, {"id": id_})


def search(db: Connection, typed: str, series: str | None, limit: int) -> list[SearchRow]:
    """Return the articles with all the words, best first; the last word may be a prefix."""
    query = ranking.query(typed)
    if not query.phrases:
        return []
    rows = _last_came(db, query, series, max(WEIGHED, limit))
    scores = ranking.scores(query, [ranking.Searched._make(row[1:]) for row in rows])
    best = sorted(zip(scores, (row[0] for row in rows), strict=True), reverse=True)[:limit]
    return _shown(db, query, [id_ for _, id_ in best])


def _last_came(
    db: Connection, query: ranking.Query, series: str | None, weighed: int
) -> Sequence[Row[Any]]:
    """
    Return the rows with the words; where they are few, also those with the last one as a prefix.

    To look a prefix up costs time in proportion to the archive.
    """
    asked = _with_fts5 if db.dialect.name == "sqlite" else _with_tsvector
    rows: Sequence[Row[Any]] = ()
    for begun in (False, True):
        rows = asked(db, query, series, weighed, begun=begun)
        if len(rows) == weighed:
            break
    return rows


def _with_fts5(
    db: Connection, query: ranking.Query, series: str | None, weighed: int, *, begun: bool
) -> Sequence[Row[Any]]:
    phrases = " AND ".join(f'"{" ".join(phrase)}"' for phrase in query.phrases)
    end = " *" if begun else ""
    asked = f"{{{_PARTS.replace(',', '')}}} : ({phrases}{end})"
    if series is not None:
        asked = f'(series : "{_series(series)}") AND ({asked})'
    statement = f"{_FOUND} articles_fts WHERE articles_fts MATCH :query {_LAST_CAME} LIMIT :most"
    return db.execute(sql(statement), {"query": asked, "most": weighed}).all()


def _with_tsvector(
    db: Connection, query: ranking.Query, series: str | None, weighed: int, *, begun: bool
) -> Sequence[Row[Any]]:
    """
    Search the newest articles first where the words are frequent, else the index.

    PostgreSQL would choose wrongly: it takes a word to be as frequent among the newest articles as
    among all, and unpacking a long text to cost nothing.
    """
    phrases = [one for one in ranking.sought(query, begun=begun) if " " in one.strip()]
    names = {f"phrase_{number}": phrase for number, phrase in enumerate(phrases)}
    in_order = "".join(f" AND strpos({_TEXT}, :{name}) > 0" for name in names)
    signs = list(ranking.neighbours_sought(query, begun=begun))
    has = _HAS + (_HAS_SIGNS if signs else "")
    asked = {"query": _asked(query, series, begun=begun), "signs": signs, "most": weighed}
    end = "OFFSET 0" if phrases else "LIMIT :most"
    by_index = sql(f"{_FOUND} {_BY_INDEX.format(has=has, end=end, in_order=in_order)}")
    # PostgreSQL must not read the table from end to end, though it thinks that is cheaper
    db.exec_driver_sql("SET LOCAL enable_seqscan = off")
    if _expected(db, has, asked) >= weighed:
        newest = sql(f"{_FOUND} {_AMONG_NEWEST}{in_order} {_LAST_CAME} LIMIT :most")
        rows = db.execute(newest, asked | names).all()
        if len(rows) == weighed:
            return rows
    return db.execute(by_index, asked | names).all()


def _expected(db: Connection, has: str, asked: Mapping[str, object]) -> float:
    """Return how many of the newest articles have some words, as far as PostgreSQL knows."""
    plan = db.scalar(sql(f"EXPLAIN (FORMAT JSON) SELECT FROM articles_fts WHERE {has}"), asked)
    share: float = plan[0]["Plan"]["Plan Rows"] / max(1.0, db.scalar(_ALL) or 1.0)
    return share * _NEWEST


def _asked(query: ranking.Query, series: str | None, *, begun: bool) -> str:
    """Return a `tsquery` that asks for all the words."""
    lexemes = [f"'{word}'" for phrase in query.phrases for word in phrase]
    lexemes[-1] += ":*" if begun else ""
    if series is not None:
        lexemes.append(f"'={_series(series)}'")
    return " & ".join(lexemes)


def _series(name: str) -> str:
    return name.encode("utf-8", "surrogatepass").hex()


def _shown(db: Connection, query: ranking.Query, ids: Sequence[int]) -> list[SearchRow]:
    rows = _DOCUMENTS.add_columns(ArticleRow.title, ArticleRow.published, ArticleRow.url)
    found = {row.id: row for row in db.execute(rows.where(ArticleRow.id.in_(ids)))}
    return [
        SearchRow(
            id=row.id,
            title=row.title,
            published=row.published,
            url=row.url,
            snippet=ranking.snippet(query, msgspec.json.decode(row.document, type=Article).text),
        )
        for row in (found[id_] for id_ in ids if id_ in found)
    ]
