"""How the window looks: a light and a dark palette for Fusion, and colours that stay legible.

Tags and entity types have any colour that she likes. What is drawn from them is computed from the
palette, so that text over a tint keeps a contrast of at least 4.5 and a line one of at least 3.
"""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

TEXT_CONTRAST = 4.5
LINE_CONTRAST = 3.0


class Scheme(StrEnum):
    """Which palette the window takes; `SYSTEM` follows the desktop."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"

    @classmethod
    def _missing_(cls, _value: object) -> Scheme:
        """Take a setting that nobody knows as the default."""
        return cls.SYSTEM


_Role = QPalette.ColorRole
_LIGHT = {
    _Role.Window: "#f3f3f1",
    _Role.WindowText: "#1b1b1a",
    _Role.Base: "#ffffff",
    _Role.AlternateBase: "#f7f7f5",
    _Role.Text: "#1b1b1a",
    _Role.Button: "#ebebe8",
    _Role.ButtonText: "#1b1b1a",
    _Role.BrightText: "#ffffff",
    _Role.ToolTipBase: "#2b2b2a",
    _Role.ToolTipText: "#f5f5f3",
    _Role.PlaceholderText: "#6e6e6a",
    _Role.Link: "#1c5fa8",
    _Role.LinkVisited: "#6b4a9c",
    _Role.Highlight: "#1f6fc4",
    _Role.HighlightedText: "#ffffff",
    _Role.Accent: "#1f6fc4",
}
_DARK = {
    _Role.Window: "#2e2f2d",
    _Role.WindowText: "#e7e7e3",
    _Role.Base: "#1b1c1a",
    _Role.AlternateBase: "#222321",
    _Role.Text: "#e7e7e3",
    _Role.Button: "#3c3d3a",
    _Role.ButtonText: "#e7e7e3",
    _Role.BrightText: "#ffffff",
    _Role.ToolTipBase: "#4a4b48",
    _Role.ToolTipText: "#f0f0ec",
    _Role.PlaceholderText: "#a8a8a2",
    _Role.Link: "#7fb4ee",
    _Role.LinkVisited: "#bfa3e6",
    _Role.Highlight: "#2f6db0",
    _Role.HighlightedText: "#ffffff",
    _Role.Accent: "#5b9be0",
}
_DISABLED = {Scheme.LIGHT: "#8f8f8a", Scheme.DARK: "#7c7c77"}


def apply(app: QApplication, scheme: Scheme) -> None:
    """Give the application the Fusion style and the palette of a scheme."""
    app.setStyle("Fusion")
    if scheme is Scheme.SYSTEM:
        dark = app.styleHints().colorScheme() == Qt.ColorScheme.Dark
        scheme = Scheme.DARK if dark else Scheme.LIGHT
    app.setPalette(palette_of(scheme))


def palette_of(scheme: Scheme) -> QPalette:
    """Return the palette of the light or the dark scheme."""
    colours = _DARK if scheme is Scheme.DARK else _LIGHT
    palette = QPalette(QColor(colours[_Role.Button]), QColor(colours[_Role.Window]))
    for role, colour in colours.items():
        palette.setColor(role, QColor(colour))
    disabled = QColor(_DISABLED[Scheme.DARK if scheme is Scheme.DARK else Scheme.LIGHT])
    for role in (_Role.Text, _Role.WindowText, _Role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, disabled)
    return palette


def is_dark(palette: QPalette) -> bool:
    """Tell whether text is lighter than what it stands on."""
    return luminance(palette.color(_Role.Text)) > luminance(palette.color(_Role.Base))


def tint(colour: str, palette: QPalette) -> QColor:
    """Return an opaque background in the hue of `colour` on which the palette's text is legible."""
    base, text = palette.color(_Role.Base).rgb(), palette.color(_Role.Text).rgb()
    return QColor.fromRgb(_tint(QColor(colour).rgb(), base, text))


def faint_tint(colour: str, palette: QPalette) -> QColor:
    """Return a background between the page's own and the tint of `colour`."""
    return _mixed(palette.color(_Role.Base), tint(colour, palette), 0.5)


def ink(colour: str, palette: QPalette) -> QColor:
    """Return `colour` moved towards the palette's text until a line in it can be seen."""
    base, text = palette.color(_Role.Base).rgb(), palette.color(_Role.Text).rgb()
    return QColor.fromRgb(_ink(QColor(colour).rgb(), base, text))


def luminance(colour: QColor) -> float:
    """Return the relative luminance as WCAG 2 defines it, from 0 for black to 1 for white."""

    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(part) for part in (colour.redF(), colour.greenF(), colour.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: QColor, other: QColor) -> float:
    """Return the contrast ratio of two colours as WCAG 2 defines it, from 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@lru_cache(maxsize=512)
def _tint(colour_rgb: int, base_rgb: int, text_rgb: int) -> int:
    colour, base, text = (QColor.fromRgb(rgb) for rgb in (colour_rgb, base_rgb, text_rgb))
    for percent in range(45, 0, -3):
        mixed = _mixed(base, colour, percent / 100)
        if contrast(mixed, text) >= TEXT_CONTRAST:
            return mixed.rgb()
    return base_rgb


@lru_cache(maxsize=512)
def _ink(colour_rgb: int, base_rgb: int, text_rgb: int) -> int:
    colour, base, text = (QColor.fromRgb(rgb) for rgb in (colour_rgb, base_rgb, text_rgb))
    for percent in range(0, 100, 5):
        mixed = _mixed(colour, text, percent / 100)
        if contrast(mixed, base) >= LINE_CONTRAST:
            return mixed.rgb()
    return text_rgb


def _mixed(one: QColor, other: QColor, share: float) -> QColor:
    return QColor(
        round(one.red() + (other.red() - one.red()) * share),
        round(one.green() + (other.green() - one.green()) * share),
        round(one.blue() + (other.blue() - one.blue()) * share),
    )
