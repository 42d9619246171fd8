"""Order by falling score, then by id."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from reviewer.search.found import Found
from reviewer.search.ranking import Ranking

_scores = st.floats(-1e6, 1e6, width=32) | st.sampled_from([0.0, -0.0, 1.5])


@given(st.lists(_scores, max_size=30), st.none() | st.integers(0, 40))
def test_orders_by_score_then_by_id(scores: list[float], limit: int | None) -> None:
    ids = np.array([(place * 7919) % 1009 for place in range(len(scores) + 5)], np.int64)
    numbers = np.arange(len(scores), dtype=np.int32) + 3
    found = Found(numbers, np.array(scores, np.float32))
    expected = sorted(
        zip((-found.scores).tolist(), ids[numbers].tolist(), strict=True),
        key=lambda pair: (pair[0] + 0.0, pair[1]),
    )[:limit]
    best_ids, best_scores = Ranking(ids).best(found, limit)
    assert best_ids.tolist() == [id_ for _, id_ in expected]
    assert best_scores.tolist() == [-score for score, _ in expected]
