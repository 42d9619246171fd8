"""`reviewer` and `reviewer CORPUS` open the window; `reviewer VERB …` works without it.

A word that is both a verb and a folder is the verb; `reviewer ./check` opens the folder.
"""

from __future__ import annotations

import sys
from pathlib import Path


def main() -> int:
    """Open the window or do what a verb says; return the exit code."""
    words = sys.argv[1:]
    if not words or (len(words) == 1 and _is_place(words[0])):
        # Only the window needs Qt, and only verbs need click.
        from reviewer.ui.app import run

        return run(Path(words[0]) if words else None)
    from reviewer.cli import main as run_verb

    return run_verb(words)


def _is_place(word: str) -> bool:
    if word.startswith("-"):
        return False
    from reviewer.cli import VERBS

    return word not in VERBS and Path(word).exists()


if __name__ == "__main__":
    sys.exit(main())
