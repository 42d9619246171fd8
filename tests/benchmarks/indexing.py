"""What indexing costs: `python -m tests.benchmarks.indexing CORPUS … [--place FOLDER]`.

Copies each corpus and indexes it as the window does, in a worker process, which may have children.
Told are documents a second, over all and in each fifth of the way, and the highest memory of each
process. The copies are kept, so that `search.py` and `keystrokes.py` can go on with them.
"""

from __future__ import annotations

import argparse
import itertools
import json
import shutil
from dataclasses import asdict
from pathlib import Path
from time import perf_counter

from tests.benchmarks.ours import build_index
from tests.benchmarks.processes import folder_mb, machine

_PARTS = 5


def measure(corpus: Path, folder: Path) -> None:
    """Index a copy of a corpus and print what it cost."""
    shutil.rmtree(folder, ignore_errors=True)
    begun = perf_counter()
    told: list[tuple[int, float]] = []
    cost = build_index(corpus, folder, lambda done: told.append((done, perf_counter() - begun)))
    folder.with_suffix(".json").write_text(json.dumps(asdict(cost)))
    documents = told[-1][0]
    print(
        f"{corpus.name}: {documents:,} documents in {cost.wall_s:.0f} s "
        f"({documents / cost.wall_s:,.0f}/s; {cost.cpu_s:.0f} s of CPU, "
        f"{cost.cpu_s / documents * 1000:.2f} ms a document), "
        f"index {folder_mb(folder / 'index'):,.0f} MB"
    )
    print("  documents/s in each fifth:", ", ".join(f"{each:,.0f}" for each in speeds(told)))
    print("  MB of each process at most:", ", ".join(f"{each:,.0f}" for each in cost.peaks_mb))


def speeds(told: list[tuple[int, float]]) -> list[float]:
    """Return documents a second in equal parts of the documents."""
    documents = told[-1][0]
    ends = [
        next(each for each in told if each[0] >= documents * part / _PARTS)
        for part in range(_PARTS + 1)
    ]
    return [
        (after[0] - before[0]) / max(after[1] - before[1], 0.001)
        for before, after in itertools.pairwise(ends)
    ]


def main() -> None:
    """Measure each corpus of the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpora", type=Path, nargs="+")
    parser.add_argument("--place", type=Path, default=Path("/tmp/reviewer-indexing"))
    given = parser.parse_args()
    for corpus in given.corpora:
        print(machine())
        measure(corpus, given.place / corpus.name)
    print(machine().rpartition("; ")[2])


if __name__ == "__main__":
    main()
