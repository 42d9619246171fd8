"""Open Reviewer on its sample corpus, after installing whatever that needs.

Run `python3 packaging/start.py`. With no display it does the same job headless. This file is read
by any Python 3, so that one that is too old says so.
"""

import subprocess
import sys
from pathlib import Path

from launcher import launch

FOLDER = Path.home() / "Reviewer"
SAMPLE = FOLDER / "Sample"


def main() -> int:
    """Prepare, make the sample corpus the first time, then open it or work on it headless."""
    from environment import WINDOW_PACKAGES, has_display, install_system_packages, prepare

    window = has_display()
    install_system_packages(WINDOW_PACKAGES if window else {})
    python = prepare("requirements.txt", "requirements-dev.txt")
    if not (SAMPLE / "corpus.db").exists():
        print(f"Making the sample corpus in {SAMPLE}...", flush=True)
        FOLDER.mkdir(parents=True, exist_ok=True)
        reviewer(python, "sample", SAMPLE)
    if window:
        print(f"Opening {SAMPLE}...", flush=True)
        return subprocess.call([str(python), "-m", "reviewer", str(SAMPLE)])
    work_headless(python)
    return 0


def work_headless(python: Path) -> None:
    """Search the sample corpus and export its excerpts and its log, saying where they are."""
    excerpts = FOLDER / "Sample excerpts.csv"
    log = FOLDER / "Sample log.csv"
    print("There is no display, so Reviewer does the same job without its window.", flush=True)
    reviewer(python, "search", SAMPLE, "missile")
    reviewer(python, "export", "excerpts", SAMPLE, excerpts)
    reviewer(python, "export", "log", SAMPLE, log)
    print(f"\nThe corpus:   {SAMPLE}\nIts excerpts: {excerpts}\nIts log:      {log}")


def reviewer(python: Path, *words: object) -> None:
    """Run one headless command and show what it prints; end the program when it fails."""
    command = [str(word) for word in words]
    print("\n$ reviewer", subprocess.list2cmdline(command), flush=True)
    code = subprocess.call([str(python), "-m", "reviewer", *command])
    if code:
        sys.exit(code)


if __name__ == "__main__":
    launch(main)
