"""A corpus of cable-like documents from a seed: `python -m tests.benchmarks.generated FOLDER N`.

250,000 documents are 1.2 GB of text. The text is made up of a Zipf vocabulary of 150,000 words with
topics, collocations, numbers and cable references; lengths are lognormal with a median of 450
words; one document in a hundred is a copy of another. It is stored by the importer's own functions
and not indexed. Real files come into a corpus by
`reviewer import`; every benchmark takes such a corpus too.
"""

from __future__ import annotations

import argparse
import hashlib
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from reviewer.corpus import documents, imports
from reviewer.corpus.database import Corpus, create_corpus
from reviewer.corpus.imports import Item, Outcome
from reviewer.corpus.prepared import PreparedDocument, prepared
from reviewer.model import ParsedDocument
from tests.benchmarks.vocabulary import (
    COLLOCATIONS,
    TOPIC_WORDS,
    TOPICS,
    Vocabulary,
    make_vocabulary,
    zipf_table,
)

SEED = 20_101_128
_MEDIAN_WORDS, _SPREAD, _LONGEST = 450, 0.9, 40_000
_BLOCK = 500  # documents made and stored at a time
_DOCUMENTS_PER_FILE = 20_000
_FORMATS = ("jsonl", "csv", "mbox", "text", "pdf", "docx", "email", "html")
_CLASSIFICATIONS = ("UNCLASSIFIED", "CONFIDENTIAL", "SECRET", "LIMITED OFFICIAL USE", "TOP SECRET")
_CLASSIFIED = (0.42, 0.33, 0.14, 0.10, 0.01)
_CAPITALS = (
    "Moscow Washington London Paris Bonn Tokyo Beijing Cairo Ankara Athens Rome Madrid Brussels "
    "Geneva Vienna Delhi Islamabad Kabul Tehran Baghdad Riyadh Damascus Beirut Amman"
)
_ORIGINS, _OFFICIALS = 250, 3_000
_FIRST_DAY, _DAYS = date(1966, 1, 1), 16_400
_PLAIN, _CAPITAL, _COMMA, _STOP, _PARAGRAPH = range(5)  # how a word is written


