"""Colours to see and choose: small squares, and a row of Zotero's eight with one's own."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPalette, QPen, QPixmap
from PySide6.QtWidgets import (
    QButtonGroup,
    QColorDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QWidget,
)

from reviewer.model import COLOURS
from reviewer.ui import theme

_NAMES = ("Yellow", "Red", "Green", "Blue", "Purple", "Magenta", "Orange", "Grey")
SWATCH_SIZE = 16


def swatch(colour: str, palette: QPalette, *, ticked: bool = False) -> QPixmap:
    """Return a square of the colour with an outline that is seen on the palette's ground."""
    scale = 2  # drawn at twice the size, so that it is sharp on dense screens
    pixmap = QPixmap(SWATCH_SIZE * scale, SWATCH_SIZE * scale)
    pixmap.setDevicePixelRatio(scale)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.ink(colour, palette), 1))
    painter.setBrush(QColor(colour))
    painter.drawRoundedRect(QRectF(1.5, 1.5, SWATCH_SIZE - 3, SWATCH_SIZE - 3), 3, 3)
    if ticked:
        dark = theme.luminance(QColor(colour)) > 0.18
        painter.setPen(QPen(QColor("#000000" if dark else "#ffffff"), 2))
        painter.drawPolyline(_tick())
    painter.end()
    return pixmap


def swatch_icon(colour: str, palette: QPalette) -> QIcon:
    """Return a swatch as an icon that is ticked where its button is checked."""
    icon = QIcon(swatch(colour, palette))
    # Qt would blend the colour with the selection's: a selected tag keeps its own.
    icon.addPixmap(swatch(colour, palette), QIcon.Mode.Selected)
    icon.addPixmap(swatch(colour, palette, ticked=True), QIcon.Mode.Normal, QIcon.State.On)
    return icon


def least_used(colours: list[str]) -> str:
    """Return the colour of the eight that stands least often among these."""
    return min(COLOURS, key=colours.count)


def ask_colour(parent: QWidget, colour: str) -> str | None:
    """Ask for a colour of her own and return it as `#rrggbb`."""
    chosen = QColorDialog.getColor(
        QColor(colour),
        parent,
        "Own colour",
        options=QColorDialog.ColorDialogOption.DontUseNativeDialog,
    )
    return chosen.name() if chosen.isValid() else None


class ColourField(QWidget):
    """Chooses one colour: one of the eight, or one of her own."""

    changed = Signal()

    def __init__(self, colour: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.colour = colour
        self.buttons: list[QToolButton] = []
        self._group = QButtonGroup(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        for place, one in enumerate(COLOURS):
            button = QToolButton()
            button.setCheckable(True)
            button.setAutoRaise(True)
            button.setIcon(swatch_icon(one, self.palette()))
            button.setIconSize(QSize(SWATCH_SIZE, SWATCH_SIZE))
            button.setToolTip(_NAMES[place])
            button.setAccessibleName(_NAMES[place])
            # Tool buttons are left out of the tab order unless they are told to take part.
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self._group.addButton(button, place)
            self.buttons.append(button)
            layout.addWidget(button)
        self._group.idClicked.connect(lambda place: self.set_colour(COLOURS[place]))
        self.own_button = QPushButton("O&wn…")
        self.own_button.setAutoDefault(False)
        self.own_button.clicked.connect(self._on_own_wanted)
        self._shown = QLabel()
        layout.addSpacing(6)
        layout.addWidget(self._shown)
        layout.addWidget(self.own_button)
        layout.addStretch(1)
        self.setFocusProxy(self.buttons[0])
        self.set_colour(colour)

    def set_colour(self, colour: str) -> None:
        """Choose a colour, written like `#ffd400`."""
        self.colour = colour
        self._group.setExclusive(False)
        for one, button in zip(COLOURS, self.buttons, strict=True):
            button.setChecked(one == colour)
        self._group.setExclusive(True)
        is_own = colour not in COLOURS
        self._shown.setPixmap(swatch(colour, self.palette(), ticked=is_own))
        self._shown.setVisible(is_own)
        self._shown.setAccessibleName(f"Own colour {colour}")
        if not is_own:
            self.setFocusProxy(self.buttons[COLOURS.index(colour)])
        self.changed.emit()

    def _on_own_wanted(self) -> None:
        chosen = ask_colour(self, self.colour)
        if chosen is not None:
            self.set_colour(chosen)


def _tick() -> list[QPointF]:
    return [QPointF(4.5, 8.5), QPointF(7, 11), QPointF(11.5, 5.5)]
