"""Killed at any moment, Reviewer keeps every annotation that it has acknowledged."""

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

from sqlalchemy import text

from reviewer.corpus import annotations, documents
from reviewer.corpus.database import Access, Corpus, open_corpus
from reviewer.review import log, tags
from reviewer.review.changes import undo
from reviewer.review.highlights import add_highlight
from tests.corpora import make_corpus

KILLS = 50
TEXT = "The consul 😀 saw the crates in Port Lisse. " * 40


def _tag_at_full_speed(folder: Path, seed: int, acknowledged: int) -> None:
    """Tag and undo until killed; a line is written for each verb that has returned."""
    chance = random.Random(seed)
    with open_corpus(folder, Access.WRITE) as corpus:
        made = 0
        while True:
            if made and chance.random() < 0.3:
                change = undo(corpus)
                made -= 1
            else:
                start = chance.randrange(len(TEXT) - 10)
                change = add_highlight(corpus, 1, start, start + 1 + chance.randrange(9), [1])
                made += not change.is_empty
            verb = "undo" if change.direction == "undo" else "add"
            inserted = [o.key["id"] for o in change.operations if o.table == "highlight"]
            os.write(acknowledged, f"{verb} {inserted[0] if inserted else 0}\n".encode())


def _live_and_be_killed(folder: Path, seed: int) -> list[str]:
    """Tag in a process of its own, kill it at a random moment, and return what it told."""
    told, tell = os.pipe()
    # A fork is a hundred times quicker than a new interpreter.
    child = os.fork()
    if child == 0:
        try:
            _tag_at_full_speed(folder, seed, tell)
        finally:
            os._exit(1)
    os.close(tell)
    lines = b""
    chance = random.Random(seed)
    wanted = chance.randrange(1, 60)
    while lines.count(b"\n") < wanted:
        lines += os.read(told, 256 if wanted > 10 else 1)
    for _ in range(chance.randrange(20_000)):
        pass  # so that it does not always die right behind an acknowledgement
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    while rest := os.read(told, 65536):
        lines += rest
    os.close(told)
    return lines.decode().splitlines()


def _require_sound(corpus: Corpus) -> set[int]:
    with corpus.read() as connection:
        body = documents.document_text(connection, 1)
        found = annotations.highlights(connection)
        assert all(mark.quote == body[mark.start_cp : mark.end_cp] for mark in found)
        assert all(mark.tag_ids == (1,) for mark in found)
        assert log.first_broken_line(connection) is None
        assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
        assert connection.scalar(text("PRAGMA integrity_check")) == "ok"
        return {mark.id for mark in found}


def _kill_again_and_again(folder: Path) -> None:
    with make_corpus(folder, [TEXT]) as corpus:
        tags.create_tag(corpus, "Crates")
    standing: set[int] = set()
    for seed in range(KILLS):
        for line in _live_and_be_killed(folder, seed):
            verb, highlight_id = line.split()
            if highlight_id != "0":
                change = standing.add if verb == "add" else standing.discard
                change(int(highlight_id))
        with open_corpus(folder, Access.WRITE) as corpus:
            found = _require_sound(corpus)
        # One verb may have reached the disk without the time to say so.
        assert len(found ^ standing) <= 1, f"after kill {seed}"
        standing = found
    assert len(standing) > KILLS


def test_every_acknowledged_annotation_survives_a_kill(tmp_path: Path) -> None:
    # In an interpreter of its own, since only one without threads forks safely.
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, __file__, str(tmp_path / "Cables")],
        env=os.environ | {"PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


if __name__ == "__main__":
    _kill_again_and_again(Path(sys.argv[1]))
