"""
Measures how well articles are told apart by what they say, without the help of an address.

    python -m benchmarks.identity               the tables
    python -m benchmarks.identity --json        the same, one object
    python -m benchmarks.identity --shuffles 1  sooner

Real versions come one by one, in a random order, without address, title and date; each is looked
up by its bands, judged, and kept. A library's own LSH at its best single threshold does the same
beside it. Series that are made up show what must not be merged. The databases' cost and search are
measured by the modules beside this.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from rensa import RMinHash, RMinHashLSH

from benchmarks import versions
from benchmarks.grouping import Quality, ceiling, mean, quality
from ingest.identity import comparison
from ingest.identity.identify import identify
from ingest.identity.similarity import bands
from ingest.model import Candidate, Duplicate, Hosts, New, Reading
from ingest.text import shingle_words
from storage.articles.candidates import ALIKE, OF_ONE_BAND

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from benchmarks.versions import Version
    from ingest.model import Article, Match

HOSTS = Hosts("www.example.org")
_VERSIONS = 3  #: of a candidate, which the judge is given
_THRESHOLDS = (0.15, 0.2, 0.25, 0.3, 0.4)
_SOMES = (0.25, 0.3, 0.35, 0.4)
_AIM = 0.995  #: precision


class Shelf:
    """An archive in memory that finds and keeps articles as storage does."""

    def __init__(self) -> None:
        self._rows: dict[int, list[tuple[int, int]]] = defaultdict(list)
        self.versions: dict[int, list[Article]] = {}
        self.ms: list[float] = []

    def take(self, article: Article) -> tuple[int, Match]:
        """Judge and keep an article; return the number under which it is kept."""
        start = time.process_time()
        its = bands("series", article)
        known = [self._known(id_, numbers) for id_, numbers in self._closest(its)]
        judgement = identify(_reading(article), known, HOSTS)
        self.ms.append((time.process_time() - start) * 1000)
        return self._keep(judgement, article, its), judgement

    def _closest(self, its: Iterable[int]) -> list[tuple[int, Counter[int]]]:
        found: dict[int, Counter[int]] = defaultdict(Counter)
        hits: Counter[int] = Counter()
        for band in its:
            rows = self._rows.get(band, ())
            if len(rows) > OF_ONE_BAND:
                continue
            hits.update({id_ for id_, _ in rows})
            for id_, number in rows:
                found[id_][number] += 1
        best = sorted(hits, key=lambda id_: (-hits[id_], id_))[:ALIKE]
        return [(id_, found[id_]) for id_ in best]

    def _known(self, id_: int, numbers: Counter[int]) -> Candidate:
        its = self.versions[id_]
        chosen = dict.fromkeys([n for n, _ in numbers.most_common(_VERSIONS - 1)] + [len(its) - 1])
        return Candidate(
            id=id_,
            url=its[-1].url,
            keys=frozenset(),
            digest=its[-1].digest,
            text_digest=its[-1].text_digest,
            words=its[-1].word_count,
            versions=tuple(its[n] for n in chosen),
        )

    def _keep(self, judgement: Match, article: Article, its: frozenset[int]) -> int:
        match judgement.decision:
            case New():
                id_ = len(self.versions) + 1
            case Duplicate(of=of):
                return of
            case decision:
                id_ = decision.id
        its_versions = self.versions.setdefault(id_, [])
        for band in its:
            self._rows[band].append((id_, len(its_versions)))
        its_versions.append(article)
        return id_


def _reading(article: Article) -> Reading:
    return Reading(article=article, addresses=(), rule=None, extractor="", rules="")


# real versions


def ours(given: Sequence[Version], seed: int) -> tuple[list[int], list[tuple[int, int]], Shelf]:
    """Feed versions in a random order; return the article of each, and the pairs reported."""
    shelf, labels, doubts = Shelf(), [0] * len(given), []
    for i in _shuffled(given, seed):
        labels[i], judgement = shelf.take(given[i].article)
        doubts += [(labels[i], one.id) for one in judgement.apart]
    return labels, doubts, shelf


def public(given: Sequence[Version], seed: int, threshold: float) -> list[int]:
    """Feed versions to rensa's LSH; each goes to the article that is most like it."""
    prints = [_print(version.article.text) for version in given]
    index, labels = RMinHashLSH(threshold=threshold, num_perm=128, num_bands=64), [0] * len(given)
    for i in _shuffled(given, seed):
        found = [(prints[i].jaccard(prints[j]), -j) for j in index.query(prints[i])]
        best = max(found, default=(0.0, 0))
        labels[i] = labels[-best[1]] if best[0] >= threshold else i + 1
        index.insert(i, prints[i])
    return labels


def _print(text: str) -> RMinHash:
    found = RMinHash(128, 1)
    its = shingle_words(text)
    found.update([" ".join(its[at : at + 3]) for at in range(max(1, len(its) - 2))])
    return found


def _shuffled(given: Sequence[Version], seed: int) -> list[int]:
    order = list(range(len(given)))
    random.Random(seed).shuffle(order)
    return order


