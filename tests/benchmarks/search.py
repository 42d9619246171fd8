"""How fast each engine searches a corpus: `python -m tests.benchmarks.search CORPUS [options]`.

Engines answer the same queries over the same documents, each in a fresh process of its own: its
files are read through first, ten queries of each class warm it up, and no query is asked twice
where the class has enough words. Indexes are kept under `--place` and built when they are missing,
or anew with `--build`. Without `--engines` it is FTS5, tantivy and Reviewer over exact words.

The corpus may be made by `tests.benchmarks.generated` or `drawn`, or hold real files. Figures are
for the machine that they name; when it is busy, only ratios between engines of one run tell
anything.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any

from reviewer.corpus import documents, imports
from reviewer.corpus.database import Access, open_corpus
from reviewer.errors import QueryError
from reviewer.model import SearchableDocument
from tests.benchmarks.engines import Engine, Fts5, Tantivy, Unanswerable
from tests.benchmarks.ours import AsTyped, Reviewer, build_index
from tests.benchmarks.processes import (
    Cost,
    folder_mb,
    machine,
    read_through,
    resident_mb,
    watched,
)
from tests.benchmarks.queries import Query, draw_queries

ENGINES: dict[str, Callable[[Path], Engine]] = {
    "fts5": Fts5,
    "tantivy": Tantivy,
    "reviewer": Reviewer,
    "fts5-stems": partial(Fts5, stems=True),
    "tantivy-stems": partial(Tantivy, stems=True),
    "typed": AsTyped,
}
_OURS = ("reviewer", "typed")
_SAME_QUESTION = ("fts5", "tantivy", "reviewer")  # but for parts of references such as 05LIMA12
_WARMING = 10
_PATIENCE_S = 8.0  # for one class, where an engine is very slow
_NEW = SearchableDocument(
    id=2**40,
    title="One more",
    body="A document about the onemoreword that no other one holds.",
    date="2005-06-30",
    origin="Moscow",
    classification="SECRET",
    sender=None,
    recipients=None,
    author=None,
    metadata="",
)


def build(name: str, corpus: Path, folder: Path) -> Cost:
    """Index a corpus with an engine, in a process of its own, and return what it cost."""
    shutil.rmtree(folder, ignore_errors=True)
    if name in _OURS:
        return build_index(corpus, folder)
    folder.mkdir(parents=True)
    return watched([sys.executable, "-m", __spec__.name, str(corpus), "--index", name, str(folder)])


def index(name: str, corpus_folder: Path, folder: Path) -> None:
    """Index a corpus with a peer in this process."""
    with open_corpus(corpus_folder, Access.READ) as corpus, corpus.read() as connection:
        ids = [document_id for document_id, _ in imports.document_sizes(connection)]
        ENGINES[name](folder).build(documents.searchable_documents(connection, ids))


def measure(name: str, folder: Path, queries: dict[str, list[Query]]) -> dict[str, Any]:
    """Return what an engine takes to open and to answer, in this process."""
    engine = ENGINES[name](folder)
    resident, anonymous = resident_mb()
    begun = perf_counter()
    engine.open()
    opened = perf_counter()
    engine.search(next(iter(queries.values()))[0])
    answered = perf_counter()
    classes = {kind: _measure_class(engine, asked) for kind, asked in queries.items()}
    resident_after, anonymous_after = resident_mb()
    return {
        "open ms": (opened - begun) * 1000,
        "first query ms": (answered - opened) * 1000,
        "memory MB": resident_after - resident,
        "of it its own MB": anonymous_after - anonymous,
        "classes": {kind: figures for kind, figures in classes.items() if figures},
    }


def _measure_class(engine: Engine, queries: list[Query]) -> dict[str, Any] | None:
    took: list[float] = []
    worked: list[float] = []
    totals: list[int] = []
    until = perf_counter() + _PATIENCE_S
    for query in queries:
        begun, worked_before = perf_counter(), process_time()
        try:
            totals.append(engine.search(query))
        except Unanswerable:
            return None
        except QueryError:
            totals.append(-1)
        took.append((perf_counter() - begun) * 1000)
        worked.append((process_time() - worked_before) * 1000)
        if perf_counter() > until:
            break
    return {
        "took": spread(took[_WARMING:] or took),
        "worked": spread(worked[_WARMING:] or worked),
        "slowest": str(queries[took.index(max(took))]),
        "totals": totals,
    }


def spread(figures: list[float]) -> tuple[float, float]:
    """Return the median and the 95th percentile."""
    ordered = sorted(figures)
    return ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)]


def measure_updates(name: str, folder: Path) -> dict[str, float]:
    """Return how many milliseconds it takes until one more document is found, in a copy."""
    copy = folder.with_name(f"{folder.name}-update")
    shutil.copytree(folder, copy)
    try:
        engine = ENGINES[name](copy)
        engine.open()
        query = Query(words=("onemoreword",))
        assert engine.search(query) == 0
        took = []
        for count in (1, 2):
            begun = perf_counter()
            engine.add(replace(_NEW, id=_NEW.id + count))
            assert engine.search(query) == count
            took.append((perf_counter() - begun) * 1000)
        return {"one more document ms": took[0], "another one ms": took[1]}
    finally:
        shutil.rmtree(copy)


def in_own_process(name: str, corpus: Path, folder: Path, queries: Path) -> dict[str, Any]:
    """Measure an engine in a fresh process."""
    read_through(folder)
    command = [sys.executable, "-m", __spec__.name, str(corpus), "--measure", name, str(folder)]
    done = subprocess.run(
        [*command, str(queries)], check=True, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def print_table(measured: dict[str, dict[str, Any]], classes: list[str], figure: str) -> None:
    """Print p50 / p95 of each class and engine, the last one's p95 as a multiple of the others'."""
    *others, last = measured
    print("| query | hits | " + " | ".join(measured) + f" | {last} : others | same counts |")
    print("|---" * (len(measured) + 4) + "|")
    for kind in classes:
        rows = {name: each["classes"].get(kind) for name, each in measured.items()}
        cells = ["{:.1f} / {:.1f}".format(*row[figure]) if row else "–" for row in rows.values()]
        ours = rows[last]
        cells.append(
            ", ".join(
                f"{ours[figure][1] / max(row[figure][1], 0.01):.2g}" if row and ours else "–"
                for row in (rows[name] for name in others)
            )
        )
        totals = [row["totals"] for name, row in rows.items() if row and name in _SAME_QUESTION]
        hits = f"{median(totals[0]):,.0f}" if totals else "–"
        agreed = sum(len(set(each)) == 1 for each in zip(*totals, strict=False))
        cells.append(f"{agreed} of {min(map(len, totals), default=0)}")
        print(f"| {kind} | {hits} | " + " | ".join(cells) + " |")


def print_facts(measured: dict[str, dict[str, Any]]) -> None:
    """Print what is told of each engine besides its queries."""
    print("| | " + " | ".join(measured) + " |")
    print("|---" * (len(measured) + 1) + "|")
    facts = dict.fromkeys(fact for each in measured.values() for fact in each)
    for fact in facts:
        if fact != "classes":
            values = [f"{each[fact]:,.1f}" if fact in each else "–" for each in measured.values()]
            print(f"| {fact} | " + " | ".join(values) + " |")


def main() -> None:
    """Measure every engine and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--place", type=Path, default=Path("/tmp/reviewer-search"))
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=list(ENGINES)[:3])
    parser.add_argument("--classes", nargs="+", help="only the classes whose names hold one")
    parser.add_argument("--build", action="store_true", help="index anew")
    parser.add_argument("--index", nargs=2, help=argparse.SUPPRESS)
    parser.add_argument("--measure", nargs=3, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.index:
        index(given.index[0], given.corpus, Path(given.index[1]))
    elif given.measure:
        name, folder, path = given.measure
        asked = json.loads(Path(path).read_text())
        queries = {kind: [_query(each) for each in some] for kind, some in asked.items()}
        found = measure(name, Path(folder), queries)
        if name != "typed":  # its index is Reviewer's
            found |= measure_updates(name, Path(folder))
        print(json.dumps(found))
    else:
        compare(given)


def compare(given: argparse.Namespace) -> None:
    """Build what is missing, measure each engine and print the table."""
    given.place.mkdir(parents=True, exist_ok=True)
    open_corpus(given.corpus, Access.WRITE).close()  # brings it up to date
    print(machine())
    queries = {
        kind: asked
        for kind, asked in draw_queries(given.corpus).items()
        if not given.classes or any(each in kind for each in given.classes)
    }
    path = given.place / "queries.json"
    path.write_text(json.dumps({kind: [asdict(q) for q in qs] for kind, qs in queries.items()}))
    measured = {}
    built: set[Path] = set()  # an index may serve two engines
    for name in given.engines:
        folder = given.place / ("reviewer" if name in _OURS else name)
        costs = folder.with_suffix(".json")
        if (given.build and folder not in built) or not costs.exists():
            costs.write_text(json.dumps(asdict(build(name, given.corpus, folder))))
        built.add(folder)
        cost = Cost(**json.loads(costs.read_text()))
        measured[name] = in_own_process(name, given.corpus, folder, path) | {
            "index MB": folder_mb(folder / "index" if name in _OURS else folder),
            "indexing s": cost.wall_s,
            "indexing, CPU s": cost.cpu_s,
            "indexing, MB of the largest process": cost.peaks_mb[0],
        }
        print(f"{name} measured, {machine().rpartition('; ')[2]}", file=sys.stderr)
    (given.place / "measured.json").write_text(json.dumps(measured))
    print("\nFrom question to answer, p50 / p95 in ms:\n")
    print_table(measured, list(queries), "took")
    print("\nOf it computed, which other programs do not lengthen, p50 / p95 in ms:\n")
    print_table(measured, list(queries), "worked")
    print()
    print_facts(measured)


def _query(fields: dict[str, Any]) -> Query:
    """Return a query as JSON told it."""
    whole: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()
    }
    return Query(**whole)


if __name__ == "__main__":
    main()
