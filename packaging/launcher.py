"""Run a script's `main` on a Python that can, and end it with a sentence when something is amiss.

The scripts that a person starts import this before anything else, so it has to be read by any
Python 3 that may be there: no syntax or annotation here that Python 3.6 does not know.
"""

import collections.abc
import importlib
import shutil
import sys

SUPPORTED = ("3.13", "3.12", "3.11")
NEEDED_MODULES = ("ctypes", "sqlite3", "ssl", "zlib")


def unsupported(version: str) -> str:
    """Return why a Python of that version ("3.9") will not do, or nothing when it will."""
    if version in SUPPORTED:
        return ""
    found = [f"python{name}" for name in SUPPORTED if shutil.which(f"python{name}")]
    if found:
        advice = f"Run the same command with {found[0]} in place of python3."
    else:
        advice = "Install one of them, then run the same command with it."
    return f"Reviewer needs Python 3.11, 3.12 or 3.13, and this is Python {version}. {advice}"


def incomplete(modules: "tuple[str, ...]" = NEEDED_MODULES) -> str:
    """Return why this Python will not do: modules it was built without, or nothing."""
    absent = []
    for name in modules:
        try:
            importlib.import_module(name)
        except ImportError:
            absent.append(name)
    if not absent:
        return ""
    return (
        f"This Python ({sys.executable}) was built without {', '.join(absent)}, which Reviewer "
        "needs. Use the system's own Python, or build this one again with what they need."
    )


def launch(main: "collections.abc.Callable[[], int]") -> None:
    """Run `main` and leave with its exit code, or with a sentence where it cannot run."""
    reason = unsupported("{}.{}".format(*sys.version_info)) or incomplete()
    if reason:
        sys.exit(reason)
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit("\nStopped.")
    except OSError as error:
        sys.exit(f"Reviewer could not be set up: {error}. Mend that, then run this again.")
