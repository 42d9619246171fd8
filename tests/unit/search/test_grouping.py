from __future__ import annotations

import random
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewer.errors import Cancelled
from reviewer.search.grouping import band_length, group, least_equal
from reviewer.search.minhash import VALUES
from reviewer.search.signatures import records_of


def edited(chance: random.Random, words: list[str], edits: int) -> list[str]:
    changed = list(words)
    for _ in range(edits):
        changed[chance.randrange(len(changed))] = f"new{chance.randrange(10**6)}"
    return changed


def family(seed: int, copies: int, edits: int, length: int = 200) -> list[str]:
    chance = random.Random(seed)
    origin = [f"w{seed}x{chance.randrange(10**5)}" for _ in range(length)]
    texts = [origin, *(edited(chance, origin, edits) for _ in range(copies))]
    return [" ".join(text) for text in texts]


def grouped(texts: list[str], percent: int = 70) -> set[frozenset[str]]:
    """Return the groups of two or more as the texts themselves."""
    records = records_of((hash_of(text), text) for text in texts)
    leads = group(records["values"], records["runs"], records["text"], percent, lambda: None).leads
    found: dict[int, set[str]] = {}
    for text, lead in zip(texts, leads.tolist(), strict=True):
        found.setdefault(lead, set()).add(text)
    return {frozenset(some) for some in found.values() if len(some) > 1}


def hash_of(text: str) -> int:
    return int.from_bytes(random.Random(text).randbytes(7), "big")


def test_families_are_found_and_kept_apart() -> None:
    families = [family(seed, copies=6, edits=4) for seed in range(20)]
    alone = [family(seed, copies=0, edits=0)[0] for seed in range(20, 60)]
    texts = [text for some in families for text in some] + alone
    assert grouped(texts) == {frozenset(some) for some in families}


@settings(max_examples=15, deadline=None)
@given(st.randoms(use_true_random=False))
def test_groups_do_not_depend_on_the_order(chance: random.Random) -> None:
    texts = [text for seed in range(6) for text in family(seed, copies=8, edits=9)]
    expected = grouped(texts)
    chance.shuffle(texts)
    assert grouped(texts) == expected


def test_a_thousand_drifting_texts_are_not_one_group() -> None:
    chance = random.Random(3)
    text = [f"w{n}" for n in range(120)]
    texts = []
    for _ in range(1_000):
        text = edited(chance, text, 2)
        texts.append(" ".join(text))
    records = records_of(enumerate(texts))
    found = group(records["values"], records["runs"], records["text"], 70, lambda: None)
    equal = (records["values"] == records["values"][found.leads]).sum(axis=1)
    assert (equal >= least_equal(70)).all(), "each is similar to the one that leads its group"
    assert np.bincount(found.leads).max() < 60


def test_a_crowd_of_forms_is_grouped_whole() -> None:
    chance = random.Random(5)
    frame = [f"w{n}" for n in range(300)]
    texts = [" ".join(edited(chance, frame, 1)) for _ in range(3_000)]
    (whole,) = grouped(texts, percent=80)
    assert len(whole) > 2_950


def test_texts_without_words_are_alone() -> None:
    assert grouped(["", " ", "—"]) == set()


def test_pairs_at_the_threshold_rarely_share_no_band() -> None:
    for percent in range(50, 100, 5):
        length = band_length(percent)
        missed = (1 - (percent / 100) ** length) ** (VALUES // length)
        assert missed <= 0.005, percent


def test_pairs_are_those_that_the_threshold_asks_for() -> None:
    texts = [text for seed in range(8) for text in family(seed, copies=5, edits=12)]
    records = records_of(enumerate(texts))
    found = group(records["values"], records["runs"], records["text"], 60, lambda: None)
    pairs = {frozenset(p) for p in zip(found.firsts.tolist(), found.seconds.tolist(), strict=True)}
    values = records["values"]
    similar = {
        frozenset((one, other))
        for one, other in combinations(range(len(texts)), 2)
        if (values[one] == values[other]).sum() >= least_equal(60)
    }
    assert pairs <= similar
    assert len(similar - pairs) <= len(similar) // 50


def test_grouping_can_be_stopped() -> None:
    def stop() -> None:
        raise Cancelled("stopped")

    records = records_of(enumerate(family(1, copies=3, edits=1)))
    with pytest.raises(Cancelled):
        group(records["values"], records["runs"], records["text"], 70, stop)
