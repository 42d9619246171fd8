from hypothesis import given
from hypothesis import strategies as st

from reviewer.model import Reason, Redaction
from reviewer.review.release import released, released_range, token

REASONS = {1: Reason(1, "(b)(6)", "Privacy", "FOIA", 1), 2: Reason(2, "1.4(d)", "", "EO", 0)}
LENGTH = 40
SPANS = st.lists(
    st.tuples(st.integers(0, LENGTH - 1), st.integers(1, 8), st.sampled_from([(1,), (2,), (1, 2)])),
    max_size=6,
)
# Every character once, and none that a token is made of.
TEXT = "".join(chr(0x4E00 + place) for place in range(LENGTH))


def _redaction(
    start_cp: int | None, end_cp: int | None, reason_ids: tuple[int, ...] = (1,)
) -> Redaction:
    return Redaction(1, 1, start_cp, end_cp, "", "", reason_ids, "Ana", "", "")


@given(spans=SPANS, edges=st.tuples(st.integers(0, LENGTH), st.integers(0, LENGTH)))
def test_what_is_redacted_is_gone_and_all_else_is_there(
    spans: list[tuple[int, int, tuple[int, ...]]], edges: tuple[int, int]
) -> None:
    start_cp, end_cp = sorted(edges)
    marks = [_redaction(s, min(s + n, LENGTH), reasons) for s, n, reasons in spans]
    hidden = {i for m in marks if m.span for i in range(m.span.start_cp, m.span.end_cp)}
    shown = released_range(TEXT, start_cp, end_cp, marks, REASONS)
    kept, at = "", 0
    for span in shown.tokens:
        kept += shown.text[at : span.start_cp]
        assert shown.text[span.start_cp : span.end_cp].startswith("[REDACTED: ")
        at = span.end_cp
    kept += shown.text[at:]
    assert kept == "".join(TEXT[i] for i in range(start_cp, end_cp) if i not in hidden)
    if start_cp < end_cp:
        assert bool(shown.tokens) == bool(hidden & set(range(start_cp, end_cp)))


@given(length=st.integers(1, 20))
def test_a_token_does_not_tell_how_much_it_hides(length: int) -> None:
    assert released(TEXT, [_redaction(5, 5 + length)], REASONS).text == (
        TEXT[:5] + token(["(b)(6)"]) + TEXT[5 + length :]
    )


def test_passages_that_touch_are_one_token_with_all_reasons() -> None:
    shown = released("John Smith left", [_redaction(0, 4), _redaction(4, 10, (2,))], REASONS)
    assert shown.text == "[REDACTED: 1.4(d); (b)(6)] left"
    assert len(shown.tokens) == 1


def test_a_withheld_document_is_one_token() -> None:
    shown = released(TEXT, [_redaction(None, None), _redaction(0, 3)], REASONS)
    assert shown.text == "[REDACTED: (b)(6)]"
