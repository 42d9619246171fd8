"""A real X server for a test: started by it, ended by it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def virtual_display(size: str = "1280x800") -> Iterator[dict[str, str]]:
    """Start Xvfb on a free display and yield the environment of a program that shows a window."""
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", f"{size}x24", "-nolisten", "tcp"],
        pass_fds=(writing,),
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    try:
        with os.fdopen(reading) as told:
            number = told.readline().strip()
        if not number:
            raise RuntimeError("Xvfb did not start")
        environment = dict(os.environ)
        environment.pop("WAYLAND_DISPLAY", None)
        environment |= {"DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb"}
        yield environment
    finally:
        server.terminate()
        server.wait()
