from itertools import pairwise, permutations, product

from hypothesis import given
from hypothesis import strategies as st

from reviewer.search.nodes import gatherings

# Places of a passage, rising in both ends as `chains` returns them.
_places = st.lists(st.tuples(st.integers(0, 15), st.integers(0, 2)), max_size=6).map(
    lambda drawn: [
        (first, first + longer)
        for first, longer in sorted(dict(drawn).items())
        if all(first + longer > a + b for a, b in dict(drawn).items() if a < first)
    ]
)


@given(st.lists(_places, min_size=2, max_size=3), st.integers(0, 4))
def test_gatherings_are_the_shortest_runs_of_any_order(
    places: list[list[tuple[int, int]]], distance: int
) -> None:
    every = {
        (order[0][0], order[-1][1])
        for chosen in product(*places)
        for order in permutations(chosen)
        if all(0 <= after[0] - before[1] - 1 <= distance for before, after in pairwise(order))
    }
    found = gatherings(places, distance)
    assert set(found) <= every
    assert found == sorted(found)
    for first, last in every:
        assert any(first <= start and end <= last for start, end in found)
