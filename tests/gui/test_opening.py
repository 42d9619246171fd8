"""The original opens in another program only when she says so, and is never started by its name."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from reviewer.corpus import documents
from reviewer.errors import ReviewerError
from reviewer.model import Document
from reviewer.ui import opening
from reviewer.ui.dialogs import confirming
from reviewer.ui.opening import Opening, shown_name
from reviewer.ui.workspace import Workspace
from tests.corpora import make_corpus


@pytest.fixture
def workspace(tmp_path: Path, qtbot: QtBot) -> Iterator[Workspace]:
    held = Workspace(make_corpus(tmp_path / "Files", ["One.", "Two."]))
    held.open_document(2)
    yield held
    held.close()


@pytest.fixture
def handed(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    paths: list[Path] = []

    def take(path: Path) -> bool:
        paths.append(path)
        return True

    monkeypatch.setattr(opening, "opened_elsewhere", take)
    return paths


@pytest.fixture
def made(workspace: Workspace, qtbot: QtBot) -> Iterator[Opening]:
    window = QWidget()
    qtbot.addWidget(window)
    held = Opening(workspace, window)
    yield held
    held.close()


def document(workspace: Workspace) -> Document:
    with workspace.corpus.read() as connection:
        found = documents.document(connection, 2)
    assert found is not None
    return found


def test_a_copy_goes_to_the_other_program_and_is_removed_with_the_window(
    workspace: Workspace,
    made: Opening,
    handed: list[Path],
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[tuple[str, str]] = []

    def agree(_parent: QWidget, question: str, explanation: str, _accept: str) -> bool:
        asked.append((question, explanation))
        return True

    monkeypatch.setattr(confirming, "confirm", agree)
    (original,) = [path for path in workspace.corpus.paths.originals.rglob("*") if path.is_file()]
    before = hashlib.sha256(original.read_bytes()).digest()
    with qtbot.waitSignal(workspace.told):
        made.handlers()["open_original"]()
    assert handed[0].name == "documents.txt"
    assert hashlib.sha256(handed[0].read_bytes()).digest() == before
    assert handed[0].is_relative_to(workspace.corpus.paths.opened)
    ((question, explanation),) = asked
    assert "documents.json" in question
    assert "row 2" in explanation and "hostile" in explanation
    made.close()
    assert not handed[0].exists()
    assert original.is_file()


def test_nothing_opens_when_she_declines(
    workspace: Workspace, made: Opening, handed: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(confirming, "confirm", lambda *_args: False)
    made.handlers()["open_original"]()
    assert workspace.background.is_idle
    assert handed == []
    assert not workspace.corpus.paths.opened.exists()


def test_an_original_that_is_gone_is_told(
    workspace: Workspace,
    made: Opening,
    handed: list[Path],
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(confirming, "confirm", lambda *_args: True)
    shutil.rmtree(workspace.corpus.paths.originals)
    with qtbot.waitSignal(workspace.trouble) as told:
        made.handlers()["open_original"]()
    assert told.args is not None
    assert isinstance(told.args[0], ReviewerError)
    assert "not in the corpus folder" in str(told.args[0])
    assert handed == []


def test_where_no_program_opens_it_that_is_told(
    workspace: Workspace, made: Opening, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(confirming, "confirm", lambda *_args: True)
    monkeypatch.setattr(opening, "opened_elsewhere", lambda _path: False)
    with qtbot.waitSignal(workspace.trouble) as told:
        made.handlers()["open_original"]()
    assert told.args is not None
    assert "no program that opens “documents.txt”" in str(told.args[0])


@pytest.mark.parametrize(
    ("path", "read_as", "name"),
    [
        ("a/invoice.bat", "text", "invoice.txt"),
        ("run.desktop", "text", "run.txt"),
        ("C:\\in\\offer.exe", "pdf", "offer.pdf"),
        ("letter.docm", "docx", "letter.docx"),
        ("mail.1", "email", "mail.eml"),
        ("scan.TIFF", "picture", "scan.tiff"),
        ("scan.cmd", "picture", "scan"),
        ("leak.zip", "zip", "leak.zip"),
        ("edition.hta", "tei", "edition.xml"),
        ("winmail.com", "tnef", "winmail"),
    ],
)
def test_the_ending_is_that_of_what_it_was_read_as(
    workspace: Workspace, path: str, read_as: str, name: str
) -> None:
    assert shown_name(replace(document(workspace), source_path=path, format=read_as)) == name
