"""Asks what becomes of the highlights of a tag that is to be deleted."""

from __future__ import annotations

from PySide6.QtWidgets import QRadioButton, QWidget

from reviewer.model import Tag
from reviewer.review.passages import shortened
from reviewer.review.tags import Fate
from reviewer.ui.dialogs.form import Form, outline_boxes, plain_label


class TagRemoval(Form):
    """The choice between keeping and removing highlights; keeping is chosen to begin with."""

    def __init__(self, parent: QWidget | None, tag: Tag, highlights: int) -> None:
        super().__init__(parent, "Delete tag", "&Delete tag")
        carried = {0: "No highlight carries", 1: "1 highlight carries"}
        count = carried.get(highlights, f"{highlights:,} highlights carry")
        self.rows.addRow(plain_label(f"{count} the tag “{shortened(tag.name, 80)}”."))
        self.keep = QRadioButton("&Keep the highlights, without this tag")
        self.remove = QRadioButton("&Remove those that carry no other tag")
        for choice in (self.keep, self.remove):
            outline_boxes(choice)
        self.keep.setChecked(True)
        if highlights:
            self.rows.addRow(self.keep)
            self.rows.addRow(self.remove)
        self.check()
        (self.keep if highlights else self.accept_button).setFocus()

    def remark(self) -> str:
        """Tell what happens to the tags below it, and that it can be undone."""
        return "Tags below it move up to its parent. Undo brings everything back."

    def fate(self) -> Fate:
        """Return what was chosen."""
        return Fate.REMOVE if self.remove.isChecked() else Fate.KEEP


def ask_fate(parent: QWidget | None, tag: Tag, highlights: int) -> Fate | None:
    """Ask whether a tag is deleted, and what becomes of its highlights; None when it stays."""
    dialog = TagRemoval(parent, tag, highlights)
    accepted = bool(dialog.exec())
    fate = dialog.fate()
    dialog.deleteLater()
    return fate if accepted else None
