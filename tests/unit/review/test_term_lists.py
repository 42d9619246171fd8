from __future__ import annotations

import pytest

from reviewer.corpus.database import Corpus
from reviewer.corpus.searches import TermList, term_lists
from reviewer.errors import ReviewError
from reviewer.review import changes
from reviewer.review.finding import Finder
from reviewer.review.term_lists import (
    MAX_TERMS,
    add_term_list,
    count_term,
    edit_term_list,
    move_term_list,
    read_terms,
    remove_term_list,
    show_term_list,
)
from tests.indexes import index_corpus


def _lists(corpus: Corpus) -> list[TermList]:
    with corpus.read() as connection:
        return term_lists(connection)


def test_every_line_is_a_term_but_comments_blanks_and_twins() -> None:
    terms = read_terms("Bout\n# people\n\n  Anatoly   Antonov \r\nBOUT\nanatoly antonov\nigla*")
    assert [term.text for term in terms] == ["Bout", "Anatoly Antonov", "igla*"]
    assert not any(term.problem for term in terms)


@pytest.mark.parametrize(
    ("line", "searched"),
    [
        ("Anatoly Antonov", '"Anatoly Antonov"'),
        ("O'Brien, John", '"O\'Brien, John"'),
        ("Bout", "Bout"),
        ("igla*", "igla*"),
        ("arms OR missiles", "arms OR missiles"),
        ("title:arms sale", "title:arms sale"),
        ('"arms sale"~5', '"arms sale"~5'),
        ("arms -sale", "arms -sale"),
        ("Aerospace - Defence", '"Aerospace - Defence"'),
    ],
)
def test_a_name_is_a_phrase_and_a_query_stays_one(line: str, searched: str) -> None:
    (term,) = read_terms(line)
    assert term.query_text == searched


def test_a_line_that_cannot_be_read_says_why_and_spoils_no_other() -> None:
    terms = read_terms('arms\n"open\nmoney')
    assert [bool(term.problem) for term in terms] == [False, True, False]
    assert terms[1].query is None


def test_a_list_is_changed_and_each_step_can_be_undone(corpus: Corpus) -> None:
    add_term_list(corpus, "Names", "Bout\nAntonov")
    add_term_list(corpus, "Arms", "igla*")
    states = [_lists(corpus)]
    assert states[0][0].colour != states[0][1].colour
    assert all(each.shown for each in states[0])
    edit_term_list(corpus, 1, text="Bout\n# later\nPopov", name="People", colour="#123456")
    states.append(_lists(corpus))
    assert states[-1][0].text == "Bout\n# later\nPopov"
    show_term_list(corpus, 1, False)
    states.append(_lists(corpus))
    assert not states[-1][0].shown
    move_term_list(corpus, 1, 1)
    states.append(_lists(corpus))
    assert [each.name for each in states[-1]] == ["Arms", "People"]
    remove_term_list(corpus, 1)
    for state in reversed(states):
        assert changes.undo(corpus).label
        assert _lists(corpus) == state


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("", "Bout", "needs a name"),
        ("names", "Bout", "already"),
        ("New", "# only this\n\n", "at least one term"),
        ("New", "\n".join(f"name{i}" for i in range(MAX_TERMS + 1)), "Make several"),
    ],
)
def test_a_list_that_cannot_be_kept_is_told(
    corpus: Corpus, name: str, text: str, said: str
) -> None:
    add_term_list(corpus, "Names", "Bout")
    with pytest.raises(ReviewError, match=said):
        add_term_list(corpus, name, text)
    assert len(_lists(corpus)) == 1


def test_a_colour_that_is_none_is_told(corpus: Corpus) -> None:
    with pytest.raises(ReviewError, match="is not a colour"):
        add_term_list(corpus, "Names", "Bout", colour="red")


def test_the_terms_never_stand_in_the_log(corpus: Corpus) -> None:
    add_term_list(corpus, "Sources", "Volkov")
    edit_term_list(corpus, 1, text="Petrov")
    with corpus.read() as connection:
        lines = connection.exec_driver_sql("SELECT * FROM log").all()
    assert len(lines) == 2
    assert not any(name in str(line) for line in lines for name in ("Volkov", "Petrov"))


def test_terms_are_counted_over_the_whole_corpus(corpus: Corpus) -> None:
    index_corpus(corpus)
    finder = Finder(corpus)
    terms = read_terms('missile\n"port lisse"\nmiss*\nembassy OR consul\nzebra\n"open\ntag:none')
    counts = [count_term(finder, term, lambda: False) for term in terms]
    finder.close()
    assert [(count.documents, count.hits) for count in counts[:5]] == [
        (1, 2), (1, 1), (1, 2), (2, 2), (0, 0)
    ]  # fmt: skip
    assert all(count.problem for count in counts[5:])
