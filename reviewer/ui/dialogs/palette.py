"""The command palette: every action by name, for whoever does not know its key or its menu."""

from __future__ import annotations

from collections import deque

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QWidget

from reviewer.ui.actions import SPECS, Actions, ActionSpec
from reviewer.ui.dialogs.type_ahead import Row, TypeAhead

_NEEDS = {
    "corpus": "needs an open corpus",
    "document": "needs an open document",
    "selection": "needs a selection",
    "highlight": "needs a highlight",
}
_recent_ids: deque[str] = deque(maxlen=10)


def show_palette(parent: QWidget | None, actions: Actions) -> None:
    """Let her choose an action by typing, and trigger it once the palette is closed."""
    dialog = Palette(actions, parent)
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    chosen = dialog.choice
    dialog.deleteLater()
    if accepted and isinstance(chosen, str):
        remember(chosen)
        actions[chosen].trigger()


def remember(action_id: str) -> None:
    """Put an action at the head of the recent ones, until the program ends."""
    if action_id in _recent_ids:
        _recent_ids.remove(action_id)
    _recent_ids.appendleft(action_id)


def plain_text(text: str) -> str:
    """Return a menu text without its mnemonic; `&&` is an ampersand."""
    return "&".join(part.replace("&", "") for part in text.split("&&"))


def matching_rows(actions: Actions, typed: str) -> list[Row]:
    """Return the actions whose menu and name hold every typed word: enabled and recent ones first.

    Without mnemonics; disabled ones come last and say what they need.
    """
    words = typed.casefold().split()
    found: list[tuple[tuple[bool, int, bool], Row]] = []
    for spec in SPECS:
        action = actions[spec.id]
        name = plain_text(action.text())
        shown = f"{spec.menu} > {name}"
        if not all(word in shown.casefold() for word in words):
            continue
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        remark = keys if action.isEnabled() else _why_not(spec, actions)
        age = _recent_ids.index(spec.id) if spec.id in _recent_ids else len(_recent_ids)
        begins = bool(words) and name.casefold().startswith(words[0])
        found.append(
            (
                (not action.isEnabled(), age, not begins),
                Row(shown, remark, spec.id, action.isEnabled()),
            )
        )
    return [row for _order, row in sorted(found, key=lambda pair: pair[0])]


class Palette(TypeAhead):
    """All actions that fit what was typed."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(
            "Command palette", "Type a command", "No command has these words in its name.", parent
        )
        self.typed.connect(lambda typed: self.show_rows(matching_rows(actions, typed)))
        self.show_rows(matching_rows(actions, ""))


def _why_not(spec: ActionSpec, actions: Actions) -> str:
    has_corpus = actions["close_corpus"].isEnabled()
    if spec.changes and has_corpus and not actions["import_files"].isEnabled():
        return "the corpus is open for reading only"
    if spec.needs == "corpus" and has_corpus:
        return "not possible now"
    return _NEEDS.get(spec.needs, "not possible now")
