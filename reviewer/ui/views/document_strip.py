"""The strip between a document's header and its text: what to know of it, and what belongs to it.

Whoever has something to say of the open document adds a widget and shows it when there is
something; the strip takes no room while nothing is shown.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from reviewer.ui.views.flow_layout import FlowLayout

KEPT_MS = 150  # what is known of the next document is read by then


class DocumentStrip(QWidget):
    """Sentences on lines of their own, and below them links side by side, which wrap.

    The Tab key comes to them from the field `after`.
    """

    def __init__(self, after: QWidget | None = None) -> None:
        super().__init__()
        self._last_by_tab = after
        self._widgets: list[QWidget] = []
        self._is_wanted = True
        self._links = FlowLayout()
        self._lines = QVBoxLayout()
        self._lines.setSpacing(2)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 0, 12, 6)
        column.setSpacing(2)
        column.addLayout(self._lines)
        column.addLayout(self._links)
        # From one document to the next all goes and comes again, and the text must not jump.
        self._going = QTimer(self)
        self._going.setSingleShot(True)
        self._going.setInterval(KEPT_MS)
        self._going.timeout.connect(self._show_if_needed)
        self.hide()

    def add_line(self, widget: QWidget) -> None:
        """Give a widget a line of its own above the links."""
        self._lines.addWidget(widget)
        self._take(widget)

    def add_link(self, widget: QWidget) -> None:
        """Put a widget behind the other links."""
        self._links.addWidget(widget)
        self._take(widget)

    @property
    def is_wanted(self) -> bool:
        """Tell whether it is shown while there is something to say."""
        return self._is_wanted

    def set_wanted(self, wanted: bool) -> None:
        """Show it while there is something to say, or never."""
        if wanted is not self._is_wanted:
            self._is_wanted = wanted
            self._show_if_needed()

    def focus_first(self) -> bool:
        """Give the keyboard to the first link that is shown; tell whether there is one."""
        for widget in self._widgets if self._is_wanted else ():
            if not widget.isHidden() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
                widget.setFocus(Qt.FocusReason.ShortcutFocusReason)
                return True
        return False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Appear with the first widget that is shown and go soon after the last one."""
        if event.type() in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent):
            if self._is_needed():
                self._show_if_needed()
            elif not self.isVisible():
                self.hide()
            elif not self._going.isActive():
                self.setMinimumHeight(self.height())
                self._going.start()
        return super().eventFilter(watched, event)

    def _is_needed(self) -> bool:
        return self._is_wanted and any(not widget.isHidden() for widget in self._widgets)

    def _show_if_needed(self) -> None:
        self._going.stop()
        self.setMinimumHeight(0)
        self.setVisible(self._is_needed())

    def _take(self, widget: QWidget) -> None:
        if self._last_by_tab is not None and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            self.setTabOrder(self._last_by_tab, widget)
            self._last_by_tab = widget
        self._widgets.append(widget)
        widget.installEventFilter(self)
        self._show_if_needed()
