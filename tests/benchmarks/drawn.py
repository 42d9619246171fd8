"""A large corpus of real text: `python -m tests.benchmarks.drawn FOLDER N CORPUS`.

Each document is a piece of a document of an imported corpus, at a random place, with the length
that generated documents have; where a text ends, another piece follows. Words and phrases are as
frequent as in the real ones, but no word is new: where N documents are more text than the corpus
has, its rare words come more than once. Title, date, origin and names are of the first piece.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

import numpy as np
from sqlalchemy import select

from reviewer.corpus.database import Access, open_corpus
from reviewer.corpus.schema import DocumentRecord, DocumentText
from reviewer.model import ParsedDocument
from tests.benchmarks.generated import SEED, draw_lengths, store, tell

_WORD_CP = 6  # of English text, with the space


class Drawer:
    """Cuts documents out of those of a corpus; the same seed cuts the same ones."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.chance = np.random.default_rng(seed)
        with open_corpus(folder, Access.READ) as corpus, corpus.read() as connection:
            record = DocumentRecord
            rows = connection.execute(
                select(
                    DocumentText.body,
                    record.title,
                    record.date,
                    record.origin,
                    record.classification,
                    record.sender,
                    record.recipients,
                    record.author,
                )
                .join(record, record.id == DocumentText.document_id)
                .order_by(record.id)
            )
            self.sources = [ParsedDocument(row[0], "", *row[1:]) for row in rows if row[0]]
        self.ends = np.cumsum([len(source.text) for source in self.sources])
        self.made = 0

    def documents(self, count: int) -> list[ParsedDocument]:
        """Return the next documents."""
        lengths = draw_lengths(self.chance, count) * _WORD_CP
        return [self._document(length) for length in lengths.tolist()]

    def _document(self, length: int) -> ParsedDocument:
        self.made += 1
        first, text = self._piece(length)
        while len(text) < length:
            text += "\n\n" + self._piece(length - len(text))[1]
        return replace(first, text=text, locator=f"row {self.made}")

    def _piece(self, length: int) -> tuple[ParsedDocument, str]:
        """Return some text from a random place on, from the beginning of a word."""
        place = int(self.chance.integers(self.ends[-1]))
        number = int(np.searchsorted(self.ends, place, side="right"))
        source = self.sources[number]
        start = place - int(self.ends[number]) + len(source.text)
        start = source.text.find(" ", start) + 1  # the beginning, where no word follows
        return source, source.text[start : start + length]


def main() -> None:
    """Make the corpus that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("count", type=int)
    parser.add_argument("corpus", type=Path, help="what the text is taken from")
    parser.add_argument("--seed", type=int, default=SEED)
    given = parser.parse_args()
    drawer = Drawer(given.corpus, given.seed)
    tell(lambda: store(given.folder, given.count, drawer, f"drawn {given.seed}"))


if __name__ == "__main__":
    main()
