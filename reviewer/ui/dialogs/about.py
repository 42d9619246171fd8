"""What this program is, its version, and the licences of what it is made of."""

from __future__ import annotations

import sys

from PySide6.QtCore import QSize, Qt, qVersion
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from reviewer import __version__
from reviewer.ui.icon import application_icon

_WHAT_IT_IS = (
    "Review a large body of documents on your own machine: find, highlight, tag, redact, and hand "
    "over a table of tagged excerpts with a log of every decision. Reviewer opens no network "
    "connection."
)
_LICENCES = """\
Reviewer: MIT licence

It is made with
Python: PSF licence
Qt and PySide6: LGPL 3
SQLite: public domain
SQLAlchemy: MIT
Whoosh (whoosh3): BSD 2-clause
PDFium and pypdfium2: BSD 3-clause, Apache 2.0
lxml: BSD 3-clause; libxml2 and libxslt: MIT
python-docx: MIT
python-dateutil: BSD 3-clause, Apache 2.0
QtAwesome: MIT; its icon fonts: SIL OFL 1.1, Apache 2.0, CC BY 4.0
regex: Apache 2.0, CNRI
NumPy: BSD 3-clause
PyStemmer: MIT, BSD 3-clause
py3langid: BSD 3-clause
RapidFuzz: MIT
py7zr: LGPL 2.1 or later
python-oxmsg: MIT
tnefparse: LGPL 3 or later
asn1crypto: MIT
olefile: BSD 2-clause
msoffcrypto-tool: MIT
cryptography: Apache 2.0, BSD 3-clause
PyCryptodome: BSD 2-clause, public domain
pyzipper: MIT
Pillow: MIT-CMU
compressed-rtf: MIT
psutil: BSD 3-clause
click: BSD 3-clause
filelock: MIT
platformdirs: MIT
"""
_ICON_EM = 6


def show_about(parent: QWidget | None) -> None:
    """Show the box and wait until it is closed."""
    dialog = AboutDialog(parent)
    dialog.exec()
    dialog.deleteLater()


class AboutDialog(QDialog):
    """Icon, version, one paragraph, licences."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("About Reviewer")
        em = self.fontMetrics().horizontalAdvance("m")
        picture = QLabel()
        picture.setPixmap(application_icon().pixmap(QSize(_ICON_EM * em, _ICON_EM * em)))
        name = QLabel("Reviewer")
        font = name.font()
        font.setBold(True)
        font.setPointSizeF(font.pointSizeF() * 1.6)
        name.setFont(font)
        version = QLabel(
            f"Version {__version__} · Python {sys.version.split()[0]} · Qt {qVersion()}"
        )
        version.setTextFormat(Qt.TextFormat.PlainText)
        version.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        what = QLabel(_WHAT_IT_IS)
        what.setTextFormat(Qt.TextFormat.PlainText)
        what.setWordWrap(True)
        licences = QPlainTextEdit(_LICENCES)
        licences.setReadOnly(True)
        licences.setTabChangesFocus(True)
        licences.setAccessibleName("Licences")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        names = QVBoxLayout()
        names.addWidget(name)
        names.addWidget(version)
        names.addStretch()
        head = QHBoxLayout()
        head.addWidget(picture)
        head.addSpacing(em)
        head.addLayout(names, 1)
        layout = QVBoxLayout(self)
        layout.addLayout(head)
        for widget in (what, licences, buttons):
            layout.addWidget(widget)
        self.resize(38 * em, 34 * em)
