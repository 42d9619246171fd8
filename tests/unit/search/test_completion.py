import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.search.completion import FIELD_NAME, VALUED, Completion, accept, complete
from reviewer.search.lexing import QUOTES
from reviewer.search.nodes import And, Attribute
from reviewer.search.query import parse_query


def at_cursor(marked: str) -> Completion | None:
    """Return what is typed where the bar stands."""
    return complete(marked.replace("|", ""), marked.index("|"))


@pytest.mark.parametrize(
    ("marked", "found"),
    [
        ("ti|", Completion("field", "ti", 0, 2)),
        ("arms ent|", Completion("field", "ent", 5, 8)),
        ("-(or|", Completion("field", "or", 2, 4)),
        ("t|itle:x", Completion("field", "t", 0, 6)),
        ("tag:|", Completion("tag", "", 4, 4)),
        ("tag:Ig|la arms", Completion("tag", "Ig", 4, 8)),
        ('entity:"Anatoly An|', Completion("entity", "Anatoly An", 7, 18)),
        ('entity:"Anatoly|" arms', Completion("entity", "Anatoly", 7, 16)),
        ("-TAG:ig|", Completion("tag", "ig", 5, 7)),
        ("tag:(a OR b|)", Completion("tag", "b", 10, 11)),
        ("tag:(a OR “b c|", Completion("tag", "b c", 10, 14)),
        ("(tag:a) ha|", Completion("field", "ha", 8, 10)),
        ("tag:(a) re|", Completion("field", "re", 8, 10)),
        ("origin:Mos|", Completion("origin", "Mos", 7, 10)),
        ("is:|", Completion("is", "", 3, 3)),
        ("date:20|", Completion("date", "20", 5, 7)),
        ("😀 lang:ru|", Completion("language", "ru", 7, 9)),
        ("|", None),
        ("arms |", None),
        ("|arms", None),
        ('"arms sa|', None),
        ('"arms sale" "x|"', None),
        ("title:ar|", None),
        ("title:(ar|", None),
        ("05MO|", None),
        ("AND|", None),
        ("/tag:a|b/", None),
        ("/tag:ab/ is:u|", Completion("is", "u", 12, 13)),
        ('tag:"a b"|', None),
        ('tag:"a b" |', None),
        ("x:a|", None),
    ],
)
def test_tells_what_is_being_typed(marked: str, found: Completion | None) -> None:
    assert at_cursor(marked) == found


@pytest.mark.parametrize(
    ("marked", "chosen", "written"),
    [
        ("arms ti|", "title", "arms title:|"),
        ("t|itle:x", "title", "title:|x"),
        ("tag:|", "Igla", "tag:Igla|"),
        ("tag:Ig|la arms", "Igla-S", "tag:Igla-S| arms"),
        ("tag:i|", "Arms sale", 'tag:"Arms sale"|'),
        ('entity:"Anatoly|" arms', "Anatoly Antonov", 'entity:"Anatoly Antonov"| arms'),
        ('entity:"An| arms', "Antonov", "entity:Antonov| arms"),
        ("tag:|", "OR", 'tag:"OR"|'),
        ("tag:|", "Arms > Sale", 'tag:"Arms > Sale"|'),
        ("tag:|", 'the "big" one', 'tag:"the  big  one"|'),
    ],
)
def test_puts_the_chosen_in_its_place(marked: str, chosen: str, written: str) -> None:
    completion = at_cursor(marked)
    assert completion is not None
    text, cursor = accept(marked.replace("|", ""), completion, chosen)
    assert f"{text[:cursor]}|{text[cursor:]}" == written


_names = st.text(min_size=1).filter(
    lambda name: not set(name) & set(QUOTES) and name.strip() == name and name.isprintable()
)


@given(_names, st.sampled_from(["tag", "entity", "reviewer", "type"]))
def test_a_chosen_value_is_what_is_asked_for(chosen: str, kind: str) -> None:
    typed = f"arms {kind}:x"
    completion = complete(typed, len(typed))
    assert completion is not None
    text, cursor = accept(typed, completion, chosen)
    assert cursor == len(text)
    node = parse_query(text).node
    assert isinstance(node, And)
    assert node.parts[1] == Attribute(kind, chosen, len(f"arms {kind}:"))


_pieces = st.sampled_from(
    ["tag:", "is:", "x", '"', "“", "(", ")", " ", "/", "-", "=", "near:", "😀", "\\"]
)


@given(st.lists(_pieces).map("".join) | st.text(), st.data())
def test_any_text_can_be_completed_at_any_place(text: str, data: st.DataObject) -> None:
    cursor = data.draw(st.integers(0, len(text)))
    found = complete(text, cursor)
    if found is not None:
        assert found.kind in (FIELD_NAME, *VALUED)
        assert found.start_cp <= cursor <= found.end_cp <= len(text)
        assert text[:cursor].endswith(found.prefix)
