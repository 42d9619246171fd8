import ast
from pathlib import Path

import environment
import launcher
import pytest

PACKAGING = environment.PACKAGING


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout that holds nothing but its pins."""
    (tmp_path / "packaging").mkdir()
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    (tmp_path / "packaging/requirements.txt").write_text("one==1\n")
    (tmp_path / "packaging/requirements-dev.txt").write_text("one==1\ntwo==2\n")
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    monkeypatch.setattr(environment, "PACKAGING", tmp_path / "packaging")
    monkeypatch.setattr(environment, "VENV", tmp_path / ".venv")
    return tmp_path


@pytest.fixture
def installers(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The command lines that would have installed something; a `.venv` gets a python."""
    lines: list[str] = []

    def run(command: list[str]) -> None:
        lines.append(" ".join(command))
        if "venv" in command:
            python = checkout / ".venv/bin/python"
            python.parent.mkdir(parents=True)
            python.write_text("#!/bin/sh\nexit 0\n")
            python.chmod(0o755)

    monkeypatch.setattr(environment, "_run", run)
    return lines


@pytest.fixture
def bare_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A PATH with nothing on it but `env` and an `apt-get` that writes down how it was called."""
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "env").symlink_to("/usr/bin/env")
    apt = folder / "apt-get"
    apt.write_text(f'#!/bin/sh\necho "$DEBIAN_FRONTEND $*" >> {tmp_path}/apt.log\n')
    apt.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))
    return folder


def test_second_start_installs_nothing(installers: list[str]) -> None:
    environment.prepare("requirements.txt")
    assert any("--require-hashes -r" in line for line in installers)
    installers.clear()
    environment.prepare("requirements.txt")
    assert installers == []


def test_changed_pins_are_installed(installers: list[str], checkout: Path) -> None:
    environment.prepare("requirements.txt")
    installers.clear()
    (checkout / "packaging/requirements.txt").write_text("one==2\n")
    environment.prepare("requirements.txt")
    assert any("--require-hashes -r" in line for line in installers)


def test_development_environment_serves_the_application_too(installers: list[str]) -> None:
    environment.prepare("requirements-dev.txt")
    installers.clear()
    environment.prepare("requirements.txt", "requirements-dev.txt")
    assert installers == []


def test_application_environment_does_not_serve_development(installers: list[str]) -> None:
    environment.prepare("requirements.txt", "requirements-dev.txt")
    installers.clear()
    environment.prepare("requirements-dev.txt")
    assert any("requirements-dev.txt" in line for line in installers)


def test_interrupted_change_is_not_taken_for_the_old_installation(
    installers: list[str], checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pins = checkout / "packaging/requirements.txt"
    environment.prepare("requirements.txt")
    installers.clear()

    def interrupted(command: list[str]) -> None:
        raise SystemExit("no network")

    pins.write_text("one==2\n")
    with monkeypatch.context() as broken:
        broken.setattr(environment, "_run", interrupted)
        with pytest.raises(SystemExit, match="no network"):
            environment.prepare("requirements.txt")
    pins.write_text("one==1\n")
    environment.prepare("requirements.txt")
    assert any("--require-hashes" in line for line in installers)


def test_only_what_is_not_there_is_missing() -> None:
    packages = {"libc6": "libc.so.6", "ghost": "libghost.so.9", "sh": "sh", "gone": "no-such-one"}
    assert environment.missing(packages) == ["ghost", "gone"]


@pytest.mark.usefixtures("bare_path")
def test_root_installs_missing_packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 0)
    environment.install_system_packages({"libghost9": "libghost.so.9", "libc6": "libc.so.6"})
    calls = (tmp_path / "apt.log").read_text().splitlines()
    assert [line.split()[-1] for line in calls] == ["update", "libghost9"]
    assert all(line.startswith("noninteractive ") for line in calls)


@pytest.mark.usefixtures("bare_path")
def test_user_without_rights_is_told_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    with pytest.raises(SystemExit) as stopped:
        environment.install_system_packages({"libghost9": "libghost.so.9"})
    command = "apt-get update && apt-get install -y --no-install-recommends libghost9"
    assert command in str(stopped.value)
    assert not (tmp_path / "apt.log").exists()


def test_system_without_apt_names_the_packages(
    bare_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (bare_path / "apt-get").unlink()
    with pytest.raises(SystemExit, match="libghost9"):
        environment.install_system_packages({"libghost9": "libghost.so.9"})


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("OSError: [Errno 28] No space left on device", "The disk is full"),
        ("[Errno -3] Temporary failure in name resolution", "could not be reached"),
        (
            "Failed to establish a new connection\nERROR: No matching distribution found for x",
            "could not be reached",
        ),
        ("ERROR: No matching distribution found for x==1", "no ready-made package"),
        ("THESE PACKAGES DO NOT MATCH THE HASHES", "not the one that Reviewer was tested with"),
        ("something else", "The installation failed"),
    ],
)
def test_failed_installation_is_explained(printed: str, meant: str) -> None:
    told = environment.explain(f"Collecting x\n{printed}\n")
    assert meant in told.splitlines()[-1]
    assert printed.splitlines()[-1] in told


@pytest.mark.parametrize("version", ["3.6", "3.10", "3.14"])
def test_unsupported_python_gets_a_sentence(version: str) -> None:
    assert f"this is Python {version}." in launcher.unsupported(version)


def test_supported_pythons_are_those_of_the_project() -> None:
    required = (PACKAGING.parent / "pyproject.toml").read_text("utf-8")
    oldest, newest = launcher.SUPPORTED[-1], launcher.SUPPORTED[0]
    above = f"3.{int(newest.split('.')[1]) + 1}"
    assert f'requires-python = ">={oldest},<{above}"' in required
    assert [launcher.unsupported(version) for version in launcher.SUPPORTED] == ["", "", ""]


def test_python_built_without_a_module_gets_a_sentence() -> None:
    assert launcher.incomplete() == ""
    assert "without no_such_module, which" in launcher.incomplete(("json", "no_such_module"))


@pytest.mark.parametrize("script", ["start.py", "test.py", "launcher.py"])
def test_old_python_can_read_what_it_is_given(script: str) -> None:
    ast.parse((PACKAGING / script).read_text("utf-8"), feature_version=(3, 6))
