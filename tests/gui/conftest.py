"""What the tests of the window get: no screen needed, and widgets that die in their own thread."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(autouse=True)
def collect_in_the_gui_thread() -> Iterator[None]:
    """Collect garbage between tests only, as the window does by timer.

    A collection on a background thread would finalise widgets there, which aborts the process.
    What was there before is not looked through again: with thousands of tests loaded, that took
    longer than the tests.
    """
    gc.disable()
    gc.freeze()
    yield
    gc.collect()
    gc.enable()
