from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from reviewer.export.hiding import Hiding
from reviewer.model import Entity, Marks, Mention, Reason, Redaction

REASON = Reason(id=1, code="(b)(6)", label="", set_name="", position=0)
TOKEN = "[REDACTED: (b)(6)]"


def redaction(text: str, quote: str | None, id: int = 1, occurrence: int = 0) -> Redaction:
    """Redact an occurrence of a quote in a text, or the whole text."""
    start = None
    if quote is not None:
        start = -1
        for _ in range(occurrence + 1):
            start = text.index(quote, start + 1)
    return Redaction(
        id=id,
        document_id=1,
        start_cp=start,
        end_cp=None if start is None or quote is None else start + len(quote),
        quote=quote or "",
        note="",
        reason_ids=(1,),
        reviewer="ana",
        created_at="",
        modified_at="",
    )


def mention(text: str, quote: str, entity_id: int) -> Mention:
    start = text.index(quote)
    return Mention(1, 1, start, start + len(quote), quote, entity_id, "ana", "", "")


def hiding(
    text: str,
    *redactions: Redaction,
    mentions: tuple[Mention, ...] = (),
    entities: tuple[Entity, ...] = (),
) -> Hiding:
    marks = Marks(mentions=mentions, redactions=redactions)
    return Hiding(text, marks, {entity.id: entity for entity in entities}, {1: REASON})


def everything(text: str, hidden: Hiding) -> str:
    return hidden.piece(0, len(text))


@pytest.mark.parametrize(
    "variant",
    [
        "Viktor Petrov",
        "VIKTOR PETROV",
        "viktor\npetrov",
        "Viktor\u00a0 Petrov",
        "Viktor Pet-\nrov",
        "viktor_petrov",
        "viktor.petrov",
        "ViktorPetrov",
        "Ｖｉｋｔｏｒ Petrov",
        "Víktor Petróv",
        "Vik\u00adtor Pet\u200brov",
    ],
)
def test_a_name_is_hidden_in_every_way_of_writing_it(variant: str) -> None:
    text = f"We met Viktor Petrov. Later {variant} left."
    hidden = hiding(text, redaction(text, "Viktor Petrov"))

    assert everything(text, hidden) == f"We met {TOKEN}. Later {TOKEN} left."
    assert hidden.value(f"(about {variant})") == f"(about {TOKEN})"


@pytest.mark.parametrize(
    ("quote", "variant"),
    [
        ("Viktor Petrov", "Petrov, Viktor"),
        ("Viktor Petrov", "PETROV Viktor"),
        ("Petrov, Viktor", "Viktor Petrov"),
        ("Viktor I. Petrov", "Petrov, Viktor I."),
        ("Petrov, Viktor Ivanovich", "Viktor Ivanovich Petrov"),
        ("Виктор Петров", "Петров Виктор"),
        ("Jan van der Petrov", "van der Petrov, Jan"),
        ("Jan van der Petrov", "Petrov, Jan van der"),
    ],
)
def test_a_name_is_hidden_whichever_part_of_it_comes_first(quote: str, variant: str) -> None:
    text = f"We met {quote}. On the list: {variant}; others."
    hidden = hiding(text, redaction(text, quote))

    assert "etrov" not in everything(text, hidden) and "етров" not in everything(text, hidden)
    assert hidden.value(f"{variant} (draft)").startswith(TOKEN)


@pytest.mark.parametrize(
    ("quote", "variant"), [("Crates of rifles", "rifles Crates of"), ("10 2009", "2009 10")]
)
def test_words_that_are_no_name_are_hidden_in_their_own_order_only(
    quote: str, variant: str
) -> None:
    text = f"We saw {quote}; then {variant}."
    assert everything(text, hiding(text, redaction(text, quote))).endswith(f"then {variant}.")


@pytest.mark.parametrize("variant", ["O'Harek", "O’Harek", "Oʼharek", "OHAREK", "Oʾharek"])
def test_an_apostrophe_of_any_kind_does_not_save_a_name(variant: str) -> None:
    text = f"We met OʼHarek. Later {variant} left."
    assert everything(text, hiding(text, redaction(text, "OʼHarek"))) == (
        f"We met {TOKEN}. Later {TOKEN} left."
    )


def test_a_ligature_does_not_save_a_name() -> None:
    text = "Agent Griffin; agent Griﬃn."

    assert everything(text, hiding(text, redaction(text, "Griffin"))) == (
        f"Agent {TOKEN}; agent {TOKEN}."
    )


def test_a_soft_hyphen_is_in_the_midst_of_a_word() -> None:
    text = "Ali spoke of qual\u00adity, and A\u00adli left."
    hidden = hiding(text, redaction(text, "Ali"))

    assert everything(text, hidden) == f"{TOKEN} spoke of {TOKEN}, and {TOKEN} left."


