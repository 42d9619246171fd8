"""The nasty queries on a large corpus: `python -m tests.benchmarks.nasty CORPUS`, once indexed.

Each of the 2,000 goes through the finder as it would from the box. Whatever is not a QueryError
is told, and the slowest. A regular expression reads every text, so these are stopped after half a
second, as she would with Stop, and what is told is how long that took.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from time import perf_counter, thread_time

from reviewer.corpus.database import Access, open_corpus
from reviewer.errors import Cancelled, QueryError
from reviewer.review.finding import Finder, Request
from reviewer.review.patterns import has_patterns
from reviewer.search.query import parse_query
from tests.benchmarks.processes import machine
from tests.benchmarks.queries import draw_queries
from tests.nasty_queries import nasty_queries

_STOPPED_AFTER_S = 0.5
_TOLD = 10


def ask(finder: Finder, text: str) -> str:
    """Ask for a query and return what came of it."""
    try:
        query = parse_query(text)
        begun = perf_counter()
        reads = has_patterns(query.node)
        stop = (lambda: perf_counter() - begun > _STOPPED_AFTER_S) if reads else None
        return f"{finder.find(Request(query), stop).total:,} documents"
    except QueryError:
        return "refused"
    except Cancelled:
        return "stopped"
    except Exception as error:
        return f"BROKE: {error!r}"


def main() -> None:
    """Ask them all and print what was worst."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    given = parser.parse_args()
    drawn = draw_queries(given.corpus)
    words = [word for some in drawn.values() for query in some for word in query.words]
    print(machine())
    told: list[tuple[float, float, str, str]] = []
    with open_corpus(given.corpus, Access.READ) as corpus:
        finder = Finder(corpus)
        for text in nasty_queries(words):
            begun, worked = perf_counter(), thread_time()
            came = ask(finder, text)
            told.append((thread_time() - worked, perf_counter() - begun, came, text))
        finder.close()
    told.sort(reverse=True)
    broken = [each for each in told if each[2].startswith("BROKE")]
    print(f"{len(told):,} queries, {len(broken)} broke, "
          f"{sum(each[1] > 1 for each in told)} took more than a second, "
          f"{sum(each[0] > 1 for each in told)} computed for more")  # fmt: skip
    for worked, took, came, text in broken[:_TOLD] + told[:_TOLD]:
        print(f"computed {worked:.2f} s of {took:.2f} s, {came}: {text[:90]!r}")


if __name__ == "__main__":
    main()
