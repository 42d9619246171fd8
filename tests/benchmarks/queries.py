"""Queries of every class, drawn with a seed from a corpus' own words and their frequencies.

They are plain data that each engine reads in its own way, so that all answer the same. Frequencies
are estimated from a sample of the documents; the classes are named by the hits that their words
have in 250,000 documents.
"""

from __future__ import annotations

import itertools
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select

from reviewer.corpus.database import Access, open_corpus
from reviewer.corpus.schema import DocumentRecord, DocumentText

QUERIES = 110  # of each class
NEAR = 5  # other words between the two of a `near` query
_SAMPLED, _READ_FOR_PHRASES = 20_000, 3_000
_SEED = 7
_WORD = re.compile(r"\b[a-z]+\b")  # an unaccented word is one to every tokenizer
_LETTERS = "aeiourstln"


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked: documents with all of `words`, any of `alternatives`, none of `excluded`.

    `phrase` stands as it is, `near` in any order with at most `NEAR` words between; `pattern` has
    `*` and `?`, `fuzzy` is one letter off; `days` are the first and last ISO day. With `facets`
    all hits are counted by origin, classification and year.
    """

    words: tuple[str, ...] = ()
    alternatives: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    phrase: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    pattern: str = ""
    fuzzy: str = ""
    days: tuple[str, str] | None = None
    facets: bool = False


class _Words:
    """The words of a corpus, by how many of its documents hold them."""

    def __init__(self, folder: Path) -> None:
        self.chance = random.Random(_SEED)
        held: Counter[str] = Counter()
        runs: Counter[tuple[str, ...]] = Counter()
        self.documents = 0
        self.years: list[int] = []
        for words, date in _sampled(folder):
            self.years += [int(date[:4])] if date else []
            held.update(set(words))
            if self.documents < _READ_FOR_PHRASES:
                runs.update(itertools.pairwise(words))
                runs.update(zip(words, words[1:], words[2:], strict=False))
            self.documents += 1
        self.held = held
        self.rare = self.between(0.0002, 0.001)
        self.medium = self.between(0.002, 0.02)
        self.common = self.between(0.10, 0.18)
        self.very_common = self.between(0.40, 0.70)
        often = set(self.very_common)
        self.phrases = sorted(
            run for run, times in runs.items() if times >= 3 and not often.intersection(run)
        )

    def between(self, low: float, high: float) -> list[str]:
        found = sorted(
            word
            for word, count in self.held.items()
            if low * self.documents <= count < high * self.documents and len(word) > 1
        )
        self.chance.shuffle(found)
        return found

    def one(self, words: list[str]) -> str:
        return self.chance.choice(words)

    def two(self, words: list[str]) -> tuple[str, ...]:
        return tuple(self.chance.sample(words, 2))

    def long(self) -> str:
        return self.one([word for word in self.medium + self.common if len(word) >= 6])

    def days(self, years: int) -> tuple[str, str]:
        first = self.chance.choice(self.years)
        return f"{first}-01-01", f"{first + years}-01-01"

    def misspelt(self, word: str) -> str:
        place = self.chance.randrange(1, len(word) - 1)
        letter, kind = self.chance.choice(_LETTERS), self.chance.randrange(3)
        return word[:place] + (letter if kind else "") + word[place + (kind != 1) :]

    def pattern(self) -> str:
        word = self.long()
        place = self.chance.randrange(3, len(word) - 1)
        if self.chance.random() < 0.5:
            return f"{word[:place]}?{word[place + 1 :]}"
        return f"{word[:3]}*{word[-2:]}"


def draw_queries(folder: Path) -> dict[str, list[Query]]:
    """Return `QUERIES` queries of each class for the corpus in a folder; the same each time."""
    known = _Words(folder)
    one, two = known.one, known.two
    makers: dict[str, Callable[[], Query]] = {
        "rare word": lambda: Query(words=(one(known.rare),)),
        "medium word": lambda: Query(words=(one(known.medium),)),
        "common word (34,000)": lambda: Query(words=(one(known.common),)),
        "very common word (136,000)": lambda: Query(words=(one(known.very_common),)),
        "two common words, AND": lambda: Query(words=two(known.common)),
        "two common words, OR": lambda: Query(alternatives=two(known.common)),
        "phrase": lambda: Query(phrase=known.chance.choice(known.phrases)),
        "phrase of common words": lambda: Query(phrase=two(known.common)),
        "phrase of very common words": lambda: Query(phrase=two(known.very_common)),
        "two common words, near": lambda: Query(near=two(known.common)),
        "prefix*": lambda: Query(pattern=known.long()[: known.chance.randint(4, 6)] + "*"),
        "short prefix*": lambda: Query(pattern=known.long()[:2] + "*"),
        "wildcard": lambda: Query(pattern=known.pattern()),
        "*ending": lambda: Query(pattern="*" + known.long()[-4:]),
        "fuzzy": lambda: Query(fuzzy=known.misspelt(known.long())),
        "date range AND word": lambda: Query(
            words=(one(known.common),), days=known.days(known.chance.choice([1, 2, 5]))
        ),
        "six-part query": lambda: Query(
            alternatives=(*two(known.common), one(known.medium)),
            words=(one(known.common),),
            excluded=(one(known.medium),),
            days=known.days(10),
        ),
        "facets of a common word": lambda: Query(words=(one(known.common),), facets=True),
    }
    return {name: [make() for _ in range(QUERIES)] for name, make in makers.items()}


def _sampled(folder: Path) -> Iterator[tuple[list[str], str | None]]:
    """Yield the words and the date of every so many documents."""
    with open_corpus(folder, Access.READ) as corpus, corpus.read() as connection:
        count = connection.scalar(select(func.count()).select_from(DocumentRecord)) or 0
        every = max(1, count // _SAMPLED)
        found = connection.execution_options(stream_results=True).execute(
            select(DocumentText.body, DocumentRecord.date)
            .join(DocumentRecord, DocumentRecord.id == DocumentText.document_id)
            .where(DocumentRecord.id % every == 0)
        )
        for body, date in found:
            yield _WORD.findall(body.lower()), date
