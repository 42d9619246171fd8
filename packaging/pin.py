"""Renew the pinned requirements from the ranges in pyproject.toml, with the tool uv.

Run `python3 packaging/pin.py` after changing a range, or `python3 packaging/pin.py --upgrade` to
take the newest releases. Only who maintains Reviewer needs this, and uv (`pip install uv`).
"""

import shutil
import subprocess
import sys
from pathlib import Path

PACKAGING = Path(__file__).resolve().parent
HEADER = "# Written by packaging/pin.py from pyproject.toml: change the ranges there.\n"


def main() -> None:
    """Write both files, the development one bound to what the other pins."""
    uv = shutil.which("uv")
    if uv is None:
        sys.exit("uv is not on the path. Install it (pip install uv), then run this again.")
    pin(uv, PACKAGING / "requirements.txt", "--group", "build")
    bound = ("--constraints", "packaging/requirements.txt")
    pin(uv, PACKAGING / "requirements-dev.txt", "--group", "build", "--group", "dev", *bound)


def pin(uv: str, target: Path, *options: str) -> None:
    """Resolve for every supported Python and platform, and write hashes but no address."""
    command = [uv, "pip", "compile", "pyproject.toml", "--universal", "--python-version", "3.11"]
    command += ["--generate-hashes", "--no-emit-index-url", "--no-emit-find-links"]
    command += ["--no-annotate", "--no-header", "--quiet", "--output-file", str(target)]
    subprocess.run([*command, *options, *sys.argv[1:]], check=True, cwd=PACKAGING.parent)
    pins = target.read_text("utf-8")
    if "://" in pins or "\n-" in pins:
        target.unlink()
        sys.exit(f"{target.name} held an address or an option and was removed.")
    target.write_text(HEADER + pins, "utf-8")


if __name__ == "__main__":
    main()
