from __future__ import annotations

import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from reviewer.ui.icon import application_icon


@pytest.mark.parametrize("size", [16, 32, 256])
def test_the_stripe_and_the_bar_can_be_told_apart_at_any_size(qtbot: QtBot, size: int) -> None:
    image = application_icon().pixmap(size, size).toImage()
    assert image.width() == size * image.devicePixelRatio()
    stripe = QColor(image.pixel(image.width() * 28 // 64, image.height() * 30 // 64))
    bar = QColor(image.pixel(image.width() * 28 // 64, image.height() * 47 // 64))
    assert stripe.hue() in range(40, 60)
    assert stripe.lightness() > 100
    assert bar.lightness() < 80
