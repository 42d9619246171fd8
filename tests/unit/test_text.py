from __future__ import annotations

import hashlib
import time

from hypothesis import given
from hypothesis import strategies as st

from reviewer.text import (
    MAX_LINE_CP,
    Offsets,
    context,
    line_of,
    normalise,
    sha256_of,
    trimmed,
)

PIECES = [
    "a", "word ", "\n", "\t", "\u00a0", "\u2028", "\u2029", "e\u0301", "😀", "👨‍👩‍👧", "𝔘",
    "\ufdd0", "\ufdd1", "\ufffc", "שלום ", "x" * 5_000, "y\u00a0" * 2_500, "long line " * 500,
]  # fmt: skip
texts = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)


def utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@given(st.text(st.characters(codec=None)))
def test_normalising_twice_is_normalising_once(raw: str) -> None:
    once = normalise(raw)
    assert normalise(once) == once


@given(st.text(st.characters(codec=None)))
def test_normalised_text_can_be_stored_and_keeps_its_length(raw: str) -> None:
    text = normalise(raw)
    text.encode("utf-8")
    assert "\r" not in text and "\x00" not in text
    assert len(text) == len(raw) - raw.count("\r\n")


def test_normalising_keeps_what_a_reader_sees() -> None:
    kept = "tab\tNBSP\u00a0 line\u2028 paragraph\u2029 e\u0301 é 😀 \ufdd0"
    assert normalise(kept) == kept
    assert normalise("a\r\nb\rc\x07\x85\ud800") == "a\nb\nc\ufffd\ufffd\ufffd"


def test_a_hash_is_of_the_bytes_in_utf_8() -> None:
    assert sha256_of("é") == hashlib.sha256("é".encode()).hexdigest()


def test_lines_are_counted_from_one() -> None:
    assert [line_of("a\nb\n", place) for place in range(4)] == [1, 1, 2, 2]


def test_context_stops_at_the_ends_of_the_text() -> None:
    assert context("abcdef", 2, 4, 10) == ("ab", "ef")
    assert context("abcdef", 2, 4, 1) == ("b", "e")


@given(texts, st.data())
def test_trimming_leaves_out_white_space_only(text: str, data: st.DataObject) -> None:
    start, end = _range(text, data)
    kept_start, kept_end = trimmed(text, start, end)
    assert text[kept_start:kept_end] == text[start:end].strip()
    assert start <= kept_start <= kept_end <= end


@given(texts)
def test_the_view_is_the_text_with_line_feeds_put_in(text: str) -> None:
    offsets = Offsets(text)
    remaining = iter(offsets.view_text)
    assert all(any(shown == letter for shown in remaining) for letter in text)
    put_in = len(offsets.view_text) - len(text)
    assert offsets.view_text.count("\n") == text.count("\n") + put_in
    assert max(map(len, offsets.view_text.split("\n"))) <= MAX_LINE_CP
    assert offsets.length_qt == utf16_length(offsets.view_text)


@given(texts)
def test_short_lines_are_shown_as_they_are(text: str) -> None:
    if max(map(len, text.split("\n"))) <= MAX_LINE_CP:
        assert Offsets(text).view_text == text


def test_a_soft_break_goes_behind_a_space() -> None:
    shown = Offsets("seven w " * 2_000).view_text.split("\n")
    assert len(shown) > 1
    assert all(line.endswith(" ") for line in shown)


@given(texts, st.data())
def test_every_code_point_is_found_at_its_place_in_the_view(text: str, data: st.DataObject) -> None:
    offsets = Offsets(text)
    cp = data.draw(st.integers(0, len(text)))
    qt = offsets.to_qt(cp)
    assert offsets.to_cp(qt) == cp
    if cp < len(text):
        encoded = offsets.view_text.encode("utf-16-le")[2 * qt :]
        assert encoded.decode("utf-16-le").startswith(text[cp])


@given(texts, st.data())
def test_a_range_survives_the_way_to_the_view_and_back(text: str, data: st.DataObject) -> None:
    offsets = Offsets(text)
    start, end = _range(text, data)
    start_qt, end_qt = offsets.span_to_qt(start, end)
    assert (offsets.to_cp(start_qt), offsets.to_cp(end_qt)) == (start, end)
    assert start_qt <= end_qt


@given(texts, st.integers(-10, 100_000), st.integers(-10, 100_000))
def test_places_keep_their_order_and_stay_in_the_text(text: str, one: int, other: int) -> None:
    offsets = Offsets(text)
    low, high = sorted((one, other))
    assert 0 <= offsets.to_cp(low) <= offsets.to_cp(high) <= len(text)
    assert 0 <= offsets.to_qt(low) <= offsets.to_qt(high) <= offsets.length_qt


def test_a_range_before_a_soft_break_does_not_run_over_it() -> None:
    offsets = Offsets("😀" * (MAX_LINE_CP + 1))
    start_qt, end_qt = offsets.span_to_qt(MAX_LINE_CP - 1, MAX_LINE_CP)
    assert (start_qt, end_qt) == (2 * MAX_LINE_CP - 2, 2 * MAX_LINE_CP)
    assert offsets.span_to_qt(MAX_LINE_CP, MAX_LINE_CP + 1)[0] == 2 * MAX_LINE_CP + 1


def test_inside_a_surrogate_pair_is_its_code_point() -> None:
    offsets = Offsets("a😀b")
    assert [offsets.to_cp(place) for place in range(5)] == [0, 1, 1, 2, 3]


def test_long_text_is_taken_in_quickly_whatever_its_lines() -> None:
    for text in ("x" * 1_999 + " ", "word " * 999 + "\n", "x"):
        started = time.perf_counter()
        Offsets(text * (3_000_000 // len(text)))
        assert time.perf_counter() - started < 1


def _range(text: str, data: st.DataObject) -> tuple[int, int]:
    places = st.integers(0, len(text))
    start, end = sorted((data.draw(places), data.draw(places)))
    return start, end
