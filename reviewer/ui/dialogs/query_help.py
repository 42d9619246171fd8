"""The query language on one page, open beside the work."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTextBrowser, QVBoxLayout, QWidget

# Each example is a query that can be read.
SECTIONS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (
        "Words",
        (
            ("treaty", "this word; capitals and accents make no difference"),
            ("missile launcher", "both words, anywhere in the document"),
            ('"end user certificate"', "these words next to each other, in this order"),
            ('"missile launcher"~5', "the words near each other: up to 5 others between them"),
            ("Igla-S", "a word that holds several is a phrase of them"),
        ),
    ),
    (
        "Together, either, without",
        (
            ("missile AND treaty", "the same as missile treaty"),
            ("missile OR rocket", "at least one of them; AND binds tighter than OR"),
            ("missile NOT training", "the first without the second"),
            ("missile -training", "the same, shorter"),
            ("(missile OR rocket) AND treaty", "brackets say what belongs together"),
        ),
    ),
    (
        "Parts of words, and typing errors",
        (
            ("cert*", "begins like this: certificate, certified"),
            ("organi?ation", "? is any one letter"),
            ("Petrov~", "one letter different, missing or too many"),
            ("Petrovich~2", "two letters"),
        ),
    ),
    (
        "Fields",
        (
            ("title:treaty", "only in the title"),
            ("from:consul", "the sender; to: are the recipients, author: the author"),
            ('origin:"Embassy Vesth"', "where it comes from"),
            ("classification:secret", "the marking, which is sought only when it is named"),
            ("language:russian", "documents written in this language"),
            ("meta:06KARSH0031", "everything else that the source told, its own id too"),
            ("body:missile", "only in the text"),
            ("title:(missile OR rocket)", "a field may hold for a bracket"),
        ),
    ),
    (
        "Dates",
        (
            ("date:2005", "the year; a month is date:2005-06, a day date:2005-06-30"),
            ("date:2005..2009-06", "from the first to the last, both included"),
            ("date:[2005 TO 2009]", "the same in brackets"),
            ("date:>2005-06-30", "later; there are also >=, < and <="),
        ),
    ),
)
_CLOSING = (
    "A query that cannot be read says what is wrong and where. AND, OR and NOT are written in "
    "capitals; in small letters they are words. Tags, status, entities and redactions are chosen "
    "in the filters under the search box, not in the query."
)


def show_query_help(parent: QWidget | None) -> None:
    """Show the page beside the window, or bring it to the front."""
    found = parent.findChild(QueryHelp) if parent is not None else None
    page = found if found is not None else QueryHelp(parent)
    page.show()
    page.raise_()
    page.activateWindow()


class QueryHelp(QDialog):
    """Examples of all that a query may hold; Esc closes it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Query language")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        page = QTextBrowser()
        page.setAccessibleName("Query language")
        page.setOpenLinks(False)
        page.setHtml(_page())
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.close)
        layout = QVBoxLayout(self)
        layout.addWidget(page)
        layout.addWidget(buttons)
        em = self.fontMetrics().horizontalAdvance("m")
        self.resize(58 * em, 52 * em)
        page.setFocus()


def _page() -> str:
    """Return the page in Qt's HTML; all of it is text of our own."""
    parts = ["<p>Type into the search box; Enter searches. An empty query finds everything.</p>"]
    for heading, examples in SECTIONS:
        rows = "".join(
            f"<tr><td width='45%'><code>{escape(query)}</code></td><td>{escape(meaning)}</td></tr>"
            for query, meaning in examples
        )
        parts.append(
            f"<h4>{escape(heading)}</h4><table width='100%' cellspacing='2'>{rows}</table>"
        )
    parts.append(f"<p>{escape(_CLOSING)}</p>")
    return "".join(parts)
