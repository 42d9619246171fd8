"""The preferences: her name, and how the window looks."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from reviewer.paths import settings_file
from reviewer.settings import Settings
from reviewer.ui.theme import Scheme

MAX_NAME_CP = 100
# As in reviewer.ui.reading, which is too much to import before the window is seen.
SMALLEST_ZOOM, LARGEST_ZOOM = 50, 300
# As in reviewer.review.duplicates, for the same reason.
LOWEST_PERCENT, HIGHEST_PERCENT = 50, 100
_SCHEME_NAMES = {Scheme.SYSTEM: "As the system", Scheme.LIGHT: "Light", Scheme.DARK: "Dark"}


def edit_preferences(parent: QWidget | None, settings: Settings) -> bool:
    """Let her change the settings; True when she did. The caller applies and saves them."""
    dialog = PreferencesDialog(settings, parent)
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    if accepted:
        dialog.write_to(settings)
    dialog.deleteLater()
    return accepted


class PreferencesDialog(QDialog):
    """One form."""

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Preferences")
        self._name = QLineEdit(settings.reviewer)
        self._name.setMaxLength(MAX_NAME_CP)
        self._name.setPlaceholderText("As in the log and the exported tables")
        self._theme = QComboBox()
        for scheme, name in _SCHEME_NAMES.items():
            self._theme.addItem(name, scheme.value)
        self._theme.setCurrentIndex(max(0, self._theme.findData(settings.theme)))
        self._zoom = QSpinBox()
        self._zoom.setRange(SMALLEST_ZOOM, LARGEST_ZOOM)
        self._zoom.setSingleStep(10)
        self._zoom.setSuffix(" %")
        self._zoom.setValue(settings.zoom_percent)
        self._similarity = QSpinBox()
        self._similarity.setRange(LOWEST_PERCENT, HIGHEST_PERCENT)
        self._similarity.setSingleStep(5)
        self._similarity.setSuffix(" %")
        self._similarity.setValue(settings.similarity_percent)
        form = QFormLayout()
        form.addRow("&Your name:", self._name)
        form.addRow(
            "",
            _sentence(
                "It stands in the log and in the tables that you export, from the next change on. "
                "What was written before keeps the name that it has."
            ),
        )
        form.addRow("&Theme:", self._theme)
        form.addRow("Text &size:", self._zoom)
        form.addRow("S&imilar from:", self._similarity)
        form.addRow(
            "",
            _sentence(
                "Two documents are similar when they share about this much of all their runs of "
                "three words. On a page of 450 words, five changed ones leave 94 %, another "
                "heading of 60 words leaves 76 %."
            ),
        )
        where = _sentence(
            f"These settings are kept in {settings_file()}, on this computer and for your account "
            "only, never in a corpus."
        )
        where.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        standard = QDialogButtonBox.StandardButton
        buttons = QDialogButtonBox(standard.Ok | standard.Cancel)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        layout.addWidget(where)
        layout.addStretch()
        layout.addWidget(buttons)
        self.setMinimumWidth(36 * self.fontMetrics().horizontalAdvance("m"))

    def write_to(self, settings: Settings) -> None:
        """Put what is chosen into the settings."""
        settings.reviewer = " ".join(self._name.text().split())
        settings.theme = self._theme.currentData()
        settings.zoom_percent = self._zoom.value()
        settings.similarity_percent = self._similarity.value()


def _sentence(text: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
