"""A row of the results shows why it was found, also when there is little room."""

from __future__ import annotations

from reviewer.model import Snippet, Span
from reviewer.ui.views.row_delegate import from_hit

TEXT = "…told us that a license for 240 missiles was approved on the strength of an end-user paper"
START = TEXT.index("end-user")
FOUND = Snippet(TEXT, (Span(START, START + 8),))


def test_a_hit_that_would_not_be_seen_is_brought_near() -> None:
    nearer = from_hit(FOUND, 60)
    assert nearer.text.startswith("…")
    assert TEXT.endswith(nearer.text[1:])
    (hit,) = nearer.hits
    assert nearer.text[hit.start_cp : hit.end_cp] == "end-user"
    assert hit.end_cp <= 60


def test_a_snippet_whose_hit_is_seen_stays() -> None:
    assert from_hit(FOUND, len(TEXT)) is FOUND
    plain = Snippet(TEXT)
    assert from_hit(plain, 10) is plain
