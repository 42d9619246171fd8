"""Texts of many documents come in the order asked for, and never all at once."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from reviewer.review import texts
from reviewer.review.texts import texts_of
from tests.corpora import make_corpus


@pytest.mark.parametrize("room_cp", [1, 25, 10_000])
def test_texts_come_in_the_order_of_the_ids(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, room_cp: int
) -> None:
    monkeypatch.setattr(texts, "_CODE_POINTS_AT_ONCE", room_cp)
    wanted = [f"text {number} 😀" for number in range(1, 451)]
    ids = np.array([450, *range(1, 450), 999], dtype=np.int64)
    with make_corpus(tmp_path / "c", wanted) as corpus:
        found = list(texts_of(corpus, ids))
    assert found == [(int(i), wanted[i - 1]) for i in ids if i != 999]


def test_a_reader_that_takes_its_time_keeps_no_old_state_alive(tmp_path: Path) -> None:
    with make_corpus(tmp_path / "c", ["one", "two"]) as corpus:
        reading = texts_of(corpus, [1, 2])
        assert next(reading) == (1, "one")
        with closing(sqlite3.connect(corpus.paths.database)) as other:
            busy, _, _ = other.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        assert not busy
        assert next(reading) == (2, "two")
