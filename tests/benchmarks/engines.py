"""The peers that Reviewer's search is measured against: SQLite's FTS5 and tantivy.

Both index title and text with positions, words as they are written, lower case without accents;
the `-stems` kinds reduce words to stems. Each answers with the 50 best and the exact count.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

import tantivy

from reviewer.model import SearchableDocument
from tests.benchmarks.queries import NEAR, Query

SHOWN = 50
_PER_COMMIT = 5_000


class Unanswerable(Exception):
    """The engine has nothing that answers such a query."""


class Engine(Protocol):
    """One search engine with its index in a folder."""

    def build(self, documents: Iterable[SearchableDocument]) -> None:
        """Index documents from nothing."""

    def open(self) -> None:
        """Make ready to search."""

    def search(self, query: Query) -> int:
        """Find the best documents and return how many match; raises Unanswerable."""

    def add(self, document: SearchableDocument) -> None:
        """Index one more document, so that the next search finds it."""


class Fts5:
    """SQLite's full-text search, the attributes of documents in a table beside it."""

    def __init__(self, folder: Path, stems: bool = False) -> None:
        self.path = folder / "fts5.db"
        words = "unicode61 remove_diacritics 2 tokenchars ''_''"
        self.tokenizer = f"porter {words}" if stems else words
        self.database: sqlite3.Connection

    def build(self, documents: Iterable[SearchableDocument]) -> None:
        self.database = sqlite3.connect(self.path, isolation_level=None)
        self.database.executescript(
            f"""
            PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA page_size=8192;
            PRAGMA cache_size=-200000;
            CREATE TABLE meta(id INTEGER PRIMARY KEY, date, origin, classification, year);
            CREATE VIRTUAL TABLE f USING fts5(title, text, content='', tokenize='{self.tokenizer}');
            CREATE VIRTUAL TABLE vocabulary USING fts5vocab(f, 'row');
            """
        )
        self.database.execute("BEGIN")
        for number, document in enumerate(documents, 1):
            self._insert(document)
            if number % _PER_COMMIT == 0:
                self.database.execute("COMMIT")
                self.database.execute("BEGIN")
        self.database.execute("COMMIT")
        self.database.executescript(
            """
            INSERT INTO f(f) VALUES('optimize');
            CREATE INDEX meta_date ON meta(date); PRAGMA wal_checkpoint(truncate);
            """
        )
        self.database.close()

    def open(self) -> None:
        self.database = sqlite3.connect(self.path, isolation_level=None)
        self.database.executescript(
            """
            PRAGMA cache_size=-200000; PRAGMA mmap_size=4000000000;
            CREATE TEMP TABLE hits(id INTEGER PRIMARY KEY);
            """
        )

    def search(self, query: Query) -> int:
        asked: list[object] = [f"{{text}} : ({self._expression(query)})"]
        source = "f"
        condition = "f MATCH ?"
        if query.days:
            source = "f JOIN meta m ON m.id = f.rowid"
            condition += " AND m.date >= ? AND m.date <= ?"
            asked += query.days
        run = self.database.execute
        best = f"SELECT f.rowid FROM {source} WHERE {condition} ORDER BY f.rank LIMIT {SHOWN}"
        run(best, asked).fetchall()
        if query.facets:
            run("DELETE FROM hits")
            run(f"INSERT INTO hits SELECT rowid FROM f WHERE {condition}", asked)
            for facet in ("origin", "classification", "year"):
                run(
                    f"SELECT m.{facet}, count(*) FROM hits h JOIN meta m ON m.id = h.id GROUP BY 1"
                ).fetchall()
        count = run(f"SELECT count(*) FROM {source} WHERE {condition}", asked).fetchone()[0]
        return int(count)

    def add(self, document: SearchableDocument) -> None:
        self.database.execute("BEGIN")
        self._insert(document)
        self.database.execute("COMMIT")

    def _insert(self, document: SearchableDocument) -> None:
        date = document.date
        self.database.execute(
            "INSERT INTO f(rowid, title, text) VALUES(?, ?, ?)",
            (document.id, document.title, document.body),
        )
        self.database.execute(
            "INSERT INTO meta VALUES(?, ?, ?, ?, ?)",
            (document.id, date, document.origin, document.classification, (date or "")[:4]),
        )

    def _expression(self, query: Query) -> str:
        if query.fuzzy:
            raise Unanswerable
        parts = [f'"{word}"' for word in query.words]
        if query.alternatives:
            parts.append("(" + " OR ".join(f'"{word}"' for word in query.alternatives) + ")")
        if query.phrase:
            parts.append('"' + " ".join(query.phrase) + '"')
        if query.near:
            parts.append(f'NEAR("{query.near[0]}" "{query.near[1]}", {NEAR})')
        if query.pattern:
            parts.append("(" + self._expanded(query.pattern) + ")")
        expression = " AND ".join(parts)
        if query.excluded:
            expression = f"({expression}) NOT ({' OR '.join(query.excluded)})"
        return expression

    def _expanded(self, pattern: str) -> str:
        prefix = pattern.rstrip("*")
        if prefix.isalpha():
            return f'"{prefix}"*'
        start = re.split(r"[*?]", pattern, maxsplit=1)[0]
        found = self.database.execute(
            "SELECT term FROM vocabulary WHERE term >= ? AND term < ? AND term GLOB ?",
            (start, start + "\U0010ffff", pattern),
        )
        return " OR ".join(f'"{term}"' for (term,) in found) or '"\uffff"'


