"""
Full-text search: FTS5 on SQLite, `tsvector` with GIN on PostgreSQL, with the same results.

The database finds the articles that have the words; `ranking` makes the words, sorts what was
found, and makes the snippets.
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
    from datetime import date

    from sqlalchemy import Connection, Row

#: Of the articles that have the words, so many are weighed: those that came last. So a word that
#: every second article has costs what another one costs.
WEIGHED = 200
_BATCH = 200  # articles in memory while the index is made anew
_PARTS = ", ".join(ranking.Searched._fields)
_VALUES = ", ".join(f":{name}" for name in ranking.Searched._fields)
_FTS5 = f"CREATE VIRTUAL TABLE articles_fts USING fts5({_PARTS}, series, tokenize = 'ascii')"
#: What is long stands beside the table, so that to find a row is not to read a page of text.
_TABLE = """
    CREATE TABLE articles_fts (
        rowid BIGINT PRIMARY KEY, title TEXT NOT NULL, standfirst TEXT NOT NULL,
        authors TEXT NOT NULL, text TEXT NOT NULL, words TSVECTOR NOT NULL,
        neighbours SMALLINT[] NOT NULL
    ) WITH (toast_tuple_target = 256)
"""
#: Without what waits to be sorted in: it would slow down every search.
INDEX_OF_WORDS = """
    CREATE INDEX ix_articles_fts_words ON articles_fts
    USING gin (words, neighbours) WITH (fastupdate = off)
"""
_CREATE = {"sqlite": _FTS5, "postgresql": _TABLE}
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
#: Articles by the day that their page gives; each bound is optional.
_DATED = """
    (CAST(:since AS text) IS NULL AND CAST(:until AS text) IS NULL OR rowid IN (
        SELECT id FROM articles WHERE substr(published, 1, 10)
        BETWEEN coalesce(:since, '') AND coalesce(:until, '9999-12-31')
    ))