class Generator:
    """Makes documents one after the other; the same seed makes the same ones."""

    def __init__(self, seed: int) -> None:
        self.chance = np.random.default_rng(seed)
        self.vocabulary: Vocabulary = make_vocabulary(self.chance)
        words = self.vocabulary.words
        shown = [
            word.capitalize() if name else word
            for word, name in zip(words, self.vocabulary.is_name.tolist(), strict=True)
        ]
        surfaces = [word + " " for word in shown]
        surfaces += [word.capitalize() + " " for word in shown]
        surfaces += [word + end for end in (", ", ". ", ".\n\n") for word in shown]
        self.surfaces: NDArray[np.object_] = np.array(surfaces, dtype=object)
        names = [words[i].capitalize() for i in np.nonzero(self.vocabulary.is_name)[0]]
        self.origins = (_CAPITALS.split() + names)[:_ORIGINS]
        self.officials = [
            f"{first} {last}"
            for first, last in zip(names[:_OFFICIALS], names[-_OFFICIALS:], strict=True)
        ]
        self.in_topic = zipf_table(TOPIC_WORDS, 0.9)
        self.collocation = zipf_table(COLLOCATIONS, 0.95)
        self.origin = zipf_table(_ORIGINS, 0.8)
        self.official = zipf_table(_OFFICIALS, 0.9)
        self.made = 0

    def documents(self, count: int) -> list[ParsedDocument]:
        """Return the next documents."""
        chance = self.chance
        lengths = draw_lengths(chance, count)
        ends = np.cumsum(lengths)
        topics = chance.integers(TOPICS, size=(count, 3))
        numbers = self._numbers(lengths, topics)
        bodies = self.surfaces[numbers + len(self.vocabulary.words) * self._writing(ends)]
        self._add_figures(bodies)
        found: list[ParsedDocument] = []
        for place, (end, length) in enumerate(zip(ends.tolist(), lengths.tolist(), strict=True)):
            self.made += 1
            body = "".join(bodies[end - length : end].tolist())
            if found and chance.random() < 0.01:
                body = found[int(chance.integers(len(found)))].text
            found.append(self._document(body, self.vocabulary.topics[topics[place, 0]]))
        return found

    def _numbers(self, lengths: NDArray[np.int64], topics: NDArray[np.int64]) -> NDArray[np.int32]:
        """Return the word numbers of all documents, one behind the other."""
        chance, vocabulary = self.chance, self.vocabulary
        total = int(lengths.sum())
        numbers = vocabulary.drawn[chance.integers(len(vocabulary.drawn), size=total)]
        of_topic = np.nonzero(chance.random(total) < 0.22)[0]
        owner = np.repeat(np.arange(len(lengths)), lengths)[of_topic]
        topic = topics[owner, chance.integers(3, size=len(of_topic))]
        drawn = self.in_topic[chance.integers(len(self.in_topic), size=len(of_topic))]
        numbers[of_topic] = vocabulary.topics[topic, drawn]
        starts = np.nonzero(chance.random(total - 3) < 0.012)[0]
        drawn = self.collocation[chance.integers(len(self.collocation), size=len(starts))]
        for offset, words in enumerate(vocabulary.collocations[drawn].T):
            numbers[starts[words >= 0] + offset] = words[words >= 0]
        return numbers

    def _writing(self, ends: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return how each word is written: sentences of some 18 words, paragraphs of six."""
        total = int(ends[-1])
        drawn = self.chance.random(total)
        writing = np.full(total, _PLAIN)
        writing[drawn < 0.06] = _COMMA
        stops = drawn > 0.945
        writing[stops] = _STOP
        writing[drawn > 0.991] = _PARAGRAPH
        writing[1:][stops[:-1] & (writing[1:] == _PLAIN)] = _CAPITAL
        writing[ends - 1] = _STOP
        writing[np.concatenate(([0], ends[:-1]))] = _CAPITAL
        return writing

    def _add_figures(self, bodies: NDArray[np.object_]) -> None:
        """Put numbers in place of some words."""
        places = np.nonzero(self.chance.random(len(bodies)) < 0.008)[0]
        figures = np.exp(self.chance.uniform(0, np.log(100_000), len(places))).astype(np.int64)
        bodies[places] = [f"{figure} " for figure in figures.tolist()]

    def _document(self, body: str, topic: NDArray[np.int32]) -> ParsedDocument:
        chance, words = self.chance, self.vocabulary.words
        origin = self._one(self.origin, self.origins)
        day = _FIRST_DAY + timedelta(days=int(_DAYS * chance.beta(2.2, 1.3)))
        known = chance.random()
        told = None if known < 0.02 else day.isoformat()[: 4 if known < 0.04 else 10]
        drawn = self.in_topic[chance.integers(len(self.in_topic), size=int(chance.integers(3, 9)))]
        title = " ".join(words[number] for number in topic[drawn]).upper()
        reference = f"{day.year % 100:02}{origin.upper()}{self.made}"
        head = f"{reference}\nSUBJECT: {title}\n"
        if self.made > 1 and chance.random() < 0.3:
            cited = int(chance.integers(1, self.made))
            head += (
                f"REF: {day.year % 100:02}{self._one(self.origin, self.origins).upper()}{cited}\n"
            )
        return ParsedDocument(
            text=f"{head}\n{body}",
            locator=f"row {self.made}",
            title=title,
            date=told,
            origin=origin,
            classification=str(chance.choice(_CLASSIFICATIONS, p=_CLASSIFIED)),
            sender=self._one(self.official, self.officials),
            recipients=", ".join(
                self._one(self.official, self.officials) for _ in range(int(chance.integers(1, 4)))
            ),
            external_id=reference,
        )

    def _one(self, table: NDArray[np.int32], values: list[str]) -> str:
        return values[int(table[self.chance.integers(len(table))])]


def draw_lengths(chance: np.random.Generator, count: int) -> NDArray[np.int64]:
    """Return how many words each of so many documents has."""
    lengths = np.exp(chance.normal(np.log(_MEDIAN_WORDS), _SPREAD, count))
    return np.clip(lengths, 20, _LONGEST).astype(np.int64)


class Maker(Protocol):
    """Makes documents one after the other."""

    def documents(self, count: int) -> list[ParsedDocument]:
        """Return the next documents."""


def generate(folder: Path, count: int, seed: int = SEED) -> Corpus:
    """Make a corpus of `count` documents and return it open for writing."""
    return store(folder, count, Generator(seed), f"generated {seed}")


def store(folder: Path, count: int, maker: Maker, name: str) -> Corpus:
    """Store what is made, as files of one import, and return the new corpus open for writing."""
    corpus = create_corpus(folder)
    for number, blocks in enumerate(_files(maker, count)):
        _store_file(corpus, f"{name} {number}", _FORMATS[number % len(_FORMATS)], blocks)
    return corpus


def _files(maker: Maker, count: int) -> Iterator[Iterator[list[PreparedDocument]]]:
    """Yield the documents of each file as blocks; each must be taken before the next."""
    for start in range(0, count, _DOCUMENTS_PER_FILE):
        stop = min(start + _DOCUMENTS_PER_FILE, count)
        yield (
            [
                prepared(document, "generated")
                for document in maker.documents(min(_BLOCK, stop - at))
            ]
            for at in range(start, stop, _BLOCK)
        )


def _store_file(
    corpus: Corpus, name: str, format: str, blocks: Iterator[list[PreparedDocument]]
) -> None:
    """Store documents as those of one file, whose original is a line that names it."""
    content = name.encode()
    sha256 = hashlib.sha256(content).hexdigest()
    original = corpus.paths.original(sha256)
    original.parent.mkdir(parents=True, exist_ok=True)
    original.write_bytes(content)
    with corpus.write() as connection:
        source = imports.add_source(connection, sha256, f"{name}.{format}", format, 0, "")
    done = 0
    for block in blocks:
        done += len(block)
        with corpus.write() as connection:
            imports.add_documents(connection, [(source, document) for document in block])
            imports.set_progress(connection, source, done, complete=False)
    with corpus.write() as connection:
        imports.set_progress(connection, source, done, complete=True)
        imports.add_items(connection, "generated", [Item(name, Outcome.IMPORTED, "", done)])


def main() -> None:
    """Make the corpus that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("count", type=int)
    parser.add_argument("--seed", type=int, default=SEED)
    given = parser.parse_args()
    tell(lambda: generate(given.folder, given.count, given.seed))


def tell(make: Callable[[], Corpus]) -> None:
    """Make a corpus and print what came of it."""
    begun = time.perf_counter()
    with make() as corpus, corpus.read() as connection:
        count = documents.document_count(connection)
    size = corpus.paths.database.stat().st_size
    print(f"{count:,} documents, {size / 1e6:,.0f} MB, {time.perf_counter() - begun:.0f} s")


if __name__ == "__main__":
    main()
