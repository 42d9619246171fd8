"""What may be told of each document of a corpus, whichever are asked about."""

from __future__ import annotations

from collections import OrderedDict

from reviewer.corpus.annotations import entities, marks_of, reasons, redactions
from reviewer.corpus.database import Corpus
from reviewer.corpus.documents import document_text
from reviewer.export.elsewhere import RedactedNames
from reviewer.export.hiding import Hiding

_DOCUMENTS_KEPT = 50


class Hidings:
    """Gives what hides of a document what is redacted; reads texts only where something is.

    `names` are what is redacted anywhere.
    """

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        with corpus.read() as connection:
            marked = redactions(connection)
            self._entities = {entity.id: entity for entity in entities(connection)}
            self._reasons = {reason.id: reason for reason in reasons(connection)}
        self.document_ids = frozenset(mark.document_id for mark in marked)
        self.withheld_ids = frozenset(each.document_id for each in marked if each.span is None)
        self.names = RedactedNames(mark.quote for mark in marked)
        self._opened: OrderedDict[int, tuple[str, Hiding]] = OrderedDict()

    def of(self, document_id: int) -> tuple[str, Hiding] | None:
        """Return the text of a document and what hides of it, None where nothing is redacted."""
        if document_id not in self.document_ids:
            return None
        opened = self._opened.get(document_id)
        if opened is None:
            with self._corpus.read() as connection:
                text = document_text(connection, document_id)
                marks = marks_of(connection, document_id)
            opened = text, Hiding(text, marks, self._entities, self._reasons)
            self._opened[document_id] = opened
            # Lines that are sorted by their words come back to a document again and again.
            while len(self._opened) > _DOCUMENTS_KEPT:
                self._opened.popitem(last=False)
        self._opened.move_to_end(document_id)
        return opened
