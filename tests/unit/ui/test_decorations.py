from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reviewer.model import Marks, Span
from reviewer.ui.decorations import UNTAGGED_COLOUR, Decorations, Legend, MarkKind
from tests.gui.views.marking import LEGEND, highlight, mention, redaction

spans = st.tuples(st.integers(0, 60), st.integers(1, 30)).map(lambda at: Span(at[0], at[0] + at[1]))


@given(st.lists(spans, max_size=25), spans)
def test_a_range_finds_exactly_what_overlaps_it(marked: list[Span], wanted: Span) -> None:
    decorations = Decorations(_highlights(marked), LEGEND)
    found = sorted(mark.id for mark in decorations.overlapping(wanted))
    assert found == [place for place, span in enumerate(marked) if span.overlaps(wanted)]


@given(st.lists(spans, max_size=25))
def test_no_two_highlights_share_a_lane_where_they_overlap(marked: list[Span]) -> None:
    items = Decorations(_highlights(marked), LEGEND).items
    for one in items:
        for other in items:
            if one is not other and one.span.overlaps(other.span):
                assert one.lane != other.lane
                assert one.stripe != other.stripe


@given(st.lists(spans, max_size=25), st.integers(0, 95))
def test_the_shortest_mark_at_a_place_comes_first(marked: list[Span], place: int) -> None:
    found = Decorations(_highlights(marked), LEGEND).at(place)
    lengths = [mark.span.end_cp - mark.span.start_cp for mark in found]
    assert lengths == sorted(lengths)
    assert len(found) == sum(span.start_cp <= place < span.end_cp for span in marked)


def test_a_highlight_takes_the_colour_of_its_first_tag_and_names_all() -> None:
    marks = Marks((highlight(1, 0, 5, 2, 1, note="look here"), highlight(2, 9, 12)))
    tagged, untagged = Decorations(marks, LEGEND).items
    assert tagged.colour == LEGEND.tags[2].colour
    assert tagged.label == "Tag 2, Tag 1\nlook here"
    assert untagged.colour == UNTAGGED_COLOUR
    assert untagged.label == "Highlight without a tag"


def test_mentions_and_redactions_are_named() -> None:
    marks = Marks((), (mention(1, 0, 5),), (redaction(2, Span(7, 9)),))
    named, redacted = Decorations(marks, LEGEND).items
    assert (named.kind, named.label) == (MarkKind.MENTION, "Milan Orvo (Person)")
    assert (redacted.kind, redacted.label) == (MarkKind.REDACTION, "Redaction: (b)(6) privacy")


def test_a_withheld_document_says_why_and_marks_no_passage() -> None:
    decorations = Decorations(Marks((), (), (redaction(2, None),)), LEGEND)
    assert decorations.withheld == "Redaction: (b)(6) privacy"
    assert decorations.items == ()
    assert Decorations().withheld is None


def test_marks_whose_tag_is_unknown_are_still_shown() -> None:
    marks = Marks((highlight(1, 0, 5, 99),), (mention(1, 6, 8),))
    assert [mark.colour for mark in Decorations(marks, Legend()).items] == [UNTAGGED_COLOUR] * 2


def test_a_mark_is_found_by_kind_and_id() -> None:
    decorations = Decorations(Marks((highlight(1, 0, 5),), (mention(1, 6, 8),)), LEGEND)
    found = decorations.find("mention", 1)
    assert found is not None and found.span == Span(6, 8)
    assert decorations.find("redaction", 1) is None


def _highlights(marked: list[Span]) -> Marks:
    return Marks(
        tuple(highlight(place, span.start_cp, span.end_cp, 1) for place, span in enumerate(marked))
    )
