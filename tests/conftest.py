"""What every test gets: settings and keys in a folder of its own, and a corpus for the asking."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from reviewer.corpus.database import Corpus
from tests.corpora import make_corpus

# A change is judged by the same examples each time; at her own desk a developer meets new ones.
# How long an example takes tells how busy the machine is.
settings.register_profile("ci", derandomize=True, deadline=None)
settings.register_profile("desk", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "desk")


@pytest.fixture(autouse=True)
def config_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep the user's own settings and keys out of reach of the tests, and of what they start."""
    folder = tmp_path / "config"
    monkeypatch.setenv("REVIEWER_CONFIG_DIR", str(folder))
    return folder


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[Corpus]:
    """Give a corpus of three short documents, open for writing."""
    texts = [
        "The embassy in Port Lisse reports on the missiles. The missiles were not found.",
        "Ruđer 😀 Mwangi met\nthe consul; nobody else was there.",
        "A document that nobody has marked.",
    ]
    with make_corpus(tmp_path / "Cables", texts) as made:
        yield made
