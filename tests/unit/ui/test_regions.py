"""Which stretches of a text are flagged and folded, and what they are called."""

from __future__ import annotations

from reviewer.model import Region, RegionKind
from reviewer.ui.regions import (
    NO_REGIONS,
    is_folded_at_first,
    label_of,
    sorted_out,
    stub_of,
    told_kinds,
)

TEXT = "Home\nNews\nShips\n\nA comment stands here.\n> quoted\n> more\n"


def test_kinds_are_counted_and_what_does_not_fit_the_text_is_left_out() -> None:
    found = sorted_out(
        [
            Region(16, 40, RegionKind.COMMENT, "V. Ilmar"),
            Region(0, 4, RegionKind.HIDDEN),
            Region(5, 9, RegionKind.HIDDEN),
            Region(0, 15, RegionKind.PAGE, "1"),
            Region(0, 15, RegionKind.SUGGESTED, "person:Home"),
            Region(50, 5_000, RegionKind.HIDDEN),
        ],
        TEXT,
    )
    assert found.counts() == [(RegionKind.HIDDEN, 2), (RegionKind.COMMENT, 1)]
    assert told_kinds(found.counts()) == ["H  2 hidden passages", "C  1 comment"]
    assert found.foldable == ()
    assert NO_REGIONS.is_empty and not found.is_empty


def test_of_stretches_within_each_other_the_outer_one_folds() -> None:
    menu = Region(0, 15, RegionKind.BOILERPLATE, "nav")
    quoted = Region(40, 56, RegionKind.QUOTED)
    within = Region(41, 56, RegionKind.HEADER)
    one_line = Region(17, 30, RegionKind.HEADER)
    found = sorted_out([within, quoted, menu, one_line], TEXT)
    assert found.foldable == (menu, quoted)
    assert [is_folded_at_first(each) for each in found.foldable] == [True, False]


def test_what_is_folded_and_flagged_is_said_in_words() -> None:
    menu = Region(0, 15, RegionKind.BOILERPLATE, "nav")
    assert stub_of(menu, 1, 0, 0) == "1 more line of page menu"
    assert stub_of(menu, 1_200, 1, 2) == "1,200 more lines of page menu · 1 hit · 2 marks"
    assert "quoted mail" in stub_of(Region(0, 1, RegionKind.QUOTED), 2, 0, 0)
    assert label_of(Region(0, 1, RegionKind.COMMENT, "V. Ilmar")) == "Comment by V. Ilmar"
    assert label_of(Region(0, 1, RegionKind.DELETED)) == "Deleted (tracked change)"
    assert "confidence 71 %" in label_of(Region(0, 1, RegionKind.RECOGNISED, "71"))
    assert label_of(Region(0, 1, RegionKind.HIDDEN, "white")) == "Hidden in the source (white)"
