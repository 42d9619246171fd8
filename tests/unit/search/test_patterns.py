import pytest

from reviewer.errors import QueryError
from reviewer.search.nodes import Pattern
from reviewer.search.patterns import compiled, pattern_spans, pattern_stands_in


def spans(expression: str, text: str) -> list[tuple[int, int]]:
    return list(pattern_spans(Pattern(expression, 0), text))


@pytest.mark.parametrize(
    ("expression", "text", "found"),
    [
        ("s.le", "sale Sale sole", [(0, 4), (10, 14)]),
        ("(?i)sale", "sale Sale", [(0, 4), (5, 9)]),
        ("^b$", "a\nb\nc b", [(2, 3)]),
        (r"(?<=\$)\d+", "$12 12", [(1, 3)]),
        (r"\p{Cyrillic}+", "arms ракеты", [(5, 11)]),
        (r"\b", "arms", []),
        (r"[[a-z]--[m]]+", "arm", [(0, 2)]),
    ],
)
def test_marks_what_matches(expression: str, text: str, found: list[tuple[int, int]]) -> None:
    assert spans(expression, text) == found
    assert pattern_stands_in(Pattern(expression, 0), text, 1.0) == bool(found)


@pytest.mark.parametrize(
    "expression", ["(", "[a", "a**", "x*", "(a|)", r"\p{Nothing}", "(?P<a", "a{3,1}"]
)
def test_refuses_what_cannot_be_read_or_matches_nothing(expression: str) -> None:
    with pytest.raises(QueryError) as refused:
        compiled(Pattern(expression, 7))
    assert 7 <= refused.value.position_cp <= 8 + len(expression)


def test_time_runs_out() -> None:
    with pytest.raises(TimeoutError):
        pattern_stands_in(Pattern("(a+)+b", 0), "a" * 100_000, 0.1)
