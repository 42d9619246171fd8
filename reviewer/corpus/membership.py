"""Asking for any number of ids in one statement."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, func, select


def among(column: Any, ids: Iterable[int] | Iterable[str]) -> ColumnElement[bool]:
    """Return the condition that a column is one of the ids.

    The ids go as one JSON value: SQLite takes at most 32,766 variables in a statement.
    """
    values = func.json_each(json.dumps(list(ids))).table_valued("value")
    condition: ColumnElement[bool] = column.in_(select(values.c.value))
    return condition
