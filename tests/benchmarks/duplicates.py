"""What finding similar documents costs, and how many it finds.

`python -m tests.benchmarks.duplicates CORPUS`; without a corpus the recall and precision alone.

The cost is measured on a copy of the signatures of a corpus, such as `generated` makes: computing
them, grouping at several thresholds, asking for the relatives of one document. Recall and precision
are those of pairs of edited texts against their exact similarity (Jaccard of their runs of words),
among forms that share most of their text.
"""

from __future__ import annotations

import argparse
import random
from itertools import combinations
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from reviewer.corpus.database import Access, open_corpus
from reviewer.jobs.compare_job import run_compare
from reviewer.jobs.protocol import Control, Silence
from reviewer.review.duplicates import Duplicates
from reviewer.search.grouping import group
from reviewer.search.minhash import shingles_of, similarity
from reviewer.search.signatures import records_of
from tests.benchmarks.processes import machine, resident_mb

PERCENTS = (50, 60, 70, 80, 90, 95)


def cost(folder: Path) -> None:
    """Print what signatures and groups of a corpus cost."""
    with open_corpus(folder, Access.WRITE) as corpus:
        corpus.paths.signatures.unlink(missing_ok=True)
        begun = perf_counter()
        texts = run_compare(corpus, Silence(), Control())
        taken = perf_counter() - begun
        size = corpus.paths.signatures.stat().st_size / 1e6
        print(
            f"signatures of {texts:,} texts in {taken:.1f} s ({texts / taken:,.0f}/s), "
            f"{size:.0f} MB on disk, process {resident_mb()[1]:.0f} MB"
        )
        finding = Duplicates(corpus)
        for percent in PERCENTS:
            finding.percent = percent
            begun = perf_counter()
            alike = finding.now()
            taken = perf_counter() - begun
            groups = alike.similar_groups()
            print(
                f"{percent} %: grouped in {taken:.2f} s; {len(groups):,} groups, the largest of "
                f"{max(map(len, groups), default=0):,}; process {resident_mb()[1]:.0f} MB"
            )
        some = alike.ids[:: max(1, len(alike.ids) // 50)].tolist()
        taken_ms = []
        for document_id in some:
            begun = perf_counter()
            alike.relatives(document_id)
            taken_ms.append(1000 * (perf_counter() - begun))
        print(f"relatives of one document: {np.median(taken_ms):.0f} ms, {max(taken_ms):.0f} most")


def quality(seed: int = 28) -> None:
    """Print how well the relatives of texts, and the signs that they have some, agree with truth.

    The relatives of a text are those whose estimate reaches the threshold; a sign is what the list
    shows, of which LSH and sampling may miss some.
    """
    texts = edited_texts(random.Random(seed))
    shingles = [shingles_of(text) for text in texts]
    records = records_of(enumerate(texts))
    values = records["values"]
    exact, estimated = {}, {}
    for one, other in combinations(range(len(texts)), 2):
        exact[one, other] = similarity(shingles[one], shingles[other])
        estimated[one, other] = float((values[one] == values[other]).mean())
    for percent in PERCENTS:
        least = percent / 100
        told = {pair for pair, share in estimated.items() if share >= least}
        true = {pair for pair, share in exact.items() if share >= least}
        clear = {pair for pair in exact if exact[pair] >= least + 0.05}
        near = {pair for pair in told if exact[pair] >= least - 0.05}
        found = group(values, records["runs"], records["text"], percent, lambda: None)
        signed = {*found.firsts.tolist(), *found.seconds.tolist()}
        print(
            f"{percent} %: of {len(true):,} pairs {share_of(told & true, true)} told, of "
            f"those 5 points above {share_of(told & clear, clear)}; of {len(told):,} told "
            f"{share_of(told & true, told)} reach it, {share_of(near, told)} come within 5 points. "
            f"Signs: {share_of(signed & members(told), members(told))} of the texts with relatives"
        )


def members(pairs: set[tuple[int, int]]) -> set[int]:
    """Return the texts of pairs."""
    return {each for pair in pairs for each in pair}


def share_of(some: set[Any], of: set[Any]) -> str:
    """Return a share in per cent."""
    return f"{100 * len(some) / len(of):.2f} %" if of else "none"


def edited_texts(chance: random.Random) -> list[str]:
    """Make families of texts with edits, and forms that share a frame, each text another one."""
    words = [f"word{number}" for number in range(8_000)]
    texts = []
    for _ in range(150):
        origin = chance.choices(words, k=chance.choice((30, 80, 200, 450, 1_500)))
        texts.append(origin)
        for _ in range(chance.randrange(1, 8)):
            copy = list(origin)
            for _ in range(chance.randrange(1, max(2, len(copy) // 8))):
                copy[chance.randrange(len(copy))] = chance.choice(words)
            if chance.random() < 0.3:
                copy = chance.choices(words, k=20) + copy
            texts.append(copy)
    frame = chance.choices(words, k=200)
    for _ in range(400):
        texts.append(frame + chance.choices(words, k=chance.randrange(20, 160)))
    return [" ".join(text) for text in texts]


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path, nargs="?")
    given = parser.parse_args()
    print(machine())
    quality()
    if given.corpus is not None:
        cost(given.corpus)


if __name__ == "__main__":
    main()
