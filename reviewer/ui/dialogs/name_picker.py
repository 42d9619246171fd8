"""The type-ahead picker that tags, entities and merge targets share: a field over a list.

Enter takes the row that is shown as chosen, the arrows move, Tab goes to the rows that make
something new, Escape leaves. The field keeps the focus, so that typing always works.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPalette, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from reviewer.ui.dialogs.form import breakable, plain_label
from reviewer.ui.dialogs.matching import Match, best_match, match_key
from reviewer.ui.dialogs.swatches import SWATCH_SIZE, swatch_icon
from reviewer.ui.tooltips import plain_tip

MAX_SHOWN = 200
MAX_TYPED_CP = 200
_OFFER = Qt.ItemDataRole.UserRole
_ASIDE = Qt.ItemDataRole.UserRole + 1
_MOVES = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: 8,
    Qt.Key.Key_PageUp: -8,
}


@dataclass(frozen=True, slots=True)
class Offer:
    """One row: the value it stands for, what it shows, and the other names it answers to.

    `number` is the key 1–9 that takes it as long as nothing is typed.
    """

    value: Any
    text: str
    aside: str = ""
    colour: str | None = None
    also: tuple[str, ...] = ()
    number: int | None = None
    is_new: bool = False


class NamePicker(QDialog):
    """Chooses one offer; `taken` is the chosen one's value after it was accepted.

    `make_new` returns the offers that make something out of what was typed; they stand last and
    are chosen unasked only when nothing matches well. `emptiness` says what to do when no row is
    left.
    """

    def __init__(
        self,
        parent: QWidget | None,
        title: str,
        offers: Sequence[Offer],
        *,
        explanation: str = "",
        placeholder: str = "",
        typed: str = "",
        make_new: Callable[[str], Sequence[Offer]] = lambda _typed: (),
        emptiness: Callable[[str], str] = lambda _typed: "Nothing matches.",
    ) -> None:
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setWindowTitle(title)
        self.setModal(True)
        self.taken: Any = None
        self._offers = offers
        self._keys = [
            tuple(match_key(name) for name in (offer.text, *offer.also)) for offer in offers
        ]
        self._by_number = {str(offer.number): offer for offer in offers if offer.number is not None}
        self._make_new = make_new
        self._emptiness = emptiness
        heading = plain_label(title)
        font = heading.font()
        font.setBold(True)
        heading.setFont(font)
        self.field = QLineEdit()
        self.field.setMaxLength(MAX_TYPED_CP)
        self.field.setPlaceholderText(placeholder)
        self.field.setAccessibleName(title)
        self.field.installEventFilter(self)
        self.list = QListWidget()
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setAccessibleName("Matches")
        self.list.setUniformItemSizes(True)
        self.list.setIconSize(QSize(SWATCH_SIZE, SWATCH_SIZE))
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setItemDelegate(_RowDelegate(self.list))
        self.list.itemClicked.connect(self._take)
        self.sentence = plain_label("")
        frame = QFrame()
        frame.setFrameShape(QFrame.Shape.StyledPanel)
        inside = QVBoxLayout(frame)
        inside.addWidget(heading)
        if explanation:
            inside.addWidget(plain_label(explanation))
        inside.addWidget(self.field)
        inside.addWidget(self.list, 1)
        inside.addWidget(self.sentence)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(frame)
        self.field.textChanged.connect(self._show_matches)
        self.field.setText(" ".join(typed.split())[:MAX_TYPED_CP])
        self.field.selectAll()
        self._show_matches()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the field's keys move in the list, take a row or leave."""
        if watched is self.field and event.type() == QEvent.Type.KeyPress:
            assert isinstance(event, QKeyEvent)
            return self._on_key(event)
        return super().eventFilter(watched, event)

    def showEvent(self, event: QShowEvent) -> None:
        """Stand near the top centre of the window that asks."""
        metrics = self.fontMetrics()
        width, height = metrics.averageCharWidth() * 64, metrics.lineSpacing() * 22
        parent = self.parentWidget()
        if parent is None:
            self.resize(width, height)
        else:
            window = parent.window().frameGeometry()
            self.resize(min(width, max(window.width() - 40, 240)), min(height, window.height()))
            left = window.left() + (window.width() - self.width()) // 2
            self.move(left, window.top() + window.height() // 10)
        self.field.setFocus()
        super().showEvent(event)

    def _on_key(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take(self.list.currentItem())
        elif key in _MOVES:
            self._move(_MOVES[key])
        elif key == Qt.Key.Key_Tab:
            self._go_to_new(1)
        elif key == Qt.Key.Key_Backtab:
            self._go_to_new(-1)
        elif event.text() in self._by_number and not self.field.text():
            self._take_offer(self._by_number[event.text()])
        else:
            return False
        return True

    def _move(self, steps: int) -> None:
        last = self.list.count() - 1
        if last >= 0:
            self.list.setCurrentRow(min(max(self.list.currentRow() + steps, 0), last))

    def _go_to_new(self, step: int) -> None:
        rows = [row for row in range(self.list.count()) if self.list.item(row).data(_OFFER).is_new]
        if not rows:
            return
        current = self.list.currentRow()
        if current in rows:
            self.list.setCurrentRow(rows[(rows.index(current) + step) % len(rows)])
        else:
            self.list.setCurrentRow(rows[0] if step > 0 else rows[-1])

    def _take(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self._take_offer(item.data(_OFFER))

    def _take_offer(self, offer: Offer) -> None:
        self.taken = offer.value
        self.accept()

    def _show_matches(self) -> None:
        typed = " ".join(self.field.text().split())
        matches = self._matches(typed)
        new = list(self._make_new(typed)) if typed else []
        shown = [offer for _, offer in matches[:MAX_SHOWN]]
        self.list.clear()
        for offer in [*shown, *new]:
            numbered = not typed and offer.number is not None
            self._add_row(offer, str(offer.number) if numbered else offer.aside)
        well_matched = bool(matches) and matches[0][0] is not Match.WEAK
        self.list.setCurrentRow(len(shown) if new and not well_matched else 0)
        left_out = len(matches) - len(shown)
        if left_out:
            self.sentence.setText(f"{left_out:,} more: type more to find them.")
        else:
            self.sentence.setText("" if shown or new else breakable(self._emptiness(typed)))
        self.sentence.setVisible(bool(self.sentence.text()))

    def _matches(self, typed: str) -> list[tuple[Match, Offer]]:
        if not typed:
            return [(Match.EXACT, offer) for offer in self._offers]
        key = match_key(typed)
        found = [
            (how, offer)
            for offer, keys in zip(self._offers, self._keys, strict=True)
            if (how := best_match(key, keys)) is not None
        ]
        return sorted(found, key=lambda pair: pair[0])

    def _add_row(self, offer: Offer, aside: str) -> None:
        item = QListWidgetItem(" ".join(offer.text.split()), self.list)
        item.setData(_OFFER, offer)
        item.setData(_ASIDE, aside)
        item.setToolTip(plain_tip(offer.text))
        if offer.colour is not None:
            item.setIcon(swatch_icon(offer.colour, self.palette()))


class _RowDelegate(QStyledItemDelegate):
    """Draws a row with its aside, such as a number or a type, at the right end."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        hint = super().sizeHint(option, index)
        # Rows without a swatch stand as far apart as those with one.
        return QSize(hint.width(), max(hint.height(), option.fontMetrics.lineSpacing() + 8))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        row = QStyleOptionViewItem(option)
        self.initStyleOption(row, index)
        aside = row.fontMetrics.elidedText(
            index.data(_ASIDE), Qt.TextElideMode.ElideRight, row.rect.width() // 3
        )
        aside_width = row.fontMetrics.horizontalAdvance(aside) + 16 if aside else 0
        icon_width = row.decorationSize.width() + 12
        room = row.rect.width() - aside_width - icon_width
        row.text = row.fontMetrics.elidedText(row.text, Qt.TextElideMode.ElideRight, room)
        view = self.parent()
        assert isinstance(view, QWidget)
        view.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, row, painter, view)
        chosen = bool(row.state & QStyle.StateFlag.State_Selected)
        role = QPalette.ColorRole.HighlightedText if chosen else QPalette.ColorRole.PlaceholderText
        # A list without the focus draws its selection in the inactive colours.
        painter.save()
        painter.setPen(row.palette.color(role))
        painter.drawText(
            row.rect.adjusted(0, 0, -8, 0),
            Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
            aside,
        )
        painter.restore()
