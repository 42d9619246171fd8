"""Small documents for the tests of search."""

from typing import Any

from reviewer.model import SearchableDocument


def document(id_: int, body: str = "", **parts: Any) -> SearchableDocument:
    told: dict[str, Any] = {
        "title": "",
        "date": None,
        "origin": None,
        "classification": None,
        "sender": None,
        "recipients": None,
        "author": None,
        "metadata": "",
    }
    return SearchableDocument(id=id_, body=body, **(told | parts))
