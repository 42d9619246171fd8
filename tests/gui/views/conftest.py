"""What the views' tests get: no screen needed, and marks to show."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
