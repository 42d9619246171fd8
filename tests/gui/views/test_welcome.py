from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QTreeWidget
from pytestqt.qtbot import QtBot

from reviewer.corpus.database import Corpus
from reviewer.settings import Settings
from reviewer.ui.theme import TEXT_CONTRAST, Scheme, contrast, palette_of
from reviewer.ui.views.welcome import Welcome

ROOT = Path(__file__).parents[3]


@pytest.fixture
def folder(corpus: Corpus) -> Path:
    return corpus.paths.folder


def make(qtbot: QtBot, settings: Settings) -> Welcome:
    welcome = Welcome(settings)
    qtbot.addWidget(welcome)
    with qtbot.waitExposed(welcome):
        welcome.show()
    return welcome


def recent(welcome: Welcome) -> QTreeWidget:
    tree = welcome.findChild(QTreeWidget)
    assert tree is not None
    return tree


def test_the_first_screen_needs_neither_database_nor_search() -> None:
    code = (
        "import sys; import reviewer.ui.views.welcome; "
        "assert not {'sqlalchemy', 'whoosh'} & set(sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("button", "signal"),
    [
        ("&New corpus…", "new_wanted"),
        ("&Open corpus…", "open_wanted"),
        ("Open the &sample corpus", "sample_wanted"),
    ],
)
def test_each_button_asks_for_its_thing(qtbot: QtBot, button: str, signal: str) -> None:
    welcome = make(qtbot, Settings())
    found = next(b for b in welcome.findChildren(QPushButton) if b.text() == button)
    found.setFocus()
    with qtbot.waitSignal(getattr(welcome, signal)):
        QTest.keyClick(found, Qt.Key.Key_Return)


def test_without_recent_corpora_it_says_what_to_do(qtbot: QtBot) -> None:
    welcome = make(qtbot, Settings())
    assert not recent(welcome).isVisible()
    assert any("Make a new one" in x.text() for x in welcome.findChildren(QLabel) if x.isVisible())


def test_enter_on_a_recent_corpus_chooses_it(qtbot: QtBot, folder: Path) -> None:
    welcome = make(qtbot, Settings(recent=[str(folder)]))
    with qtbot.waitSignal(welcome.recent_chosen) as chosen:
        QTest.keyClick(recent(welcome), Qt.Key.Key_Return)
    assert chosen.args == [str(folder)]


def test_a_missing_corpus_can_be_forgotten_but_not_opened(qtbot: QtBot, folder: Path) -> None:
    settings = Settings(recent=[str(folder)])
    shutil.rmtree(folder / "originals")
    (folder / "corpus.db").rename(folder / "elsewhere.db")
    welcome = make(qtbot, settings)
    item = recent(welcome).topLevelItem(0)
    assert item is not None
    assert item.text(0) == f"{folder.name} (not found)"
    with qtbot.assertNotEmitted(welcome.recent_chosen):
        QTest.keyClick(recent(welcome), Qt.Key.Key_Return)
    welcome.recent_forgotten.connect(lambda name: settings.recent.remove(name))
    welcome.recent_forgotten.connect(welcome.show_recent)
    button = next(b for b in welcome.findChildren(QPushButton) if "Remove" in b.text())
    with qtbot.waitSignal(welcome.recent_forgotten):
        button.click()
    assert settings.recent == []
    assert not recent(welcome).isVisible()


def test_delete_forgets_a_recent_corpus(qtbot: QtBot, folder: Path) -> None:
    settings = Settings(recent=[str(folder), "/nowhere"])
    welcome = make(qtbot, settings)
    welcome.recent_forgotten.connect(lambda name: settings.recent.remove(name))
    welcome.recent_forgotten.connect(welcome.show_recent)
    with qtbot.waitSignal(welcome.recent_forgotten) as forgotten:
        QTest.keyClick(recent(welcome), Qt.Key.Key_Delete)
    assert forgotten.args == [str(folder)]
    assert recent(welcome).topLevelItemCount() == 1
    assert folder.is_dir()


def test_a_dropped_corpus_is_opened_and_other_things_are_refused(
    qtbot: QtBot, folder: Path, tmp_path: Path
) -> None:
    welcome = make(qtbot, Settings())
    other = tmp_path / "letter.txt"
    other.write_text("no corpus", encoding="utf-8")
    chosen: list[str] = []
    welcome.recent_chosen.connect(chosen.append)
    for path, taken in ((other, False), (folder, True), (folder / "corpus.db", True)):
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path))])
        copy, left, none = (
            Qt.DropAction.CopyAction,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        entered = QDragEnterEvent(QPoint(9, 9), copy, data, left, none)
        entered.ignore()
        welcome.dragEnterEvent(entered)
        assert entered.isAccepted() == taken
        welcome.dropEvent(QDropEvent(QPointF(9, 9), copy, data, left, none))
    assert chosen == [str(folder), str(folder)]


def test_what_is_missing_stays_legible_in_another_theme(qtbot: QtBot) -> None:
    welcome = make(qtbot, Settings(recent=["/nowhere"]))
    for scheme in (Scheme.DARK, Scheme.LIGHT):
        colours = palette_of(scheme)
        welcome.setPalette(colours)
        item = recent(welcome).topLevelItem(0)
        assert item is not None
        assert contrast(item.foreground(0).color(), colours.base().color()) >= TEXT_CONTRAST
