"""Check everything: style, types and all tests, after installing whatever that needs.

Run `python3 packaging/test.py`; words after it go to pytest. All steps run, also after one has
failed, and the exit code says whether all passed. This file is read by any Python 3, so that one
that is too old says so.
"""

import os
import subprocess
import sys
import time

from launcher import launch

STEPS = (
    ("ruff check", ("ruff", "check")),
    ("ruff format", ("ruff", "format", "--check")),
    ("mypy", ("mypy",)),
    ("pytest", ("pytest",)),
)


def main() -> int:
    """Run every step and return 1 when any failed."""
    from environment import (
        ROOT,
        SCREEN_PACKAGES,
        WINDOW_PACKAGES,
        install_system_packages,
        prepare,
    )

    install_system_packages({**WINDOW_PACKAGES, **SCREEN_PACKAGES})
    python = prepare("requirements-dev.txt")
    # Tests of a real window start a screen of their own; all others need none.
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    results = []
    for name, words in STEPS:
        print(f"\n== {name}", flush=True)
        command = [str(python), "-m", *words, *(sys.argv[1:] if name == "pytest" else ())]
        started = time.monotonic()
        code = subprocess.call(command, cwd=str(ROOT), env=environment)
        results.append((name, code, time.monotonic() - started))
    print()
    for name, code, seconds in results:
        print(f"{name:12} {'failed' if code else 'ok':7} {seconds:6.1f} s")
    return 1 if any(code for name, code, seconds in results) else 0


if __name__ == "__main__":
    launch(main)
