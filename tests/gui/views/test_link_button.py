from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from reviewer.ui import theme
from reviewer.ui.views.link_button import LinkButton


@pytest.fixture
def application(qapp: QApplication) -> Iterator[QApplication]:
    style, palette = qapp.style().name(), qapp.palette()
    theme.apply(qapp, theme.Scheme.LIGHT)
    yield qapp
    qapp.setStyle(style)
    qapp.setPalette(palette)


def test_a_link_takes_the_colour_of_another_theme_at_once(
    application: QApplication, qtbot: QtBot
) -> None:
    link = LinkButton("Conversation")
    qtbot.addWidget(link)
    link.set_text("Conversation: 4 of 4")
    with qtbot.waitExposed(link):
        link.show()
    assert _ink(link) == theme.palette_of(theme.Scheme.LIGHT).color(QPalette.ColorRole.Link)
    theme.apply(application, theme.Scheme.DARK)
    dark = theme.palette_of(theme.Scheme.DARK).color(QPalette.ColorRole.Link)
    qtbot.waitUntil(lambda: _ink(link) == dark)


def _ink(link: QPushButton) -> QColor:
    """Return the colour on the button that is furthest from its ground."""
    image = link.grab().toImage()
    ground = image.pixelColor(image.width() - 1, 0)
    colours = {
        image.pixelColor(x, y).rgb() for x in range(image.width()) for y in range(image.height())
    }
    return max(map(QColor, colours), key=lambda each: theme.contrast(each, ground))
