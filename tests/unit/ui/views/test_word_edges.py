from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.ui.views.word_edges import Edge, moved_edge

TEXT = "The embassy's arms (Igla-S) came."


@pytest.mark.parametrize(
    ("position", "edge", "by", "expected"),
    [
        (4, "start", -1, 0),
        (4, "start", 1, 14),
        (4, "start", 2, 20),
        (3, "end", 1, 13),
        (18, "end", 1, 26),
        (18, "end", -1, 13),
        (18, "end", -2, 3),
        (28, "end", 5, len(TEXT)),
        (0, "start", -3, 0),
    ],
)
def test_edges_move_to_where_words_begin_and_end(
    position: int, edge: Edge, by: int, expected: int
) -> None:
    assert moved_edge(TEXT, position, edge, by) == expected


@given(
    st.text("ab é👨‍👩‍👧e\u0301.,\n", max_size=60),
    st.integers(0, 60),
    st.sampled_from(["start", "end"]),
    st.integers(-3, 3),
)
def test_an_edge_stays_in_the_text_and_goes_where_it_is_sent(
    text: str, position: int, edge: Edge, by: int
) -> None:
    position = min(position, len(text))
    moved = moved_edge(text, position, edge, by)
    assert 0 <= moved <= len(text)
    assert moved >= position if by >= 0 else moved <= position