class Tantivy:
    """The engine in Rust that Lucene's users go to."""

    def __init__(self, folder: Path, stems: bool = False) -> None:
        self.folder = folder / "tantivy"
        words = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        words = words.filter(tantivy.Filter.lowercase()).filter(tantivy.Filter.ascii_fold())
        if stems:
            words = words.filter(tantivy.Filter.stemmer("english"))
        self.analyzer = words.build()
        builder = tantivy.SchemaBuilder()
        builder.add_integer_field("id", fast=True)
        for name in ("title", "text"):
            builder.add_text_field(name, tokenizer_name="words", index_option="position")
        for name in ("origin", "classification"):
            builder.add_text_field(name, tokenizer_name="raw", fast=True)
        for name in ("day", "year"):
            builder.add_integer_field(name, indexed=True, fast=True)
        self.schema = builder.build()
        self.index: Any
        self.searcher: Any

    def build(self, documents: Iterable[SearchableDocument]) -> None:
        self.folder.mkdir(parents=True)
        writer = self._opened().writer(heap_size=256_000_000, num_threads=2)
        for document in documents:
            writer.add_document(self._document(document))
        writer.commit()
        writer.wait_merging_threads()

    def open(self) -> None:
        self.index = self._opened()
        self.searcher = self.index.searcher()

    def search(self, query: Query) -> int:
        asked = self._query(query)
        if query.facets:
            wanted = {
                name: {"terms": {"field": name, "size": 500}}
                for name in ("origin", "classification", "year")
            }
            self.searcher.aggregate(asked, wanted)
        found = self.searcher.search(asked, SHOWN, count=True)
        self.searcher.fast_field_values("id", [address for _, address in found.hits])
        return int(found.count)

    def add(self, document: SearchableDocument) -> None:
        writer = self.index.writer(heap_size=15_000_000, num_threads=1)
        writer.add_document(self._document(document))
        writer.commit()
        self.index.reload()
        self.searcher = self.index.searcher()

    def _opened(self) -> Any:
        index = tantivy.Index(self.schema, path=str(self.folder))
        index.register_tokenizer("words", self.analyzer)
        return index

    def _document(self, document: SearchableDocument) -> Any:
        return tantivy.Document(
            id=document.id,
            title=document.title,
            text=document.body,
            origin=document.origin or "",
            classification=document.classification or "",
            day=_day(document.date or ""),
            year=int((document.date or "0")[:4]),
        )

    def _query(self, query: Query) -> Any:
        ask, must, should = tantivy.Query, tantivy.Occur.Must, tantivy.Occur.Should
        parts = [(must, self._word(word)) for word in query.words]
        if query.alternatives:
            alternatives = [(should, self._word(word)) for word in query.alternatives]
            parts.append((must, ask.boolean_query(alternatives)))
        if query.phrase:
            parts.append((must, self._phrase(query.phrase, 0)))
        if query.near:
            orders = (query.near, query.near[::-1])
            both = [(should, self._phrase(words, NEAR)) for words in orders]
            parts.append((must, ask.boolean_query(both)))
        if query.pattern:
            expression = query.pattern.replace("*", ".*").replace("?", ".")
            parts.append((must, ask.regex_query(self.schema, "text", expression)))
        if query.fuzzy:
            parts.append((must, self._fuzzy(query.fuzzy)))
        if query.days:
            parts.append((must, self._days(*query.days)))
        parts += [(tantivy.Occur.MustNot, self._word(word)) for word in query.excluded]
        return parts[0][1] if len(parts) == 1 else ask.boolean_query(parts)

    def _word(self, word: str) -> Any:
        return tantivy.Query.term_query(self.schema, "text", self._analysed(word))

    def _phrase(self, words: tuple[str, ...], slop: int) -> Any:
        terms = [self._analysed(word) for word in words]
        return tantivy.Query.phrase_query(self.schema, "text", terms, slop)

    def _fuzzy(self, word: str) -> Any:
        return tantivy.Query.fuzzy_term_query(
            self.schema, "text", word, distance=1, transposition_cost_one=False
        )

    def _days(self, first: str, last: str) -> Any:
        days = tantivy.Query.range_query(
            self.schema, "day", tantivy.FieldType.Integer, _day(first), _day(last)
        )
        return tantivy.Query.const_score_query(days, 0.0)

    def _analysed(self, word: str) -> str:
        (term,) = self.analyzer.analyze(word)
        return str(term)


def _day(date: str) -> int:
    """Return an ISO date as a number that sorts as it does, 0 for what is not known of it."""
    digits = date[:10].replace("-", "")
    with suppress(ValueError):
        return int(digits.ljust(8, "0"))
    return 0
