"""The recent corpora as a menu, each with a number for its key.

It belongs to the first screen, so it imports neither the database nor the search.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from reviewer.paths import corpus_paths
from reviewer.settings import Settings
from reviewer.ui.tooltips import plain_tip

MOST = 9  # one digit each
_WIDTH_EM = 30
_NO_MARKUP = str.maketrans({"&": "&&", "\t": " ", "\n": " "})  # a tab begins a shortcut


class RecentMenu(QMenu):
    """Lists the recent corpora anew whenever it is shown, without the one that is open."""

    chosen = Signal(str)  # a corpus folder

    def __init__(
        self, settings: Settings, opened: Callable[[], Path | None], parent: QWidget | None = None
    ) -> None:
        super().__init__("Open recen&t", parent)
        self._settings = settings
        self._opened = opened
        self.setToolTipsVisible(True)
        self.aboutToShow.connect(self._list)

    def _list(self) -> None:
        self.clear()
        opened = self._opened()
        names = [name for name in self._settings.recent if Path(name) != opened][:MOST]
        for number, name in enumerate(names, 1):
            found = corpus_paths(Path(name)).database.is_file()
            missing = "" if found else "  (not found)"
            action = self.addAction(f"&{number}  {self._shown(Path(name))}{missing}")
            action.setToolTip(plain_tip(name))
            action.setEnabled(found)
            action.triggered.connect(lambda _checked=False, wanted=name: self.chosen.emit(wanted))
        if not names:
            self.addAction("No other corpus was opened yet").setEnabled(False)

    def _shown(self, folder: Path) -> str:
        metrics = self.fontMetrics()
        width = _WIDTH_EM * metrics.horizontalAdvance("m")
        name, parent = (
            metrics.elidedText(part, Qt.TextElideMode.ElideMiddle, width)
            for part in (folder.name, str(folder.parent))
        )
        return f"{name}  –  {parent}".translate(_NO_MARKUP)
