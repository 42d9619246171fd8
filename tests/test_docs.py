import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text("utf-8")
DOCUMENTS = ("README.md", "packaging/README.md", "packaging/CHANGELOG.md")

TOP_LEVEL = {
    *("pyproject.toml", "README.md", "LICENSE"),
    *("reviewer", "resources", "tests", "packaging"),
}
# Written in parts, so that this file does not hold them itself.
FORBIDDEN = [
    *(f"/{folder}" for folder in ("work/main", "work/shared", "opt/rv")),
    *(f"{name}.{end}" for name, end in (("pypi", "org"), ("pythonhosted", "org"))),
    *(f"{name}.{end}" for name, end in (("deb.debian", "org"), ("registry.npmjs", "org"))),
]


def tracked() -> list[str]:
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    return listing.stdout.decode("utf-8").rstrip("\0").split("\0")


def code_blocks(text: str) -> Iterator[str]:
    for block in re.findall(r"^```\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        yield from block.splitlines()


def verbs_told() -> set[tuple[str, ...]]:
    """The verbs of the README, such as ("export", "log"): what stands before the first capital."""
    lines = [line.split() for line in code_blocks(README) if line.startswith("reviewer ")]
    return {
        tuple(re.findall(r"^(?:[a-z][a-z-]* )*", " ".join(words[1:]))[0].split()) for words in lines
    }


def ask_help(*verbs: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "reviewer", *verbs, "--help"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True)


def verbs_of(*group: str) -> set[str]:
    """The verbs that `--help` of the program, or of one of its groups, lists."""
    listing = ask_help(*group).stdout.partition("Commands:\n")[2]
    return set(re.findall(r"^  ([a-z][a-z-]*)", listing, re.MULTILINE))


def test_only_the_agreed_things_are_at_the_top() -> None:
    top = {name.partition("/")[0] for name in tracked()}
    assert {name for name in top if not name.startswith(".")} <= TOP_LEVEL


def test_no_tracked_file_names_a_machine_or_a_registry() -> None:
    found = [
        (name, word)
        for name in tracked()
        for word in FORBIDDEN
        if (ROOT / name).is_file() and word.encode() in (ROOT / name).read_bytes()
    ]
    assert found == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_lead_to_files(document: str) -> None:
    folder = (ROOT / document).parent
    links = re.findall(r"\]\(([^)#]+)\)", (ROOT / document).read_text("utf-8"))
    inside = [link for link in links if "://" not in link]
    assert [link for link in inside if not (folder / link).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_scripts_that_are_named_exist(document: str) -> None:
    scripts = re.findall(r"(?:packaging|resources)/\w+\.py", (ROOT / document).read_text("utf-8"))
    assert [script for script in scripts if not (ROOT / script).exists()] == []


def test_the_two_commands_are_in_the_readme() -> None:
    lines = set(code_blocks(README))
    assert {"python3 packaging/start.py", "python3 packaging/test.py"} <= lines


def test_every_verb_of_the_readme_has_help() -> None:
    told = verbs_told()
    assert ("export", "excerpts") in told
    for verbs in told:
        answer = ask_help(*verbs)
        assert answer.returncode == 0, f"{verbs}: {answer.stderr}"
        assert answer.stdout.startswith("Usage:")


def test_every_verb_is_in_the_readme() -> None:
    told = {verbs[0] for verbs in verbs_told() if verbs}
    assert verbs_of() == told
