from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from reviewer.corpus.database import Corpus
from reviewer.corpus.searches import SavedSearch, saved_searches
from reviewer.errors import ReviewError
from reviewer.model import Facet, Filters, Sort
from reviewer.review import changes
from reviewer.review.saved_searches import (
    add_search,
    change_search,
    move_search,
    pin_search,
    remove_search,
    rename_search,
)

ARMS = Filters().including(Facet.ORIGIN, ["Moscow"])


def _searches(corpus: Corpus) -> list[SavedSearch]:
    with corpus.read() as connection:
        return saved_searches(connection)


def test_a_search_is_kept_as_it_was_asked(corpus: Corpus) -> None:
    add_search(corpus, "  Arms\nsales ", '"arms sale"~5', ARMS, Sort.DATE)
    (search,) = _searches(corpus)
    assert (search.name, search.query, search.pinned) == ("Arms sales", '"arms sale"~5', True)
    assert (search.filters, search.sort) == (ARMS, Sort.DATE)


def test_a_search_is_changed_and_each_step_can_be_undone(corpus: Corpus) -> None:
    search_id = add_search(corpus, "Arms", "arms", Filters(), Sort.RELEVANCE).new_id
    add_search(corpus, "Money", "money", Filters(), Sort.RELEVANCE)
    assert search_id is not None
    states = [_searches(corpus)]
    steps: list[tuple[Callable[..., Any], tuple[Any, ...], str]] = [
        (rename_search, ("Weapons",), "rename search “Arms” to “Weapons”"),
        (change_search, ("weapons", ARMS, Sort.DATE), "update search “Weapons”"),
        (pin_search, (False,), "unpin search “Weapons”"),
        (move_search, (1,), "move search “Weapons”"),
        (remove_search, (), "remove search “Weapons”"),
    ]
    for verb, values, label in steps:
        assert verb(corpus, search_id, *values).label == label
        assert _searches(corpus) not in states
        states.append(_searches(corpus))
    for state in reversed(states[:-1]):
        changes.undo(corpus)
        assert _searches(corpus) == state


@pytest.mark.parametrize(("name", "said"), [(" ", "needs a name"), ("ARMS", "already")])
def test_a_name_that_cannot_be_taken_is_told(corpus: Corpus, name: str, said: str) -> None:
    add_search(corpus, "Arms", "arms", Filters(), Sort.RELEVANCE)
    with pytest.raises(ReviewError, match=said):
        add_search(corpus, name, "other", Filters(), Sort.RELEVANCE)
    assert len(_searches(corpus)) == 1


def test_a_search_that_is_gone_is_told(corpus: Corpus) -> None:
    with pytest.raises(ReviewError, match="This saved search is gone already"):
        rename_search(corpus, 7, "Arms")


def test_what_was_searched_for_never_stands_in_the_log(corpus: Corpus) -> None:
    add_search(corpus, "Source", "volkov", Filters(), Sort.RELEVANCE)
    change_search(corpus, 1, "petrov", Filters(), Sort.RELEVANCE)
    with corpus.read() as connection:
        lines = connection.exec_driver_sql("SELECT * FROM log").all()
    assert len(lines) == 2
    assert not any(name in str(line) for line in lines for name in ("volkov", "petrov"))
