"""The first screen: make a corpus, open one, try the sample, or go on with a recent one.

It is there before the database and the search are imported, so it imports neither.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from reviewer.paths import corpus_paths
from reviewer.settings import Settings
from reviewer.ui.icon import application_icon
from reviewer.ui.tooltips import plain_tip

_WIDTH_EM = 46
_ICON_EM = 5
_FOLDER_ROLE = Qt.ItemDataRole.UserRole
_FOUND_ROLE = Qt.ItemDataRole.UserRole + 1


class Welcome(QWidget):
    """Shown while no corpus is open. Corpus folders may be dropped on it."""

    new_wanted = Signal()
    open_wanted = Signal()
    sample_wanted = Signal()
    recent_chosen = Signal(str)  # a corpus folder
    recent_forgotten = Signal(str)  # to be taken from the recent ones; they are shown again after

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self.setAcceptDrops(True)
        self._new = self._big_button("&New corpus…", self.new_wanted)
        self._open = self._big_button("&Open corpus…", self.open_wanted)
        self._sample = self._big_button("Open the &sample corpus", self.sample_wanted)
        self._recent_label = QLabel("&Recent corpora")
        self._recent = QTreeWidget()
        self._recent_label.setBuddy(self._recent)
        self._forget = QPushButton("Remove from &list")
        self._forget.setToolTip("The corpus itself stays where it is.")
        self._forget.clicked.connect(self._forget_current)
        self._nothing_recent = _plain(
            "A corpus is a folder that holds your documents and every mark you make in them. Make "
            "a new one and import your files, or look around in the sample first. You can also "
            "drop a corpus folder here."
        )
        self._set_up_recent()
        self._lay_out()
        self.show_recent()

    def show_recent(self) -> None:
        """Show the recent corpora as the settings hold them now."""
        self._recent.clear()
        for name in self._settings.recent:
            folder = Path(name)
            found = corpus_paths(folder).database.is_file()
            shown = folder.name if found else f"{folder.name} (not found)"
            item = QTreeWidgetItem([shown, str(folder.parent)])
            item.setData(0, _FOLDER_ROLE, name)
            item.setData(0, _FOUND_ROLE, found)
            for column in (0, 1):
                item.setToolTip(column, plain_tip(name))
            item.setForeground(1, self.palette().placeholderText())
            self._recent.addTopLevelItem(item)
            if not found:
                item.setForeground(0, self.palette().placeholderText())
        has_recent = bool(self._settings.recent)
        for widget in (self._recent_label, self._recent, self._forget):
            widget.setVisible(has_recent)
        self._nothing_recent.setVisible(not has_recent)
        self.setFocusProxy(self._recent if has_recent else self._new)
        first = self._recent.topLevelItem(0)
        if first is not None:
            self._recent.setCurrentItem(first)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Forget a recent corpus with Delete; its folder stays as it is."""
        pressed = event.key() if isinstance(event, QKeyEvent) else None
        if event.type() == QEvent.Type.KeyPress and pressed == Qt.Key.Key_Delete:
            self._forget_current()
            return True
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:
        """Grey what is missing anew when the colours change."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.show_recent()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take a corpus folder, or the file inside it, and nothing else."""
        if _dropped_corpus(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Ask for the dropped corpus to be opened."""
        folder = _dropped_corpus(event)
        if folder is not None:
            event.acceptProposedAction()
            self.recent_chosen.emit(str(folder))

    def _big_button(self, text: str, wanted: SignalInstance) -> QPushButton:
        button = QPushButton(text)
        button.setAutoDefault(True)
        em = self.fontMetrics().horizontalAdvance("m")
        button.setMinimumHeight(3 * em)
        button.clicked.connect(lambda: wanted.emit())
        return button

    def _forget_current(self) -> None:
        item = self._recent.currentItem()
        if item is not None:
            self.recent_forgotten.emit(item.data(0, _FOLDER_ROLE))

    def _set_up_recent(self) -> None:
        tree = self._recent
        tree.setAccessibleName("Recent corpora")
        tree.setColumnCount(2)
        tree.setHeaderHidden(True)
        tree.setRootIsDecorated(False)
        tree.setAllColumnsShowFocus(True)
        tree.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        header = tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        tree.itemActivated.connect(self._on_recent_activated)
        tree.installEventFilter(self)

    def _lay_out(self) -> None:
        em = self.fontMetrics().horizontalAdvance("m")
        picture = QLabel()
        picture.setPixmap(application_icon().pixmap(QSize(_ICON_EM * em, _ICON_EM * em)))
        name = QLabel("Reviewer")
        font = name.font()
        font.setBold(True)
        font.setPointSizeF(font.pointSizeF() * 2)
        name.setFont(font)
        names = QVBoxLayout()
        names.addWidget(name)
        names.addWidget(
            _plain("Read, mark and redact a large body of documents, on this computer only.")
        )
        head = QHBoxLayout()
        head.addWidget(picture)
        head.addSpacing(em)
        head.addLayout(names, 1)
        buttons = QHBoxLayout()
        for button in (self._new, self._open, self._sample):
            buttons.addWidget(button, 1)
        column = QWidget()
        column.setMaximumWidth(_WIDTH_EM * em)
        inside = QVBoxLayout(column)
        inside.addLayout(head)
        inside.addSpacing(em)
        inside.addLayout(buttons)
        inside.addSpacing(em)
        inside.addWidget(self._nothing_recent)
        inside.addWidget(self._recent_label)
        inside.addWidget(self._recent)
        inside.addWidget(self._forget, 0, Qt.AlignmentFlag.AlignRight)
        across = QHBoxLayout()
        across.addStretch(1)
        across.addWidget(column, 8)
        across.addStretch(1)
        outside = QVBoxLayout(self)
        outside.addStretch(1)
        outside.addLayout(across)
        outside.addStretch(2)

    def _on_recent_activated(self, item: QTreeWidgetItem) -> None:
        if item.data(0, _FOUND_ROLE):
            self.recent_chosen.emit(item.data(0, _FOLDER_ROLE))


def _dropped_corpus(event: QDropEvent) -> Path | None:
    """Return the corpus folder that one dropped path names."""
    urls = event.mimeData().urls()
    if len(urls) != 1 or not urls[0].isLocalFile():
        return None
    paths = corpus_paths(Path(urls[0].toLocalFile()))
    return paths.folder if paths.database.is_file() else None


def _plain(text: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
