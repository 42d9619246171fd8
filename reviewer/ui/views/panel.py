"""What the panels of the right pane share: a filter, a view, a sentence when it is empty, keys."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QMenu,
    QStackedLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)


@dataclass(frozen=True, slots=True)
class _Command:
    action: QAction
    needs_choice: bool
    changes: bool


class Commands(QObject):
    """Gives one view a context menu and keys of its own.

    The window has keys for the same things (Del, letters), which would be ambiguous: the view
    takes its keys before the window sees them.
    """

    def __init__(self, view: QAbstractItemView, read_only: bool) -> None:
        super().__init__(view)
        self.menu = QMenu(view)
        self._view = view
        self._read_only = read_only
        self._commands: list[_Command] = []
        view.installEventFilter(self)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def add(
        self,
        text: str,
        call: Callable[[], Any],
        key: str = "",
        *,
        needs_choice: bool = True,
        changes: bool = True,
    ) -> QAction:
        """Add a command; `needs_choice` and `changes` say when it cannot be given."""
        action = QAction(text, self._view)
        action.setShortcut(QKeySequence.fromString(key))
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.triggered.connect(lambda _checked=False: call())
        self._take_in(action, needs_choice, changes)
        return action

    def add_menu(self, text: str, fill: Callable[[QMenu], None]) -> QAction:
        """Add a menu of changes to what is chosen, filled anew each time it opens."""
        menu = QMenu(text, self._view)

        def fill_anew() -> None:
            menu.clear()
            fill(menu)

        menu.aboutToShow.connect(fill_anew)
        self._take_in(menu.menuAction(), needs_choice=True, changes=True)
        return menu.menuAction()

    def add_separator(self) -> None:
        """Part what was added from what follows."""
        line = QAction(self._view)
        line.setSeparator(True)
        self._view.addAction(line)
        self.menu.addAction(line)

    def enable(self, has_choice: bool) -> None:
        """Enable what can be done now."""
        for command in self._commands:
            possible = has_choice or not command.needs_choice
            command.action.setEnabled(possible and not (command.changes and self._read_only))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Carry out the commands whose keys are pressed in the view."""
        if event.type() not in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress):
            return False
        action = self._action_of(event)
        if action is None:
            return False
        event.accept()
        if event.type() == QEvent.Type.KeyPress and action.isEnabled():
            action.trigger()
        return True

    def _take_in(self, action: QAction, needs_choice: bool, changes: bool) -> None:
        self._view.addAction(action)
        self.menu.addAction(action)
        self._commands.append(_Command(action, needs_choice, changes))
        self.enable(False)

    def _action_of(self, event: QEvent) -> QAction | None:
        if not isinstance(event, QKeyEvent):
            return None
        key = Qt.Key.Key_Return if event.key() == Qt.Key.Key_Enter else event.key()
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        pressed = QKeySequence(int(key) | modifiers.value)
        matching = (command.action for command in self._commands)
        return next((action for action in matching if action.shortcut() == pressed), None)


class Panel(QWidget):
    """A view under a row with its filter and its menu; a sentence stands in for an empty view.

    `around` is what the view stands in, where something else shares its room.
    """

    def __init__(
        self,
        view: QAbstractItemView,
        filter_by: QWidget,
        read_only: bool,
        around: QWidget | None = None,
    ) -> None:
        super().__init__()
        self.view = view
        self.commands = Commands(view, read_only)
        self._filter_by = filter_by
        self._menu_button = QToolButton(self)
        self._menu_button.setText("⋯")
        self._menu_button.setAutoRaise(True)
        self._menu_button.setToolTip("What can be done here")
        self._menu_button.setAccessibleName("Menu")
        self._menu_button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._menu_button.clicked.connect(self._open_menu)
        self._sentence = QLabel(self)
        self._sentence.setTextFormat(Qt.TextFormat.PlainText)
        self._sentence.setWordWrap(True)
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter)
        self._sentence.setMargin(16)
        self._sentence.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._sentence.setBackgroundRole(QPalette.ColorRole.Base)
        self._sentence.setAutoFillBackground(True)
        # What it says can be done at once: it takes a click, the keys and the menu of the view.
        self._sentence.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._sentence.installEventFilter(self.commands)
        self._sentence.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._sentence.customContextMenuRequested.connect(
            lambda place: self.commands.menu.popup(self._sentence.mapToGlobal(place))
        )
        view.setFrameShape(QAbstractItemView.Shape.NoFrame)
        filter_by.installEventFilter(self)

        row = QHBoxLayout()
        row.setContentsMargins(4, 4, 4, 0)
        row.addWidget(filter_by, 1)
        row.addWidget(self._menu_button)
        self._pages = QStackedLayout()
        self._body = QVBoxLayout(self)
        self._body.setContentsMargins(0, 0, 0, 0)
        self._body.setSpacing(4)
        self._body.addLayout(row)
        self._body.addLayout(self._pages, 1)
        # Only now, because a layout without a parent shows its first widget as a window of its own.
        self._pages.addWidget(around or view)
        self._pages.addWidget(self._sentence)

    def say_empty(self, sentence: str) -> None:
        """Show a sentence in place of the view; without one, the view."""
        self._sentence.setText(sentence)
        self._pages.setCurrentIndex(1 if sentence else 0)

    def add_below(self, section: QWidget) -> None:
        """Show another widget below the view, also while a sentence stands in for that."""
        self._body.addWidget(section)

    def focus_view(self) -> None:
        """Give the view the keyboard, or the filter when there is nothing to see."""
        (self._filter_by if self._sentence.text() else self.view).setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go from the filter down into the view; Ins does there what it does in the view."""
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Insert:
            return self.commands.eventFilter(watched, event)
        pressed = event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent)
        if pressed and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Down:
            return self._on_down_in_filter()
        return False

    def _open_menu(self) -> None:
        button = self._menu_button
        self.commands.menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def _on_down_in_filter(self) -> bool:
        if self._sentence.text():
            return False
        self.view.setFocus()
        return True
