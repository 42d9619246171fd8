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
            ("sale", "this word in all its forms (sales); capitals and accents do not count"),
            ("missile launcher", "both words, anywhere in the document"),
            ('"end user certificate"', "these words next to each other, in this order"),
            ('"missile launcher"~5', "the same with up to 5 other words between them"),
            ('near:("arms sale" Petrov)~10', "up to 10 words apart, whichever comes first"),
            ("=sale", 'exactly this word, and no sales; ="arms sale" for a phrase'),
            ("Igla-S", "a word that holds several is a phrase of them"),
            ("06KARSH0031", "as written, or as 06 KARSH 0031; 06KARSH* and KARSH find it, too"),
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
            (r"/No\.? ?\d{4}/", "a regular expression over the text; capitals count"),
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
        "The review",
        (
            ("tag:Brokers", "has a passage under this tag, or one under it"),
            ('entity:"Anna Petrova"', "mentions her, or has her name or an alias"),
            ("has:redaction", "also highlight, entity, tag, note, date, origin, classification"),
            ("has:duplicates", "has a copy, or a document that is similar; is:duplicate a copy"),
            (
                "is:unreviewed",
                "also in-review, reviewed, second-look, redacted, withheld, duplicate, corrected",
            ),
            ("reviewer:Anna", "Anna marked something in it"),
            ("type:pdf", "the kind of file that it came from"),
            ("file:annex", "the name or the folder of that file, or a part of them"),
            ("file:*.msg", "a whole name, in which * and ? stand for any letters"),
            ("treaty -tag:(Brokers OR Banks)", "all of these go together with words"),
        ),
    ),
    (
        "Dates",
        (
            ("date:2005", "the year; a month is date:2005-06, a day date:2005-06-30"),
            ("date:2005..2009-06", "from the first to the last, both included"),
            ("date:2005..", "from then on; date:..2005 is up to then"),
            ("date:[2005 TO 2009]", "the same in brackets"),
            ("date:>2005-06-30", "later; there are also >=, < and <="),
        ),
    ),
)
_CLOSING = (
    "A query that cannot be read says what is wrong and where. AND, OR and NOT are written in "
    "capitals; in small letters they are words. A value with a space in it is put into quotation "
    "marks. A regular expression reads every text that the rest of the query leaves, so put a "
    "word beside it."
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
        page.setHtml(help_html())
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.close)
        layout = QVBoxLayout(self)
        layout.addWidget(page)
        layout.addWidget(buttons)
        page.setFocus()
        self._fit(page, buttons)

    def _fit(self, page: QTextBrowser, buttons: QDialogButtonBox) -> None:
        """Take the height of the page where there is room, at the right, away from the query."""
        room = self.screen().availableGeometry()
        width = 58 * self.fontMetrics().horizontalAdvance("m")
        page.document().setTextWidth(width)
        wanted = int(page.document().size().height()) + 3 * buttons.sizeHint().height()
        self.resize(width, min(wanted, room.height() * 9 // 10))
        window = self.parentWidget()
        around = room if window is None else window.window().frameGeometry()
        top = min(around.top() + buttons.sizeHint().height(), room.bottom() - self.height())
        self.move(around.right() - width, max(room.top(), top))


def help_html() -> str:
    """Return the page in Qt's HTML; all of it is text of our own."""
    parts = ["<p>Type into the search box. An empty query finds everything.</p>"]
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
