from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewer.search.minhash import VALUES, shingles_of, signature_of, similarity

words = st.lists(st.sampled_from([f"w{n}" for n in range(400)]), min_size=3, max_size=300)


@settings(max_examples=40, deadline=None)
@given(words, st.data())
def test_equal_numbers_estimate_the_similarity(one: list[str], data: st.DataObject) -> None:
    other = list(one)
    for _ in range(data.draw(st.integers(0, 20))):
        other[data.draw(st.integers(0, len(other) - 1))] = "changed"
    first, second = shingles_of(" ".join(one)), shingles_of(" ".join(other))
    estimate = (signature_of(first) == signature_of(second)).mean()
    assert estimate == pytest.approx(similarity(first, second), abs=0.22)


def test_the_numbers_are_the_same_in_every_process_and_version() -> None:
    shingles = shingles_of("The embassy in Port Lisse reports on the missiles.")
    assert shingles.tolist()[:2] == [2487930110, 3184157493]
    assert signature_of(shingles).tolist()[:4] == [53876, 52944, 60831, 6364]
    assert len(signature_of(shingles)) == VALUES


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Yes.", "yes!"),
        ("The consul, again", "the\nCONSUL — again"),
        ("Ruđer Bošković wrote home", "Ruđer Bos\u030ckovic\u0301 wrote home"),
        ("会议在莫斯科举行。", "会议,在莫斯科举行"),
        ("Встреча в Москве", "ВСТРЕЧА в москве"),
    ],
)
def test_case_accents_and_what_stands_between_words_do_not_count(one: str, other: str) -> None:
    assert similarity(shingles_of(one), shingles_of(other)) == 1


@pytest.mark.parametrize("text", ["", " \n\t", "— … !?", "😀"])
def test_a_text_without_words_is_like_nothing(text: str) -> None:
    assert len(shingles_of(text)) == 0
    assert similarity(shingles_of(text), shingles_of(text)) == 0


def test_one_letter_more_in_a_script_without_spaces_leaves_texts_similar() -> None:
    text = "外交部长今天在首都会见了来访的代表团并就双边关系交换了意见"
    changed = text.replace("今天", "昨天")
    assert 0.7 < similarity(shingles_of(text), shingles_of(changed)) < 1


def test_an_order_is_not_another_one() -> None:
    assert similarity(shingles_of("a b c"), shingles_of("c b a")) == 0
    assert similarity(shingles_of("a b"), shingles_of("a b b")) == 0


def test_a_long_text_is_taken_in_parts_and_as_a_whole() -> None:
    chance = random.Random(1)
    text = [f"w{chance.randrange(5_000)}" for _ in range(20_000)]
    whole = signature_of(shingles_of(" ".join(text)))
    doubled = signature_of(shingles_of(" ".join(text + text)))
    assert (whole == doubled).mean() > 0.97
