"""What is selected, drawn, quoted and exported is the same passage, whatever the text holds."""

from __future__ import annotations

import csv
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QTextCursor
from pytestqt.qtbot import QtBot

from reviewer.corpus import annotations as stored
from reviewer.export.excerpts import write_excerpts
from reviewer.export.tables import unguarded
from reviewer.model import Marks
from reviewer.review.highlights import add_highlight
from reviewer.text import Offsets, normalise
from reviewer.ui.decorations import Legend
from reviewer.ui.views.text_view import TextView
from tests.corpora import make_corpus

PIECES = st.sampled_from(
    ["a", "Igla-S ", "😀", "👩‍👩‍👧", "👍🏽", "e\u0301", "\u00a0", "\u2028", "\u2029", "\r\n",
     "\r", "\n", "\t", "שלום", "مرحبا", "Ж", "\ufeff", "\ufffe", "\ufdd0", "\x00", "=1+1", '"', ",",
     "x" * 4_100]
)  # fmt: skip


@pytest.fixture
def view(qtbot: QtBot) -> TextView:
    """Give one text pane for all examples."""
    made = TextView()
    qtbot.addWidget(made)
    made.resize(600, 400)
    return made


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(pieces=st.lists(PIECES, min_size=1, max_size=30), data=st.data())
def test_selection_drawing_quote_and_csv_agree(
    view: TextView, pieces: list[str], data: st.DataObject
) -> None:
    text = normalise("".join(pieces))
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    view.show_document(text)
    start_qt, end_qt = Offsets(text).span_to_qt(start, end)
    cursor = QTextCursor(view.document())
    cursor.setPosition(start_qt)
    cursor.setPosition(end_qt, QTextCursor.MoveMode.KeepAnchor)
    view.setTextCursor(cursor)
    selected = view.selection_cp()
    assert selected is not None
    assert (selected.start_cp, selected.end_cp) == (start, end)

    with (
        tempfile.TemporaryDirectory() as folder,
        make_corpus(Path(folder) / "Cables", [text]) as corpus,
    ):
        add_highlight(corpus, 1, selected.start_cp, selected.end_cp)
        with corpus.read() as connection:
            (mark,) = stored.highlights(connection, [1])
        summary = write_excerpts(corpus, Path(folder) / "out.csv", None)
        with summary.path.open(encoding="utf-8-sig", newline="") as file:
            (row,) = csv.DictReader(file)
    assert mark.quote == text[start:end]
    assert unguarded(row["excerpt"]) == mark.quote
    assert (row["start_char"], row["end_char"]) == (str(start), str(end))

    view.show_marks(Marks(highlights=(mark,)), Legend())
    (drawn,) = view.decorations.items
    assert drawn.span == selected
