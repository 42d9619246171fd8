"""Regular expressions over texts, bounded in time: nobody can tell beforehand which one stalls."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import regex

from reviewer.errors import QueryError
from reviewer.search.nodes import Pattern

MAX_EXPRESSION_CP = 1_000
MARKING_S = 0.5  # for marking one document's text


@lru_cache(maxsize=64)
def compiled(pattern: Pattern) -> regex.Pattern[str]:
    """Return the expression ready to be used; capitals count, ^ and $ stand at lines.

    Raises QueryError with the place in the query when it cannot be read or matches everywhere.
    """
    expression, start = pattern.expression, pattern.position_cp
    if len(expression) > MAX_EXPRESSION_CP:
        raise QueryError(
            f"An expression may have up to {MAX_EXPRESSION_CP:,} characters.",
            start + 1 + MAX_EXPRESSION_CP,
        )
    try:
        # The newer rules (V1) warn of nothing; the older ones would, of brackets within brackets.
        made = regex.compile(expression, regex.V1 | regex.MULTILINE)
        empty = made.fullmatch("", timeout=MARKING_S) is not None
    except regex.error as fault:
        place = min(fault.pos or 0, len(expression))
        raise QueryError(
            f"This expression cannot be read: {fault.msg}.", start + 1 + place
        ) from fault
    except (RecursionError, OverflowError, ValueError, TimeoutError, MemoryError) as fault:
        raise QueryError("This expression is too large to be used.", start) from fault
    if empty:
        raise QueryError(
            "This expression matches where nothing stands, so it would find every document.", start
        )
    return made


def pattern_spans(
    pattern: Pattern, text: str, timeout_s: float = MARKING_S
) -> Iterator[tuple[int, int]]:
    """Yield where an expression matches something, in code points.

    Raises TimeoutError once the time is used up; what came before it holds. Any thread, without
    the interpreter's lock.
    """
    for match in compiled(pattern).finditer(text, concurrent=True, timeout=timeout_s):
        if match.end() > match.start():
            yield match.span()


def pattern_stands_in(pattern: Pattern, text: str, timeout_s: float) -> bool:
    """Tell whether an expression matches anywhere in a text; raises TimeoutError."""
    return next(pattern_spans(pattern, text, timeout_s), None) is not None
