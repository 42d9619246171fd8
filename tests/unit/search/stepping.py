"""Kill a writer of an index before and after each call that touches the disk.

It makes a commit and the merge after it. `python -m tests.unit.search.stepping FOLDER` goes through
all steps. Random moments, as in `killing`, fall between them too, but may miss one that matters.
"""

import shutil
import subprocess
import sys
from itertools import count
from pathlib import Path

from reviewer.search.index import SearchIndex
from tests.unit.search.documents import document

_AT_A_TIME = 3

# Forks a writer for each number that it reads, and tells whether it died at that step.
_WRITERS = f"""
import os, signal, sys
from pathlib import Path
from tests.unit.search.documents import document
from reviewer.search.index import SearchIndex
from reviewer.search.languages import language_of

TOUCHING = {{
    "replace", "rename", "unlink", "rmdir", "mkdir", "open", "write", "flush", "fsync", "close",
    "lockf", "flock", "scandir", "mmap", "chmod", "utime", "truncate",
}}
steps = 0

def count(frame, event, called):
    global steps
    if event in ("c_call", "c_return") and getattr(called, "__name__", "") in TOUCHING:
        steps += 1
        if steps == wanted:
            os.kill(os.getpid(), signal.SIGKILL)

language_of("load the model once for all")
for line in sys.stdin:
    wanted = int(line)
    if child := os.fork():
        _, status = os.waitpid(child, 0)
        os.write(1, b"killed\\n" if os.WIFSIGNALED(status) else b"ended\\n")
        continue
    index = SearchIndex.open(Path(sys.argv[1]))
    first = len(index.document_ids())
    sys.setprofile(count)
    index.add(document(first + i, "arms " * 200) for i in range({_AT_A_TIME}))
    sys.setprofile(None)
    os._exit(0)
"""


def kill_at_each_step(folder: Path, every: int = 1) -> int:
    """Kill a writer at one step after the other, or at every so many, and return how many died.

    After each the index must hold the commit before or the new one, whole, and take the next one
    in. Raises AssertionError.
    """
    before = _about_to_merge(folder / "before")
    held = SearchIndex.open(before).document_count
    index = folder / "index"
    killed = 0
    outcomes: set[int] = set()
    with subprocess.Popen(
        [sys.executable, "-c", _WRITERS, str(index)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[3],
    ) as writers:
        assert writers.stdin is not None
        assert writers.stdout is not None
        for step in count(every, every):
            shutil.rmtree(index, ignore_errors=True)
            shutil.copytree(before, index)
            writers.stdin.write(f"{step}\n")
            writers.stdin.flush()
            if writers.stdout.readline() != "killed\n":
                break
            killed += 1
            outcomes.add(_check(index, held))
    assert outcomes == {held, held + _AT_A_TIME}
    return killed


def _about_to_merge(folder: Path) -> Path:
    """Make an index whose next commit is followed by a merge."""
    index = SearchIndex.create(folder)
    kept = folder.with_name("kept")
    while True:
        segments = len(index.snapshot.segments)
        shutil.rmtree(kept, ignore_errors=True)
        shutil.copytree(folder, kept)
        first = index.document_count
        index.add(document(first + i, "arms " * 200) for i in range(_AT_A_TIME))
        if len(index.snapshot.segments) <= segments:
            return kept


def _check(folder: Path, held: int) -> int:
    index = SearchIndex.open(folder)
    ids = index.document_ids()
    documents = len(ids)
    assert ids == set(range(documents))
    assert documents in (held, held + _AT_A_TIME)
    assert index.is_whole()
    assert index.add([document(10**6, "arms")]) == 1
    found = [each.postings("body", b"arms") for each in index.snapshot.segments]
    assert sum(len(each.numbers) for each in found if each) == documents + 1
    left = {path.name for path in folder.iterdir()}
    assert len([name for name in left if name.endswith(".seg")]) == len(index.snapshot.segments)
    index.close()
    return documents


if __name__ == "__main__":
    print(kill_at_each_step(Path(sys.argv[1])), "kills, nothing lost at any")
