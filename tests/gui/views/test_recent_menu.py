"""The corpora that were opened last are in the File menu, nine at most."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from reviewer.settings import Settings
from reviewer.ui.views.recent_menu import MOST, RecentMenu
from tests.corpora import make_corpus


@pytest.fixture
def folders(tmp_path: Path) -> list[Path]:
    made = [tmp_path / "A & <b>B", tmp_path / "Harbour"]
    for folder in made:
        make_corpus(folder, []).close()
    return made


def listed(menu: RecentMenu) -> list[tuple[str, bool]]:
    menu.aboutToShow.emit()
    return [(action.text(), action.isEnabled()) for action in menu.actions()]


def test_the_recent_corpora_are_numbered_and_missing_ones_grey(
    qtbot: QtBot, folders: list[Path], tmp_path: Path
) -> None:
    settings = Settings(recent=[*map(str, folders), str(tmp_path / "Gone")])
    menu = RecentMenu(settings, lambda: None)
    qtbot.addWidget(menu)
    shown = listed(menu)
    assert [enabled for _text, enabled in shown] == [True, True, False]
    assert shown[0][0].startswith("&1  A && <b>B  –  ")
    assert shown[2][0].endswith("(not found)")
    with qtbot.waitSignal(menu.chosen) as told:
        menu.actions()[1].trigger()
    assert told.args == [str(folders[1])]


def test_the_open_corpus_is_not_offered(qtbot: QtBot, folders: list[Path]) -> None:
    settings = Settings(recent=[str(folders[0])])
    menu = RecentMenu(settings, lambda: folders[0])
    qtbot.addWidget(menu)
    assert listed(menu) == [("No other corpus was opened yet", False)]


def test_it_follows_what_is_opened_and_ends_at_nine(qtbot: QtBot, tmp_path: Path) -> None:
    settings = Settings()
    menu = RecentMenu(settings, lambda: None)
    qtbot.addWidget(menu)
    assert len(listed(menu)) == 1
    for number in range(12):
        settings.add_recent(tmp_path / f"C{number}")
    assert len(listed(menu)) == MOST
    assert menu.actions()[0].text().startswith("&1  C11")
