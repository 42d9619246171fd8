"""Every hit stands on one line, cut from the text as it is."""

from __future__ import annotations

import re
import tempfile
import unicodedata
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewer.corpus.database import Corpus
from reviewer.errors import Cancelled
from reviewer.model import Span
from reviewer.review.concordance import Line, concordance, headings, line_at, pressed
from reviewer.review.lines import LineOrder, Lines, filter_key, matching, ordered
from reviewer.search.hits import find_hits
from reviewer.search.query import parse_query
from reviewer.text import normalise
from tests.corpora import make_corpus

WORDS = st.sampled_from(
    [
        "igla",
        "Igla",
        "ÍGLA",
        "consul",
        "\n",
        "\t ",
        "😀",
        "👩\u200d🚀",
        "e\u0301",
        "👍🏽",
        "صاروخ",
        "-",
    ]
)
TEXTS = st.lists(WORDS, max_size=30).map(lambda words: normalise(" ".join(words)))
QUERIES = st.sampled_from(
    [
        "igla",
        "/[Ii]gla|consul$/",
        "near:(igla consul)~5",
        '"igla consul"',
        "cons*",
        "igla OR consul",
        "igla -nobody",
        "=igla",
    ]
)


def never() -> bool:
    return False


@settings(max_examples=30, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=5), QUERIES, st.integers(0, 40))
def test_each_hit_is_one_line_and_each_line_a_cut_of_its_text(
    texts: list[str], typed: str, width_cp: int
) -> None:
    query = parse_query(typed)
    ids = list(range(len(texts), 0, -1))
    with (
        tempfile.TemporaryDirectory() as folder,
        make_corpus(Path(folder) / "c", texts) as corpus,
    ):
        lines = list(concordance(corpus, np.array(ids, dtype=np.int64), query, width_cp))
    hits = [(i, span) for i in ids for span in find_hits(query, texts[i - 1])]
    assert [(line.document_id, line.span) for line in lines] == hits
    for line in lines:
        text, span = texts[line.document_id - 1], line.span
        assert line.hit == pressed(text[span.start_cp : span.end_cp])
        assert len(line.left) <= width_cp
        assert len(line.right) <= width_cp
        assert pressed(text[: span.start_cp]).endswith(line.left)
        assert pressed(text[span.end_cp :]).startswith(line.right)


@given(st.text(max_size=20))
def test_each_run_of_white_space_becomes_one_space(text: str) -> None:
    assert pressed(text) == re.sub(r"\s+", " ", text)


@given(TEXTS, st.integers(0, 30))
def test_no_cut_parts_a_letter_from_its_accent(text: str, width_cp: int) -> None:
    for span in find_hits(parse_query("igla"), text):
        line = line_at(1, text, span, width_cp)
        assert not any(unicodedata.combining(c) or c == "\u200d" for c in line.left[:1])
        assert not line.right.endswith("\u200d")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("xx e\u0301 igla", " "),
        ("xx 👍🏽 igla", " "),
        ("xx 👩\u200d🚀 igla", " "),
        ("xx yz igla", "z "),
    ],
)
def test_a_letter_that_does_not_fit_whole_is_left_out(text: str, left: str) -> None:
    (span,) = find_hits(parse_query("igla"), text)
    assert line_at(1, text, span, 2).left == left


def test_a_hit_as_long_as_a_document_shows_its_beginning() -> None:
    line = line_at(1, "a " * 5_000, Span(0, 10_000), 10)
    assert line.hit.endswith("…")
    assert len(line.hit) < 3_000


def test_documents_that_are_gone_and_stopping(corpus: Corpus) -> None:
    query = parse_query("missiles OR consul")
    assert len(list(concordance(corpus, [99, 1, 2], query))) == 3
    asked = iter([False, True])
    some = list(concordance(corpus, [1, 2], query, cancelled=lambda: next(asked)))
    assert {line.document_id for line in some} == {1}


def gathered(*parts: tuple[str, str, str]) -> Lines:
    lines = Lines()
    for number, (left, hit, right) in enumerate(parts):
        lines.add(Line(number % 3 + 1, Span(number, number + 1), left, hit, right))
    return lines


FOUR = gathered(
    ("the old ", "igla", " was sold"),
    ("An OLD ", "Igla", " came"),
    ("new ", "iglas", ""),
    ("", "igla", " Was bought"),
)


@pytest.mark.parametrize(
    ("order", "numbers"),
    [
        (LineOrder.RESULTS, [0, 1, 2, 3]),
        (LineOrder.LEFT, [3, 2, 1, 0]),  # "", new, old an, old the
        (LineOrder.HIT, [1, 3, 0, 2]),
        (LineOrder.RIGHT, [2, 1, 3, 0]),
    ],
)
def test_lines_sort_by_words_from_the_hit_outwards(order: LineOrder, numbers: list[int]) -> None:
    assert ordered(FOUR, np.arange(4), order, {}, never).tolist() == numbers


def test_lines_sort_by_what_is_told_of_their_documents(tmp_path: Path) -> None:
    with make_corpus(
        tmp_path / "c",
        ["a", "b", "c"],
        title=["Éclair", "Zoo", "apple"],
        date=["2006", None, "2005"],
    ) as corpus:
        told = headings(corpus, [1, 2, 3])
    by_title = ordered(FOUR, np.arange(4), LineOrder.TITLE, told, never)
    assert by_title.tolist() == [2, 0, 3, 1]
    assert ordered(FOUR, np.arange(4), LineOrder.DATE, told, never).tolist() == [2, 0, 3, 1]


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [("", [0, 1, 2, 3]), ("OLD  igla", [0, 1]), ("íglas", [2]), ("bought", [3]), ("sold x", [])],
)
def test_the_filter_finds_parts_of_lines(typed: str, numbers: list[int]) -> None:
    assert matching(FOUR, typed, 4, never).tolist() == numbers


@given(st.text(max_size=30), st.integers(0, 29), st.integers(1, 10))
def test_a_part_of_a_text_is_found_in_it(text: str, start: int, length: int) -> None:
    part = " ".join(text[start : start + length].split())
    if part and not unicodedata.combining(part[0]):
        assert filter_key(part) in filter_key(text)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=12))
def test_an_order_holds_every_line_once(parts: list[tuple[str, str]]) -> None:
    lines = gathered(*((left, "igla", right) for left, right in parts))
    for order in (LineOrder.LEFT, LineOrder.HIT, LineOrder.RIGHT):
        assert sorted(ordered(lines, np.arange(len(lines)), order, {}, never)) == list(
            range(len(lines))
        )


def test_what_is_stored_comes_back_and_may_be_joined() -> None:
    lines = Lines()
    lines.extend(FOUR)
    lines.extend(FOUR)
    assert len(lines) == 8
    assert [lines[number] for number in range(4, 8)] == [FOUR[number] for number in range(4)]
    assert list(lines.places(np.array([5]))) == [(2, Span(1, 2))]
    assert lines.documents_of(np.array([0, 3])) == {1}


def test_arranging_stops_when_it_is_not_wanted_any_more() -> None:
    with pytest.raises(Cancelled):
        ordered(FOUR, np.arange(4), LineOrder.LEFT, {}, lambda: True)
    with pytest.raises(Cancelled):
        matching(FOUR, "x", 4, lambda: True)
