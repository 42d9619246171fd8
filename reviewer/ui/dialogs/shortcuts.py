"""The keyboard shortcuts: every action with its key, changed in place."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from reviewer.settings import Settings
from reviewer.ui.actions import MENUS, SPECS, Actions
from reviewer.ui.dialogs.palette import plain_text

_ID_ROLE = Qt.ItemDataRole.UserRole
_NAMES = {spec.id: f"{spec.menu} > {plain_text(spec.text)}" for spec in SPECS}
_DEFAULTS = {spec.id: spec.key for spec in SPECS}
_NUMBERS = range(Qt.Key.Key_1, Qt.Key.Key_9 + 1)
_Key = Qt.Key
_MOVING_KEYS = frozenset(
    {_Key.Key_Tab, _Key.Key_Backtab, _Key.Key_Return, _Key.Key_Enter, _Key.Key_Escape}
    | {_Key.Key_Space, _Key.Key_Left, _Key.Key_Right, _Key.Key_Up, _Key.Key_Down}
    | {_Key.Key_Home, _Key.Key_End, _Key.Key_PageUp, _Key.Key_PageDown, _Key.Key_Backspace}
)
_TYPING_KEYS = frozenset({"Ctrl+A", "Ctrl+V", "Ctrl+X"})


def edit_shortcuts(parent: QWidget | None, actions: Actions, settings: Settings) -> bool:
    """Let her change keys; on OK set them and return True. The caller saves the settings."""
    dialog = ShortcutsDialog(settings.shortcuts, parent)
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    if accepted:
        settings.shortcuts = dialog.differences()
        actions.set_shortcuts(settings.shortcuts)
    dialog.deleteLater()
    return accepted


def refusal(action_id: str, key: str, keys: Mapping[str, str]) -> str | None:
    """Return why an action cannot have a key (portable form), or None when it can.

    `keys` maps all action ids to their keys; an empty key is always possible.
    """
    sequence = QKeySequence.fromString(key)
    if sequence.isEmpty():
        return None
    shown = sequence.toString(QKeySequence.SequenceFormat.NativeText)
    combination: QKeyCombination = sequence[0]  # type: ignore[index]
    modifiers = combination.keyboardModifiers() & ~Qt.KeyboardModifier.KeypadModifier
    bare = modifiers == Qt.KeyboardModifier.NoModifier
    if bare and combination.key() in _NUMBERS:
        return "The number keys 1 to 9 set the tags that have these numbers. Choose another key."
    if bare and combination.key() in _MOVING_KEYS:
        return f"{shown} is needed to move about in the window. Choose another key."
    if key in _TYPING_KEYS:
        return f"{shown} is needed where text is typed. Choose another key."
    for other_id, other_key in keys.items():
        if other_id != action_id and QKeySequence.fromString(other_key) == sequence:
            return (
                f"{shown} is the key of “{_NAMES[other_id]}”. Choose another key, or take it away "
                "there first."
            )
    return None


class ShortcutsDialog(QDialog):
    """All actions by menu; the chosen one's key can be changed, taken away and reset."""

    def __init__(self, shortcuts: Mapping[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keyboard shortcuts")
        self.keys = {**_DEFAULTS, **{i: k for i, k in shortcuts.items() if i in _DEFAULTS}}
        self._filter = QLineEdit()
        self._filter.setPlaceholderText("Filter by name or key")
        self._filter.setAccessibleName("Filter by name or key")
        self._filter.setClearButtonEnabled(True)
        self._tree = QTreeWidget()
        self._tree.setAccessibleName("Actions and their keys")
        self._tree.setHeaderLabels(["Action", "Key"])
        self._tree.setUniformRowHeights(True)
        header = self._tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self._items: dict[str, QTreeWidgetItem] = {}
        self._menu_items: dict[str, QTreeWidgetItem] = {}
        self._edit = QKeySequenceEdit()
        self._edit.setMaximumSequenceLength(1)
        self._edit.setAccessibleName("New key")
        self._label = QLabel("&New key:")
        self._label.setBuddy(self._edit)
        self._none = QPushButton("&No key")
        self._reset = QPushButton("&Reset")
        self._reset_all = QPushButton("Reset &all")
        self._sentence = QLabel()
        self._sentence.setTextFormat(Qt.TextFormat.PlainText)
        self._sentence.setWordWrap(True)
        self._lay_out()
        self._fill()
        self._filter.textChanged.connect(self._on_filtered)
        self._tree.currentItemChanged.connect(self._on_chosen)
        self._tree.itemActivated.connect(lambda: self._edit.setFocus())
        self._edit.keySequenceChanged.connect(self._on_key_typed)
        self._none.clicked.connect(lambda: self._set_chosen(""))
        self._reset.clicked.connect(self._on_reset)
        self._reset_all.clicked.connect(self._on_reset_all)
        self._tree.setCurrentItem(self._items[SPECS[0].id])
        self._filter.setFocus()

    def differences(self) -> dict[str, str]:
        """Return the keys that are not the defaults, by action id."""
        return {i: key for i, key in self.keys.items() if key != _DEFAULTS[i]}

    def choose(self, action_id: str) -> None:
        """Make an action the one whose key is changed."""
        self._tree.setCurrentItem(self._items[action_id])

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        for widget in (self._label, self._edit, self._none, self._reset, self._reset_all):
            row.addWidget(widget, 1 if widget is self._edit else 0)
        standard = QDialogButtonBox.StandardButton
        buttons = QDialogButtonBox(standard.Ok | standard.Cancel)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        for button in (self._none, self._reset, self._reset_all):
            button.setAutoDefault(False)
        layout = QVBoxLayout(self)
        layout.addWidget(self._filter)
        layout.addWidget(self._tree)
        layout.addLayout(row)
        layout.addWidget(self._sentence)
        layout.addWidget(buttons)
        em = self.fontMetrics().horizontalAdvance("m")
        self.resize(40 * em, 40 * em)

    def _fill(self) -> None:
        for menu in MENUS:
            top = QTreeWidgetItem([menu])
            top.setFlags(Qt.ItemFlag.ItemIsEnabled)
            self._tree.addTopLevelItem(top)
            self._menu_items[menu] = top
            for spec in SPECS:
                if spec.menu == menu:
                    item = QTreeWidgetItem([plain_text(spec.text)])
                    item.setData(0, _ID_ROLE, spec.id)
                    top.addChild(item)
                    self._items[spec.id] = item
                    self._show_key(spec.id)
            top.setExpanded(True)

    def _show_key(self, action_id: str) -> None:
        item, key = self._items[action_id], self.keys[action_id]
        item.setText(1, _native(key))
        font = self._tree.font()
        font.setBold(key != _DEFAULTS[action_id])
        item.setFont(1, font)

    def _chosen_id(self) -> str | None:
        item = self._tree.currentItem()
        chosen: str | None = item.data(0, _ID_ROLE) if item is not None else None
        return chosen

    def _on_filtered(self, typed: str) -> None:
        words = typed.casefold().split()
        for action_id, item in self._items.items():
            shown = f"{_NAMES[action_id]} {_native(self.keys[action_id])}".casefold()
            item.setHidden(not all(word in shown for word in words))
        for menu, top in self._menu_items.items():
            inside = (self._items[spec.id] for spec in SPECS if spec.menu == menu)
            top.setHidden(all(item.isHidden() for item in inside))
        visible = [item for item in self._items.values() if not item.isHidden()]
        current = self._tree.currentItem()
        if visible and (current is None or current.isHidden()):
            self._tree.setCurrentItem(visible[0])
        self._sentence.setText("" if visible else "No action has these words or this key.")

    def _on_chosen(self) -> None:
        chosen = self._chosen_id()
        for widget in (self._edit, self._none, self._reset):
            widget.setEnabled(chosen is not None)
        self._show_in_edit(self.keys[chosen] if chosen else "")
        self._sentence.setText("")

    def _show_in_edit(self, key: str) -> None:
        self._edit.blockSignals(True)
        self._edit.setKeySequence(QKeySequence.fromString(key))
        self._edit.blockSignals(False)

    def _on_key_typed(self, sequence: QKeySequence) -> None:
        if not sequence.isEmpty():
            self._set_chosen(sequence.toString(QKeySequence.SequenceFormat.PortableText))

    def _on_reset(self) -> None:
        chosen = self._chosen_id()
        if chosen:
            self._set_chosen(_DEFAULTS[chosen])

    def _on_reset_all(self) -> None:
        self.keys = dict(_DEFAULTS)
        for action_id in self.keys:
            self._show_key(action_id)
        self._on_chosen()
        self._sentence.setText("All keys are as they were at first.")

    def _set_chosen(self, key: str) -> None:
        chosen = self._chosen_id()
        if chosen is None:
            return
        why = refusal(chosen, key, self.keys)
        if why is None:
            self.keys[chosen] = key
            self._show_key(chosen)
        self._show_in_edit(self.keys[chosen])
        self._sentence.setText(why or "")


def _native(key: str) -> str:
    return QKeySequence.fromString(key).toString(QKeySequence.SequenceFormat.NativeText)
