from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QPalette

from reviewer.model import COLOURS
from reviewer.ui.theme import (
    LINE_CONTRAST,
    TEXT_CONTRAST,
    Scheme,
    contrast,
    ink,
    is_dark,
    palette_of,
    tint,
)
from reviewer.ui.tooltips import MAX_TIP_CP, plain_tip

BOTH = [Scheme.LIGHT, Scheme.DARK]
any_colour = st.integers(0, 0xFFFFFF).map(lambda rgb: f"#{rgb:06x}")


@pytest.mark.parametrize("scheme", BOTH)
@given(colour=any_colour)
def test_text_over_any_tint_is_legible(scheme: Scheme, colour: str) -> None:
    palette = palette_of(scheme)
    text = palette.color(QPalette.ColorRole.Text)
    assert contrast(tint(colour, palette), text) >= TEXT_CONTRAST


@pytest.mark.parametrize("scheme", BOTH)
@given(colour=any_colour)
def test_a_line_in_any_colour_can_be_seen(scheme: Scheme, colour: str) -> None:
    palette = palette_of(scheme)
    base = palette.color(QPalette.ColorRole.Base)
    assert contrast(ink(colour, palette), base) >= LINE_CONTRAST


@pytest.mark.parametrize("scheme", BOTH)
def test_the_usual_tints_can_be_told_from_the_page_and_each_other(scheme: Scheme) -> None:
    palette = palette_of(scheme)
    shown = [tint(colour, palette).name() for colour in COLOURS]
    assert len({*shown, palette.color(QPalette.ColorRole.Base).name()}) == len(COLOURS) + 1


@pytest.mark.parametrize("scheme", BOTH)
@pytest.mark.parametrize(
    ("text", "base"),
    [
        (QPalette.ColorRole.Text, QPalette.ColorRole.Base),
        (QPalette.ColorRole.WindowText, QPalette.ColorRole.Window),
        (QPalette.ColorRole.ButtonText, QPalette.ColorRole.Button),
        (QPalette.ColorRole.ToolTipText, QPalette.ColorRole.ToolTipBase),
        (QPalette.ColorRole.PlaceholderText, QPalette.ColorRole.Window),
        (QPalette.ColorRole.HighlightedText, QPalette.ColorRole.Highlight),
        (QPalette.ColorRole.Link, QPalette.ColorRole.Base),
    ],
)
def test_the_palettes_are_legible(
    scheme: Scheme, text: QPalette.ColorRole, base: QPalette.ColorRole
) -> None:
    palette = palette_of(scheme)
    assert contrast(palette.color(text), palette.color(base)) >= TEXT_CONTRAST


def test_a_palette_tells_whether_it_is_dark() -> None:
    assert [is_dark(palette_of(scheme)) for scheme in BOTH] == [False, True]


def test_a_tool_tip_shows_markup_as_it_is_written() -> None:
    assert plain_tip("<img src='/etc/passwd'>\nnext") == (
        "<qt>&lt;img src=&#x27;/etc/passwd&#x27;&gt;<br>next</qt>"
    )
    assert plain_tip("") == ""
    assert len(plain_tip("x" * 100_000)) < MAX_TIP_CP + 50
