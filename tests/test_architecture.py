"""The layers of the design, enforced on every import of every module."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "reviewer"
MODULES = sorted(PACKAGE.rglob("*.py"))
MAX_LINES = 500

BASE = {"model", "text", "errors", "paths"}
# `settings` is the user's, so only what has a user may read it.
MAY_IMPORT: dict[str, set[str]] = {
    "errors": set(),
    "text": set(),
    "model": set(),
    "paths": {"errors"},
    "settings": {"paths", "errors"},
    "corpus": BASE,
    "ingest": BASE,
    "search": BASE,
    "review": BASE | {"corpus", "search"},
    "export": BASE | {"corpus", "search", "review"},
    "jobs": BASE | {"settings", "review", "export", "ingest", "search", "corpus"},
    "cli": BASE
    | {
        "sample",
        "settings",
        "review",
        "export",
        "ingest",
        "search",
        "corpus",
        "jobs",
    },
    "ui": BASE | {"sample", "settings", "review", "export", "ingest", "search", "corpus", "jobs"},
    "sample": BASE | {"review", "corpus", "jobs"},
    "__main__": {"cli", "ui", "errors"},
    "__init__": set(),
}
ONLY_IN: dict[str, set[str]] = {
    "whoosh": {"search"},
    "PySide6": {"ui"},
    "qtawesome": {"ui"},
    "sqlalchemy": {"corpus", "review", "export"},
}


def _layer(module: Path) -> str:
    return module.relative_to(PACKAGE).with_suffix("").parts[0]


def _imports(module: Path) -> set[str]:
    """Return the full names that a module imports anywhere in it, `a.b` for `from a import b`."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} imports relatively"
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_imports_only_what_its_layer_may(module: Path) -> None:
    layer = _layer(module)
    allowed = MAY_IMPORT[layer] | {layer, "__version__"}
    for name in _imports(module):
        package, *rest = name.split(".")
        if package == "reviewer":
            assert rest[0] in allowed, f"{layer} must not import {name}"
        assert layer in ONLY_IN.get(package, {layer}), f"{layer} must not import {name}"


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_holds_one_idea(module: Path) -> None:
    lines = module.read_text(encoding="utf-8").count("\n")
    assert lines <= MAX_LINES, f"{lines} lines hold more than one idea"
    assert not any(word in module.stem for word in ("util", "helper", "misc", "common"))


def test_all_but_the_window_works_without_qt() -> None:
    headless = [
        ".".join(module.relative_to(ROOT).with_suffix("").parts)
        for module in MODULES
        if _layer(module) not in ("ui", "__main__") and module.stem != "__init__"
    ]
    block = f"import sys\nsys.modules['PySide6'] = None\nimport {', '.join(headless)}\n"
    done = subprocess.run(
        [sys.executable, "-c", block], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
