"""Kill writers of an index at random moments: `python -m tests.unit.search.killing FOLDER 200`.

A writer commits three documents at a time and merges after every few commits, so the kills fall
into the writing of a segment, the replacing of a seal, a merge and the cleaning up. After each the
index must open with every commit that was told, no half one, and every byte as it was written.
"""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from reviewer.search.index import SearchIndex

_AT_A_TIME = 3

# Starting Python for every kill would take most of the time, so writers are forked off where that
# can be done.
_WRITER = f"""
import os, sys
from pathlib import Path
from tests.unit.search.documents import document
from reviewer.search.index import SearchIndex
from reviewer.search.languages import language_of

language_of("load the model once for all")
for line in sys.stdin:
    if hasattr(os, "fork") and (child := os.fork()):
        os.waitpid(child, 0)
        os.write(1, b"dead\\n")
        continue
    index = SearchIndex.open(Path(sys.argv[1]))
    first = max(index.document_ids(), default=-1) + 1
    os.write(1, b"%d\\n" % os.getpid())
    for id_ in range(first, first + 1_000_000, {_AT_A_TIME}):
        index.add(document(id_ + i, "arms " * 200) for i in range({_AT_A_TIME}))
        os.write(1, b"%d\\n" % (id_ + {_AT_A_TIME}))  # at once: a kill must not cut it
"""


def kill_writers(folder: Path, kills: int, seed: int = 0) -> int:
    """Kill so many writers one after the other and return how many; raises AssertionError."""
    chance = random.Random(seed)
    SearchIndex.create(folder).close()
    nursery = _nursery(folder)
    for _ in range(kills):
        if nursery.poll() is not None:
            nursery = _nursery(folder)
        assert nursery.stdin is not None
        assert nursery.stdout is not None
        nursery.stdin.write("\n")
        nursery.stdin.flush()
        writer = int(nursery.stdout.readline())
        told = int(nursery.stdout.readline())
        until = time.perf_counter() + chance.uniform(0, 0.08)
        while time.perf_counter() < until:
            pass
        _kill(writer)
        while (line := nursery.stdout.readline()) and line != "dead\n":
            told = int(line)
        _check(folder, told)
    nursery.kill()
    nursery.communicate()
    return kills


def _check(folder: Path, told: int) -> None:
    index = SearchIndex.open(folder)
    ids = index.document_ids()
    assert ids == set(range(len(ids)))
    assert len(ids) % _AT_A_TIME == 0
    assert len(ids) >= told
    found = [each.postings("body", b"arms") for each in index.snapshot.segments]
    assert sum(len(each.numbers) for each in found if each) == len(ids)
    assert sum(each.counts.sum() for each in found if each) == len(ids) * 200
    assert index.is_whole()
    index.close()


def _nursery(folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", _WRITER, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[3],
    )


def _kill(process: int) -> None:

    os.kill(process, getattr(signal, "SIGKILL", signal.SIGTERM))


if __name__ == "__main__":
    started = time.perf_counter()
    print(kill_writers(Path(sys.argv[1]), int(sys.argv[2])), "kills, nothing lost,", end=" ")
    print(f"{time.perf_counter() - started:.0f} s")
