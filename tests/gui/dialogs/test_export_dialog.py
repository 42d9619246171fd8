from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from reviewer.corpus.database import Corpus
from reviewer.review.highlights import add_highlight
from reviewer.review.redactions import redact_passage
from reviewer.ui.dialogs import target_field
from reviewer.ui.dialogs.excerpt_export import ExcerptExport
from reviewer.ui.dialogs.export_dialog import LogExport, ask_log_export
from reviewer.ui.finding import Finding
from reviewer.ui.workspace import Workspace

SECRET = "Port Lisse"


@pytest.fixture
def finding(workspace: Workspace) -> Finding:
    return Finding(workspace)


@pytest.fixture
def dialog(
    corpus: Corpus, workspace: Workspace, finding: Finding, tmp_path: Path, qtbot: QtBot
) -> Iterator[ExcerptExport]:
    """Give the dialog over two marked documents, one with something redacted."""
    add_highlight(corpus, 1, 0, 46, new_tag="Igla")
    redact_passage(corpus, 1, 15, 25, [1])
    add_highlight(corpus, 2, 0, 5)
    workspace.open_document(2)
    finding.search("", None)
    qtbot.waitUntil(lambda: finding.results.total > 0)
    made = ExcerptExport(None, workspace, finding, [3])
    qtbot.addWidget(made)
    made.target.line.setText(str(tmp_path / "out.csv"))
    made.show()
    qtbot.waitUntil(lambda: "Reading" not in made.preview_note.text())
    yield made
    made.done(0)


def cells(dialog: ExcerptExport) -> str:
    table = dialog.preview
    found = [
        table.item(row, column)
        for row in range(table.rowCount())
        for column in range(table.columnCount())
    ]
    return "\n".join(item.text() for item in found if item is not None)


def previewed(dialog: ExcerptExport, qtbot: QtBot) -> str:
    qtbot.waitUntil(lambda: "Reading" not in dialog.preview_note.text())
    return cells(dialog)


def test_redacted_is_what_comes_without_a_choice(dialog: ExcerptExport) -> None:
    assert dialog.spec["redacted"] is True
    assert dialog.accept_button.isEnabled()
    assert "Igla" in cells(dialog)
    assert SECRET not in cells(dialog)


def test_unredacted_has_to_be_confirmed_each_time(
    dialog: ExcerptExport, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "out-UNREDACTED.csv").write_text("before")
    dialog.unredacted.setChecked(True)
    assert dialog.warning.isVisible()
    assert not dialog.accept_button.isEnabled()
    dialog.confirmed.setChecked(True)
    assert dialog.accept_button.isEnabled()
    assert "“out-UNREDACTED.csv” is there already" in dialog.message.text()
    assert dialog.spec["redacted"] is False
    assert SECRET in previewed(dialog, qtbot)
    dialog.redacted.setChecked(True)
    dialog.unredacted.setChecked(True)
    assert not dialog.accept_button.isEnabled()


@pytest.mark.parametrize(
    ("scope", "ids", "rows"),
    [(0, None, True), (1, [1, 2, 3], True), (2, [3], False), (3, [2], True)],
)
def test_scopes(
    scope: int, ids: list[int] | None, rows: bool, dialog: ExcerptExport, qtbot: QtBot
) -> None:
    dialog.scope_group.button(scope).setChecked(True)
    assert dialog.spec["document_ids"] == ids
    assert bool(previewed(dialog, qtbot)) is rows
    assert ("Nothing is marked" in dialog.preview_note.text()) is not rows


def test_the_name_follows_the_format(dialog: ExcerptExport, tmp_path: Path, qtbot: QtBot) -> None:
    dialog.format.setCurrentIndex(dialog.format.findData("jsonl"))
    assert dialog.spec["target"] == str(tmp_path / "out.jsonl")
    dialog.format.setCurrentIndex(dialog.format.findData("taguette"))
    assert dialog.spec["target"] == str(tmp_path / "out.csv")
    assert dialog.spec["format"] == "taguette"
    assert "redaction" not in previewed(dialog, qtbot)


def test_a_file_that_would_be_replaced_is_named(dialog: ExcerptExport, tmp_path: Path) -> None:
    assert "A new file “out.csv”" in dialog.message.text()
    (tmp_path / "old.csv").write_text("before")
    dialog.target.line.setText(str(tmp_path / "old.csv"))
    assert "“old.csv” is there already and will be replaced" in dialog.message.text()


@pytest.mark.parametrize("given", ["", "   ", "out.csv", "{}", "{}/nowhere/out.csv", "a\0b"])
def test_a_place_that_cannot_be_written_is_refused(
    given: str, dialog: ExcerptExport, tmp_path: Path
) -> None:
    dialog.target.line.setText(given.format(tmp_path))
    assert not dialog.accept_button.isEnabled()
    assert dialog.message.text()
    dialog.accept()
    assert dialog.isVisible()


def test_browsing(dialog: ExcerptExport, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(target_field, "choose_target", lambda _parent, start: start.parent / "x")
    dialog.target.browse.click()
    assert dialog.spec["target"] == str(tmp_path / "x.csv")
    monkeypatch.setattr(target_field, "choose_target", lambda _parent, _start: None)
    dialog.target.browse.click()
    assert dialog.spec["target"] == str(tmp_path / "x.csv")


def test_scopes_without_documents_cannot_be_chosen(workspace: Workspace, qtbot: QtBot) -> None:
    dialog = ExcerptExport(None, workspace, Finding(workspace), [])
    qtbot.addWidget(dialog)
    enabled = [dialog.scope_group.button(place).isEnabled() for place in range(4)]
    assert enabled == [True, False, False, False]
    dialog.done(0)


def test_the_log(
    workspace: Workspace,
    tmp_path: Path,
    answered: Callable[[Callable[[], Any], Callable[[Any], None]], Any],
) -> None:
    def choose(dialog: LogExport) -> None:
        dialog.target.line.setText(str(tmp_path / "log.csv"))
        dialog.format.setCurrentIndex(1)
        dialog.accept_button.click()

    assert answered(lambda: ask_log_export(None, workspace), choose) == {
        "job": "export_log",
        "corpus": str(workspace.corpus.paths.folder),
        "reviewer": workspace.corpus.reviewer,
        "target": str(tmp_path / "log.jsonl"),
        "format": "jsonl",
    }
    refused = answered(
        lambda: ask_log_export(None, workspace), lambda dialog: dialog.cancel_button.click()
    )
    assert refused is None