def _best(
    candidates: Sequence[float], measure: Callable[[float], Quality]
) -> tuple[float, dict[float, Quality]]:
    """Return the threshold of the most recall among those of enough precision, and all."""
    tried = {one: measure(one) for one in candidates}
    precise = [one for one in candidates if tried[one].precision >= _AIM] or [candidates[-1]]
    return max(precise, key=lambda one: tried[one].recall), tried


def _with_some(some: float, given: Sequence[Version], seed: int) -> Quality:
    """Judge with another threshold for text alone than the one that is shipped."""
    shipped, comparison.SOME = comparison.SOME, some  # type: ignore[misc]
    try:
        labels, doubts, _ = ours(given, seed)
    finally:
        comparison.SOME = shipped  # type: ignore[misc]
    return quality(given, labels, doubts)


def real(shuffles: int) -> dict[str, Any]:
    given = list(versions.wiki())
    halves = _halves(given)
    some, tried = _best(_SOMES, lambda one: _with_some(one, halves[0], 1))
    plain, _ = _best(_THRESHOLDS, lambda one: quality(halves[0], public(halves[0], 1, one)))
    seeds = range(1, shuffles + 1)
    runs = [(ours(given, seed), public(given, seed, plain)) for seed in seeds]
    ms = sorted(ms for (_, _, shelf), _ in runs for ms in shelf.ms)
    return {
        "versions": len(given),
        "documents": len({version.document for version in given}),
        "chosen on one half": {"ours": some, "public": plain},
        "tried on one half": {one: mean([found]) for one, found in tried.items()},
        "shipped": comparison.SOME,
        "ceiling, a tenth of the text": round(ceiling(given, 0.1), 4),
        "ceiling, three words": round(ceiling(given, 1e-9), 4),
        "one half": mean([_with_some(some, halves[0], seed) for seed in seeds]),
        "other half": mean([_with_some(some, halves[1], seed) for seed in seeds]),
        "ours": mean([quality(given, labels, doubts) for (labels, doubts, _), _ in runs]),
        "public": mean([quality(given, labels) for _, labels in runs]),
        "by shuffle": [
            [round(q.precision, 4), round(q.recall, 4)]
            for q in (quality(given, labels) for (labels, _, _), _ in runs)
        ],
        "ms of the processor": {
            "p50": round(ms[len(ms) // 2], 2),
            "p95": round(ms[int(len(ms) * 0.95)], 2),
        },
    }


def _halves(given: Sequence[Version]) -> tuple[list[Version], list[Version]]:
    names = sorted({version.document for version in given})
    random.Random(0).shuffle(names)
    first = set(names[::2])
    return (
        [version for version in given if version.document in first],
        [version for version in given if version.document not in first],
    )


# series that are made up


def made() -> list[dict[str, Any]]:
    return [
        _judge_series(versions.series(shared, way, days=days, told=told, titled=titled))
        for titled in ("own", "same")
        for told in (True, False)
        for days in (7, 14)
        for shared in (0.3, 0.6, 0.8)
        for way in ("verbatim", "edited", "moved")
    ]


def bare() -> list[dict[str, Any]]:
    """Judge series of which nothing but the text is told: no day, title or address."""
    return [
        _judge_series(versions.series(shared, way, told=False, titled="none"))
        for shared in (0.3, 0.6, 0.8)
        for way in ("verbatim", "edited", "moved")
    ]


def _judge_series(one: versions.Series) -> dict[str, Any]:
    shelf, labels, reported = Shelf(), {}, 0
    false = 0
    for version in one.entries:
        label, judgement = shelf.take(version.article)
        false += not isinstance(judgement.decision, New)
        reported += bool(judgement.apart)
        labels[version.document] = label
    found = asked = 0
    for version in one.later:
        label, judgement = shelf.take(version.article)
        right = labels[version.document]
        found += label == right
        false += label != right and not isinstance(judgement.decision, New)
        asked += label != right and right in {apart.id for apart in judgement.apart}
    return {
        "series": one.name,
        "entries": len(one.entries),
        "false merges": false,
        "entries reported": reported,
        "later versions": len(one.later),
        "found": found,
        "reported": asked,
    }


def measure(shuffles: int = 2) -> dict[str, Any]:
    """Return everything that is measured; nothing of real versions where they are absent."""
    its = {"made": made(), "nothing told": bare()}
    return its | ({"real": real(shuffles)} if versions.WIKI.exists() else {})


def main() -> None:
    parser = argparse.ArgumentParser(description="Measures how well articles are told apart.")
    parser.add_argument("--json", action="store_true", help="one object, and nothing else")
    parser.add_argument("--shuffles", type=int, default=2, help="of the real versions")
    options = parser.parse_args()
    found = measure(options.shuffles)
    if options.json:
        print(json.dumps(found))
        return
    for row in (*found["made"], *found["nothing told"]):
        print("  ".join(f"{name}: {value}" for name, value in row.items()))
    for name, value in found.get("real", {}).items():
        print(f"{name}: {value}")
    if "real" not in found:
        print(f"no versions at {versions.WIKI}: the set is no part of the project", file=sys.stderr)


if __name__ == "__main__":
    main()
