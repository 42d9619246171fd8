"""The kinds of query that Whoosh has no class for; each also runs through its matchers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh import matching
from whoosh.query import MultiTerm, Query
from whoosh.reading import IndexReader
from whoosh.scoring import bm25
from whoosh.util import make_binary_tree

from reviewer.search.nodes import Exact, Fuzzy, Term


class Words(MultiTerm):  # type: ignore[misc]
    """The words of a field that a term stands for, scored as if they were one and the same word.

    Whoosh would add up the scores of the words, so that a rare form counts more than all others.
    """

    constantscore = False

    def __init__(self, fieldname: str, term: Term, boost: float = 1.0) -> None:
        self.fieldname = fieldname
        self.term = term
        self.boost = boost

    def __repr__(self) -> str:
        return f"Words({self.fieldname!r}, {self.term!r}, boost={self.boost})"

    def __str__(self) -> str:
        return f"{self.fieldname}:{self.term}"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Words) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def matcher(self, searcher: Any, context: object = None) -> matching.Matcher:
        """Return Whoosh's matcher over one segment."""
        postings = self._postings(searcher.reader())
        if not postings:
            return matching.NullMatcher()
        return _OneWord(make_binary_tree(matching.UnionMatcher, postings), self, searcher)

    def document_frequency(self, reader: IndexReader) -> int:
        """Return how many documents, not counting the deleted ones, hold one of the words."""
        return sum(
            len({number for matcher in self._postings(leaf) for number in matcher.all_ids()})
            for leaf, _ in reader.leaf_readers()
        )

    def estimate_min_size(self, reader: IndexReader) -> int:
        """Return how many documents there are at least."""
        return 0

    def _btexts(self, reader: IndexReader) -> Iterator[bytes]:
        beginning = "" if isinstance(self.term, Exact | Fuzzy) else self.term.prefix
        for text in reader.expand_prefix(self.fieldname, beginning):
            if self.term.matches(text.decode("utf-8")):
                yield text

    def _postings(self, reader: IndexReader) -> list[matching.Matcher]:
        return [reader.postings(self.fieldname, text) for text in self._btexts(reader)]

    def _key(self) -> tuple[str, Term, float]:
        return self.fieldname, self.term, self.boost


class _OneWord(matching.WrappingMatcher):  # type: ignore[misc]
    """The union of several words' postings, scored by BM25F as the postings of one word."""

    def __init__(self, child: matching.Matcher, query: Words, searcher: Any) -> None:
        super().__init__(child, boost=query.boost)
        self._query, self._searcher = query, searcher
        whole = searcher.get_parent()
        held = query.document_frequency(whole.reader())
        self._idf = np.log(whole.doc_count_all() / (held + 1)) + 1
        self._mean = whole.avg_field_length(query.fieldname) or 1

    def copy(self) -> _OneWord:
        return self._replacement(self.child.copy())

    def _replacement(self, newchild: matching.Matcher) -> _OneWord:
        return _OneWord(newchild, self._query, self._searcher)

    def supports_block_quality(self) -> bool:
        return False

    def score(self) -> float:
        weighting = self._searcher.weighting
        length = self._searcher.doc_field_length(self.id(), self._query.fieldname, 1)
        score = bm25(self._idf, self.child.weight(), length, self._mean, weighting.B, weighting.K1)
        return float(score * self.boost)


class _Column(Query):  # type: ignore[misc]
    """Documents by the value of a column; all of them have the score 1."""

    fieldname: str

    def holds(self, values: NDArray[Any]) -> NDArray[np.bool_]:
        """Tell which values are asked for."""
        raise NotImplementedError

    def field(self) -> None:
        """Return no field, because no words are sought."""

    def estimate_size(self, reader: IndexReader) -> int:
        """Return how many documents there can be at most."""
        return int(reader.doc_count())

    def matcher(self, searcher: Any, context: object = None) -> matching.Matcher:
        """Return Whoosh's matcher over one segment."""
        reader = searcher.reader()
        values = np.array(list(reader.column_reader(self.fieldname)), dtype=np.int64)
        numbers = np.flatnonzero(self.holds(values)).tolist()
        live = [number for number in numbers if not reader.is_deleted(number)]
        return matching.ListMatcher(live, all_weights=1.0)


class Dated(_Column):
    """Documents whose date code (yyyymmdd, 00 where month or day is not known) is in a range."""

    fieldname = "date"

    def __init__(self, first: int, last: int) -> None:
        self.first = first
        self.last = last

    def __repr__(self) -> str:
        return f"Dated({self.first}, {self.last})"

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Dated) and (self.first, self.last) == (other.first, other.last)

    def __hash__(self) -> int:
        return hash((self.first, self.last))

    def holds(self, values: NDArray[Any]) -> NDArray[np.bool_]:
        """Tell which date codes are in the range."""
        found: NDArray[np.bool_] = (values >= self.first) & (values <= self.last)
        return found


class Identified(_Column):
    """Documents by their ids, which are sorted."""

    fieldname = "id"

    def __init__(self, ids: NDArray[np.int64]) -> None:
        self.ids = ids

    def __repr__(self) -> str:
        return f"Identified({len(self.ids)} documents)"

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Identified) and np.array_equal(self.ids, other.ids)

    def __hash__(self) -> int:
        return hash(self.ids.tobytes())

    def holds(self, values: NDArray[Any]) -> NDArray[np.bool_]:
        """Tell which ids are asked for."""
        return np.isin(values, self.ids)
