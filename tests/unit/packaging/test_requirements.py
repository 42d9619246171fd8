import re
import tomllib
from pathlib import Path

import pytest
from environment import PACKAGING, ROOT

PINS = ("requirements.txt", "requirements-dev.txt")


def pinned(name: str) -> dict[str, str]:
    lines = (PACKAGING / name).read_text("utf-8").splitlines()
    return dict(re.split("==", line.split()[0]) for line in lines if "==" in line)


def wanted(project: Path, *groups: str) -> set[str]:
    declared = tomllib.loads(project.read_text("utf-8"))
    ranges = list(declared["project"]["dependencies"])
    for group in groups:
        ranges += declared["dependency-groups"][group]
    return {re.split(r"[<>=!~;\[ ]", name)[0].lower() for name in ranges}


def test_everything_that_is_wanted_is_pinned() -> None:
    assert wanted(ROOT / "pyproject.toml", "build") <= pinned("requirements.txt").keys()
    assert wanted(ROOT / "pyproject.toml", "build", "dev") <= pinned("requirements-dev.txt").keys()


def test_development_pins_agree_with_those_of_the_application() -> None:
    assert pinned("requirements.txt").items() <= pinned("requirements-dev.txt").items()


@pytest.mark.parametrize("name", PINS)
def test_pins_have_hashes_and_no_address(name: str) -> None:
    text = (PACKAGING / name).read_text("utf-8")
    assert "://" not in text
    assert not re.search(r"^-", text, re.MULTILINE)
    blocks = re.split(r"\n(?=\w)", text.partition("\n")[2])
    assert len(blocks) == len(pinned(name))
    assert all("--hash=sha256:" in block for block in blocks)
