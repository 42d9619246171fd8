from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from reviewer.model import Span
from reviewer.ui.views.find_bar import MAX_FOUND, folded, found


@given(st.text())
def test_folding_keeps_every_position(text: str) -> None:
    assert len(folded(text)) == len(text)


@given(st.text("abİ é\n", max_size=30), st.text("ab ", min_size=1, max_size=3))
def test_what_is_found_is_what_was_wanted(text: str, wanted: str) -> None:
    spans = found(text, wanted)
    assert spans == sorted(spans)
    for span in spans:
        assert text[span.start_cp : span.end_cp].split() == wanted.split()
    if wanted.strip() and wanted == wanted.strip() and wanted in text:
        assert spans


def test_case_is_folded_before() -> None:
    text = "İgla and IGLA and igla"
    assert found(folded(text), folded("Igla")) == [Span(9, 13), Span(18, 22)]


def test_line_ends_and_other_spaces_count_as_spaces() -> None:
    assert found("arms\n\u00a0 deal", "arms deal") == [Span(0, 11)]


def test_accents_match_however_they_are_written() -> None:
    assert found("caf\u00e9 cafe\u0301", "caf\u00e9") == [Span(0, 4), Span(5, 10)]


def test_signs_are_searched_as_they_are() -> None:
    assert found("a.b (c) a+b", "(c)") == [Span(4, 7)]
    assert found("aab", "a.b") == []
    assert found("text", " \n") == []


def test_finding_is_bounded_and_quick() -> None:
    text = folded("The Port of Dresna. " * 250_000)
    started = time.perf_counter()
    assert len(found(text, "port")) == MAX_FOUND
    assert found(text, "nowhere at all") == []
    assert time.perf_counter() - started < 1
