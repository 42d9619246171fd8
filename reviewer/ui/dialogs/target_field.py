"""The field in which she says where an export goes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QWidget

_NOT_IN_NAMES = str.maketrans(dict.fromkeys('/\\:*?"<>|', "-"))


def default_target(name: str) -> Path:
    """Return a place among her documents; `name` may hold what no file name can."""
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    folder = Path(documents) if documents and Path(documents).is_dir() else Path.home()
    return folder / name.translate(_NOT_IN_NAMES)


def choose_target(parent: QWidget, start: Path) -> Path | None:
    """Ask for a file to write to; the field itself says when one is replaced."""
    chosen, _kind = QFileDialog.getSaveFileName(
        parent, "Export to", str(start), options=QFileDialog.Option.DontConfirmOverwrite
    )
    return Path(chosen) if chosen else None


class TargetField(QWidget):
    """A path with a button to browse for it.

    `final` turns the path that she gave into the one that will be written.
    """

    changed = Signal()

    def __init__(self, target: Path, final: Callable[[Path], Path] = lambda path: path) -> None:
        super().__init__()
        self._final = final
        self._suffix = target.suffix
        self.line = QLineEdit(str(target))
        self.line.setAccessibleName("File to write")
        self.line.textChanged.connect(self.changed)
        self.browse = QPushButton("&Browse…")
        self.browse.setAutoDefault(False)
        self.browse.clicked.connect(self._on_browse)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.line)
        layout.addWidget(self.browse)
        self.setFocusProxy(self.line)

    @property
    def target(self) -> Path | None:
        """The path that she gave, or None while it is none."""
        text = self.line.text().strip()
        if not text or "\0" in text:
            return None
        path = Path(text).expanduser()
        return path if path.is_absolute() and path.name else None

    def set_suffix(self, suffix: str) -> None:
        """Let the file's name end as its format wants it."""
        old, self._suffix = self._suffix, suffix
        text = self.line.text()
        if old and text.endswith(old):
            self.line.setText(text.removesuffix(old) + suffix)

    def problem(self) -> str:
        """Return why nothing can be written there, as far as that shows, or nothing."""
        target = self.target
        if target is None:
            return "Give the whole path of a file, or browse for a place."
        for path in (target, self._final(target)):
            if path.is_dir():
                return f"{path} is a folder. Give the name of a file in it."
        if not target.parent.is_dir():
            return f"There is no folder {target.parent}. Choose another one."
        return ""

    def remark(self) -> str:
        """Return what will happen to the file."""
        if self.target is None:
            return ""
        final = self._final(self.target)
        if final.exists():
            return f"“{final.name}” is there already and will be replaced."
        return f"A new file “{final.name}” will be written."

    def _on_browse(self) -> None:
        chosen = choose_target(self, self.target or default_target(f"export{self._suffix}"))
        if chosen is not None:
            if not chosen.suffix:
                chosen = chosen.with_name(chosen.name + self._suffix)
            self.line.setText(str(chosen))