"""
_HAS = f"words @@ CAST(:query AS tsquery) AND {_DATED}"
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
    """An article that was found."""

    id: int
    title: str
    published: str | None
    url: str
    snippet: str


def rebuild(db: Connection) -> None:
    """Make the full-text index, anew if there is one, from what the articles say now."""
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
    """Return the texts by which an article is found."""
    return {
        "title": article.title,
        "standfirst": article.standfirst or "",
        "authors": ", ".join(article.authors),
        "text": article.text,
    }


def index(db: Connection, id_: int, parts: Mapping[str, str]) -> None:
    """Index an article by its `title`, `standfirst`, `authors` and `text`."""
    searched = ranking.searched(parts)
    values: dict[str, object] = {"id": id_, **searched._asdict()}
    if db.dialect.name == "postgresql":
        values["words"] = list({word for part in searched for word in part.split()})
        values["neighbours"] = list(ranking.neighbours(searched))
    db.execute(_INDEX[db.dialect.name], values)


def drop(db: Connection, id_: int) -> None:
    """Remove an article from the index."""
    db.execute(_DROP, {"id": id_})


class Scope(NamedTuple):
    """Where to look: in one series, and among articles published in these days."""

    series: str | None = None
    since: date | None = None
    until: date | None = None

    @property
    def days(self) -> dict[str, str | None]:
        return {
            "since": self.since.isoformat() if self.since else None,
            "until": self.until.isoformat() if self.until else None,
        }


def search(db: Connection, typed: str, scope: Scope, limit: int) -> list[SearchRow]:
    """Return the articles that `ranking.query` asks for, the best first."""
    query = ranking.query(typed)
    if not query.groups:
        return []
    ask = _with_fts5 if db.dialect.name == "sqlite" else _with_tsvector
    rows = ask(db, query, scope, max(WEIGHED, limit))
    scores = ranking.scores(query, [ranking.Searched._make(row[1:]) for row in rows])
    best = sorted(zip(scores, (row[0] for row in rows), strict=True), reverse=True)[:limit]
    return _shown(db, query, [id_ for _, id_ in best])


def _with_fts5(
    db: Connection, query: ranking.Query, scope: Scope, weighed: int
) -> Sequence[Row[Any]]:
    columns = f"{{{_PARTS.replace(',', '')}}}"
    wanted = " AND ".join(_any_in_fts5(group) for group in query.groups)
    excluded = f" NOT {_any_in_fts5(query.excluded)}" if query.excluded else ""
    asked = f"{columns} : (({wanted}){excluded})"
    if scope.series is not None:
        asked = f'(series : "{_series(scope.series)}") AND ({asked})'
    statement = (
        f"{_FOUND} articles_fts WHERE articles_fts MATCH :query AND {_DATED}"
        f" {_LAST_CAME} LIMIT :most"
    )
    return db.execute(sql(statement), {"query": asked, "most": weighed, **scope.days}).all()


def _any_in_fts5(phrases: Sequence[ranking.Phrase]) -> str:
    quoted = (f'"{" ".join(one.words)}"{" *" if one.begun else ""}' for one in phrases)
    return f"({' OR '.join(quoted)})"


def _with_tsvector(
    db: Connection, query: ranking.Query, scope: Scope, weighed: int
) -> Sequence[Row[Any]]:
    """
    Look by the index; before it, where many have the words, among those that came last.

    PostgreSQL would choose wrongly: it takes a word to be as frequent among the newest articles as
    among all, and unpacking a long text to cost nothing.
    """
    in_order, phrases = _in_order(query)
    signs = list(ranking.neighbours_sought(query))
    has = _HAS + (_HAS_SIGNS if signs else "")
    asked = {"query": _asked(query, scope.series), "signs": signs, "most": weighed, **scope.days}
    end = "OFFSET 0" if phrases else "LIMIT :most"
    by_index = sql(f"{_FOUND} {_BY_INDEX.format(has=has, end=end, in_order=in_order)}")
    # PostgreSQL must not read the table from end to end, though it thinks that is cheaper
    db.exec_driver_sql("SET LOCAL enable_seqscan = off")
    if _expected(db, has, asked) >= weighed:
        newest = sql(f"{_FOUND} {_AMONG_NEWEST}{in_order} {_LAST_CAME} LIMIT :most")
        rows = db.execute(newest, asked | phrases).all()
        if len(rows) == weighed:
            return rows
    return db.execute(by_index, asked | phrases).all()


def _in_order(query: ranking.Query) -> tuple[str, dict[str, str]]:
    """Return conditions that ask for phrases of several words in the texts, with their values."""
    texts: dict[str, str] = {}
    conditions = ""
    for group in query.groups:
        if any(len(phrase.words) > 1 for phrase in group):
            conditions += f" AND ({' OR '.join(_stands(phrase, texts) for phrase in group)})"
    for phrase in query.excluded:
        if len(phrase.words) > 1:
            conditions += f" AND NOT {_stands(phrase, texts)}"
    return conditions, texts


def _stands(phrase: ranking.Phrase, texts: dict[str, str]) -> str:
    name = f"phrase_{len(texts)}"
    texts[name] = phrase.text
    return f"strpos({_TEXT}, :{name}) > 0"


def _expected(db: Connection, has: str, asked: Mapping[str, object]) -> float:
    """Return how many of the newest articles have some words, as far as PostgreSQL knows."""
    plan = db.scalar(sql(f"EXPLAIN (FORMAT JSON) SELECT FROM articles_fts WHERE {has}"), asked)
    share: float = plan[0]["Plan"]["Plan Rows"] / max(1.0, db.scalar(_ALL) or 1.0)
    return share * _NEWEST


def _asked(query: ranking.Query, series: str | None) -> str:
    """Return a `tsquery` that asks for the words, in any order."""
    terms = [f"({' | '.join(map(_all_of, group))})" for group in query.groups]
    terms += [f"!{_all_of(phrase)}" for phrase in query.excluded if len(phrase.words) == 1]
    if series is not None:
        terms.append(f"'={_series(series)}'")
    return " & ".join(terms)


def _all_of(phrase: ranking.Phrase) -> str:
    lexemes = [f"'{word}'" for word in phrase.words]
    return f"({' & '.join(lexemes)}{':*' if phrase.begun else ''})"


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
