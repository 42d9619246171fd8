"""Texts of many documents come in the order asked for, and never all at once."""

from __future__ import annotations

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


def test_a_writer_is_not_kept_waiting_by_a_reader_that_takes_its_time(tmp_path: Path) -> None:
    with make_corpus(tmp_path / "c", ["one", "two"]) as corpus:
        reading = texts_of(corpus, [1, 2])
        assert next(reading) == (1, "one")
        with corpus.write() as connection:
            connection.exec_driver_sql("UPDATE document SET note = 'x'")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(PASSIVE)")
        assert next(reading) == (2, "two")
