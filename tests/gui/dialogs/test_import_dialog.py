from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from reviewer.ingest.formats import Format
from reviewer.ingest.tables import TableMapping
from reviewer.settings import Settings
from reviewer.ui.dialogs.import_dialog import ImportDialog, ask_import
from reviewer.ui.import_survey import FORMAT_LABELS

HEADER = "Canonical ID,Subject,Body,Date,Remark"
ROW = "05LISSE1,<b>Iglas</b>,The embassy reports.,2005-06-01,none"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder with two tables of the same columns, one of others, and more."""
    folder = tmp_path / "chosen"
    folder.mkdir()
    for name in ("a & b.csv", "c.csv"):
        (folder / name).write_text(f"{HEADER}\n{ROW}\n", encoding="utf-8")
    (folder / "d.jsonl").write_text('{"story": "A long report on ships.", "n": 1}\n')
    (folder / "note.txt").write_text("A note.")
    (folder / "tool").write_bytes(b"\x7fELF....")
    with closing(sqlite3.connect(folder / "mail.db")) as database:
        database.execute("CREATE TABLE message (id, body)")
        database.execute("CREATE TABLE person (name, life)")
        database.executemany("INSERT INTO message VALUES (?, 'Hello there')", [(1,), (2,)])
        database.execute("INSERT INTO person VALUES ('Mwangi', 'Born in Port Lisse.')")
        database.commit()
    return folder


@pytest.fixture
def settings() -> Settings:
    return Settings()


@pytest.fixture
def dialog(folder: Path, settings: Settings, qtbot: QtBot) -> Iterator[ImportDialog]:
    made = looked_through([folder], settings, qtbot)
    yield made
    made.done(0)


def looked_through(paths: list[Path], settings: Settings, qtbot: QtBot) -> ImportDialog:
    dialog = ImportDialog(None, paths, settings)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: not dialog.busy.isVisible())
    return dialog


def test_what_is_there_is_counted_by_kind(dialog: ImportDialog) -> None:
    assert dialog.heading.text() == "6 files to import"
    told = dialog.formats.text().replace("\N{NO-BREAK SPACE}", " ")
    assert set(told.split(" · ")) == {
        "Tables (CSV): 2",
        "Tables (JSON Lines): 1",
        "Databases (SQLite): 1",
        "Plain text: 1",
        "Of a kind that is not read: 1 (the report will say why)",
    }


def test_tables_with_the_same_columns_are_mapped_once(dialog: ImportDialog, folder: Path) -> None:
    names = [sorted(path.name for path in page.group.paths) for page in dialog.pages]
    assert names == [["a & b.csv", "c.csv"], ["d.jsonl"], ["mail.db"]]
    assert dialog.tabs.tabText(0) == "a && b.csv"
    page = dialog.pages[0]
    guessed = {role: combo.currentData() for role, combo in page.roles.items()}
    assert (guessed["text"], guessed["title"], guessed["date"]) == ("Body", "Subject", "Date")
    assert guessed["origin"] is None
    assert "1 other column is kept" in page.note.text()
    cell = page.rows.item(0, 1)
    assert cell is not None
    assert cell.text() == "<b>Iglas</b>"
    assert "<b>" not in cell.toolTip()
    heading = page.rows.horizontalHeaderItem(2)
    assert heading is not None
    assert heading.text() == "Body → Text"
    mapping = TableMapping.from_json(dialog.request.mappings[str(folder / "c.csv")])
    assert mapping == page.mapping


def test_a_table_without_its_text_column_is_not_imported(dialog: ImportDialog) -> None:
    text = dialog.pages[0].roles["text"]
    assert dialog.accept_button.isEnabled()
    text.setCurrentIndex(0)
    assert not dialog.accept_button.isEnabled()
    assert "Choose the column that holds the text" in dialog.message.text()
    dialog.accept()
    assert dialog.isVisible()
    text.setCurrentIndex(text.findData("Remark"))
    assert dialog.accept_button.isEnabled()


def test_another_table_of_a_database(dialog: ImportDialog, folder: Path, qtbot: QtBot) -> None:
    page = dialog.pages[2]
    assert page.mapping == TableMapping(text="body", external_id="id", table="message")
    page.table.setCurrentIndex(page.table.findData("person"))
    qtbot.waitUntil(lambda: page.mapping.table == "person")
    assert page.mapping.text == "life"
    assert json.loads(dialog.request.mappings[str(folder / "mail.db")])["table"] == "person"


def test_what_was_chosen_is_remembered_for_such_tables(
    dialog: ImportDialog, folder: Path, settings: Settings, qtbot: QtBot
) -> None:
    combo = dialog.pages[0].roles["origin"]
    combo.setCurrentIndex(combo.findData("Remark"))
    dialog.accept()
    assert settings.mappings[HEADER.replace(",", "\n")]["origin"] == "Remark"
    again = looked_through([folder / "c.csv"], settings, qtbot)
    assert again.pages[0].roles["origin"].currentData() == "Remark"
    again.done(0)


def test_a_remembered_mapping_that_makes_no_sense_does_no_harm(
    folder: Path, settings: Settings, qtbot: QtBot
) -> None:
    settings.mappings[HEADER.replace(",", "\n")] = {"text": 7, "title": "Gone", "odd": "Body"}
    dialog = looked_through([folder / "c.csv"], settings, qtbot)
    assert dialog.pages[0].roles["title"].currentData() is None
    assert not dialog.accept_button.isEnabled()
    dialog.done(0)


def test_nothing_there_is_said(tmp_path: Path, settings: Settings, qtbot: QtBot) -> None:
    (tmp_path / "empty").mkdir()
    dialog = looked_through([tmp_path / "empty"], settings, qtbot)
    assert "nothing to import" in dialog.heading.text()
    assert not dialog.accept_button.isEnabled()
    dialog.done(0)


def test_a_look_that_is_cut_short_can_be_imported(
    folder: Path, settings: Settings, qtbot: QtBot
) -> None:
    dialog = ImportDialog(None, [folder], settings)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.enough.click()
    qtbot.waitUntil(dialog.accept_button.isEnabled)
    assert "not looked at" in dialog.heading.text()
    assert dialog.request.paths == [folder]
    dialog.done(0)


@pytest.mark.parametrize("accepted", [True, False])
def test_asking(accepted: bool, folder: Path, settings: Settings, qtbot: QtBot) -> None:
    paths = [folder / "note.txt"]

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, ImportDialog) or dialog.busy.isVisible():
            QTimer.singleShot(10, answer)
        elif accepted:
            dialog.accept_button.click()
        else:
            dialog.reject()

    QTimer.singleShot(0, answer)
    request = ask_import(None, paths, settings)
    assert (request.paths if request is not None else None) == (paths if accepted else None)


def test_the_encoding_is_asked_only_where_a_text_does_not_prove_it(
    dialog: ImportDialog, tmp_path: Path, settings: Settings, qtbot: QtBot
) -> None:
    assert not dialog.encoding.isVisible()
    assert dialog.request.encoding is None
    path = tmp_path / "old.txt"
    path.write_bytes("Порт закрыт до утра\n".encode("cp1251"))
    asked = looked_through([path], settings, qtbot)
    choice = asked.encoding
    assert choice.isVisible()
    qtbot.waitUntil(lambda: bool(choice.lines.toPlainText()))
    assert "reads wrong" in choice.note.text()
    choice.encodings.setCurrentIndex(choice.encodings.findData("cp1251"))
    assert choice.lines.toPlainText() == "Порт закрыт до утра"
    assert "reads wrong" not in choice.note.text()
    assert asked.request.encoding == "cp1251"
    asked.done(0)


def test_every_kind_of_file_has_a_name() -> None:
    assert set(FORMAT_LABELS) == set(Format)
    assert len(set(FORMAT_LABELS.values())) == len(Format)


def test_with_every_part_and_many_kinds_it_fits_a_small_screen(
    folder: Path, settings: Settings, qtbot: QtBot
) -> None:
    contents = {
        **{f"{name}.txt": "Порт закрыт до утра\n".encode("cp1251") for name in "xyz"},
        "a.md": b"# A", "a.html": b"<html>", "a.tei": b"<TEI>", "a.xml": b"<?xml?><note/>",
        "a.eml": b"A: b", "a.mbox": b"From a", "a.pdf": b"%PDF-1.7", "a.rtf": b"{\\rtf1",
        "a.png": b"\x89PNG\r\n", "a.gz": b"\x1f\x8b", "a.tgz": b"\x1f\x8b",
        "a.7z": b"7z\xbc\xaf\x27\x1c", "a.zip": b"PK\x05\x06", "a.docx": b"PK\x03\x04",
        "a.xlsx": b"PK\x03\x04", "a.pptx": b"PK\x03\x04", "a.odt": b"PK\x03\x04",
        "a.ods": b"PK\x03\x04", "a.odp": b"PK\x03\x04", "a.epub": b"PK\x03\x04",
        "winmail.dat": b"\x78\x9f\x3e\x22", "b.tsv": b"id\tbody\n1\tThe crates.\n",
    }  # fmt: skip
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    dialog = looked_through([folder], settings, qtbot)
    assert dialog.formats.text().count("·") >= 24
    assert dialog.tabs.isVisible() and dialog.encoding.isVisible()
    layout = dialog.layout()
    assert layout is not None
    assert layout.minimumHeightForWidth(dialog.width()) <= 800 - 48
    assert dialog.geometry().bottom() <= dialog.screen().availableGeometry().bottom()
    dialog.done(0)
