"""The rate and the time left of a job."""

from __future__ import annotations

from reviewer.ui.pace import Pace


def test_a_rate_is_told_once_it_is_known() -> None:
    pace = Pace()
    assert pace.told("reading", 0, 0, 1_000, 10.0) == "Reading: 0 documents"
    assert pace.told("reading", 50, 10, 1_000, 11.0) == "Reading: 50 documents"
    told = pace.told("reading", 1_200, 100, 1_000, 13.0)
    assert told == "Reading: 1,200 documents, 400 a second, less than a minute left"


def test_time_left_follows_the_measure_of_the_stage() -> None:
    pace = Pace()
    pace.told("reading", 0, 0, 10_000, 0.0)
    assert pace.told("reading", 10, 100, 10_000, 10.0).endswith("about 16 min left")
    assert pace.told("reading", 10, 10, 10_000, 10.0).endswith("about 2.8 h left")


def test_each_stage_begins_anew() -> None:
    pace = Pace()
    pace.told("reading", 0, 0, 10, 0.0)
    pace.told("reading", 100, 10, 10, 10.0)
    assert pace.told("indexing", 100, 0, 100, 11.0) == "Indexing: 100 documents"
    assert pace.told("indexing", 200, 50, 100, 21.0).startswith("Indexing: 200 documents, 10 a s")


def test_without_a_total_no_time_is_promised() -> None:
    pace = Pace()
    pace.told("reading", 0, 0, None, 0.0)
    assert pace.told("reading", 30, 30, None, 3.0) == "Reading: 30 documents, 10 a second"