def test_what_is_left_of_a_longer_word_does_not_tell_the_rest() -> None:
    text = "Ali spoke of quality."

    assert everything(text, hiding(text, redaction(text, "Ali"))) == f"{TOKEN} spoke of {TOKEN}."


def test_two_letters_hide_only_where_they_are_marked() -> None:
    text = "Mr K. met Mr K. again"

    assert everything(text, hiding(text, redaction(text, "K."))) == f"Mr {TOKEN} met Mr K. again"


def test_digits_are_not_found_across_the_parts_of_a_date() -> None:
    text = "He took 100 crates on 2010-03-01."
    hidden = hiding(text, redaction(text, "100"))

    assert everything(text, hidden) == f"He took {TOKEN} crates on 2010-03-01."
    assert hidden.token_in("2010-03-01") is None


def test_a_date_that_is_redacted_is_known_in_the_date_of_the_document() -> None:
    text = "On 2005-03-01 they met."

    assert hiding(text, redaction(text, "2005-03-01")).token_in("2005-03-01") == TOKEN


def test_all_names_of_an_entity_are_hidden_with_its_mention() -> None:
    text = "Our man in Lisse met the consul. Uncle Vanya was late; Viktor Petrov too."
    entity = Entity(id=5, name="Viktor Petrov", type_id=1, note="", aliases=("Uncle Vanya",))
    hidden = hiding(
        text,
        redaction(text, "Our man in Lisse"),
        mentions=(mention(text, "man in Lisse", 5),),
        entities=(entity,),
    )

    assert everything(text, hidden) == f"{TOKEN} met the consul. {TOKEN} was late; {TOKEN} too."


def test_an_entity_is_hidden_when_a_mention_repeats_what_is_redacted() -> None:
    text = "Petrov came. petrov left, as the Fox does."
    entity = Entity(id=5, name="Fox", type_id=1, note="", aliases=())
    hidden = hiding(
        text,
        redaction(text, "Petrov"),
        mentions=(mention(text, "petrov", 5),),
        entities=(entity,),
    )

    assert everything(text, hidden) == f"{TOKEN} came. {TOKEN} left, as the {TOKEN} does."
    assert hidden.names_unmarked(text.index("petrov"), text.index(" left"))


def test_only_unmarked_places_count_as_naming_what_is_hidden() -> None:
    text = "Petrov and Petrov"
    hidden = hiding(text, redaction(text, "Petrov"))

    assert [hidden.names_unmarked(0, 6), hidden.names_unmarked(11, 17)] == [False, True]


def test_passages_that_overlap_or_touch_are_one_token() -> None:
    text = "abc Viktor Petrov xyz"
    first, second = redaction(text, "Viktor ", 1), redaction(text, "Petrov", 2)

    assert everything(text, hiding(text, first, second)) == f"abc {TOKEN} xyz"


def test_a_piece_that_ends_inside_a_redaction_shows_none_of_it() -> None:
    text = "before Viktor Petrov behind"
    hidden = hiding(text, redaction(text, "Viktor Petrov"))

    for edge in range(len(text) + 1):
        left, right = hidden.piece(0, edge), hidden.piece(edge, len(text))
        assert f"before {TOKEN} behind".startswith(left)
        assert f"before {TOKEN} behind".endswith(right)


WORDS = st.lists(st.sampled_from(["Ana", "ana", "AN", "a", "Petrov", "pet", "-", "\n"]))
GAPS = st.lists(st.sampled_from([" ", "\n", "", ", ", "_"]), min_size=40, max_size=40)


@given(WORDS, GAPS, st.data())
def test_no_piece_holds_a_redacted_quote(
    words: list[str], gaps: list[str], data: st.DataObject
) -> None:
    text = "".join(word + gap for word, gap in zip(words, gaps, strict=False))
    assume(len(text) >= 3)
    start = data.draw(st.integers(0, len(text) - 3))
    end = data.draw(st.integers(start + 3, min(len(text), start + 12)))
    quote = " ".join(text[start:end].split()).casefold()
    assume(len(quote) >= 3)
    marked = redaction(text, text[start:end])
    left, right = sorted(data.draw(st.tuples(*[st.integers(0, len(text))] * 2)))

    hidden = hiding(text, marked)
    piece = hidden.piece(left, right).replace(TOKEN, "\0")

    assert quote not in " ".join(piece.split()).casefold()
    assert quote not in " ".join(hidden.value(text).replace(TOKEN, "\0").split()).casefold()


def test_a_document_withheld_as_a_whole_is_a_token() -> None:
    hidden = hiding("secret text", redaction("secret text", None))

    assert hidden.withheld_as == TOKEN
