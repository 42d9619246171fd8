import json
from pathlib import Path

import pytest

from reviewer.settings import MAX_RECENT, Settings, load_settings, save_settings


def test_only_what_differs_is_written_and_comes_back(config_folder: Path) -> None:
    settings = Settings(reviewer="Ana Đurić", zoom_percent=120, mappings={"a\nb": {"text": "a"}})
    settings.add_recent(Path("/cables"))
    save_settings(settings)
    written = json.loads((config_folder / "settings.json").read_text(encoding="utf-8"))
    assert set(written) == {"reviewer", "zoom_percent", "mappings", "recent"}
    assert load_settings() == settings


def test_without_a_file_everything_is_default() -> None:
    assert load_settings() == Settings()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not json",
        b"\xff\xfe",
        b"[1]",
        b"null",
        b'{"zoom_percent": "big", "theme": 3, "unknown": 1}',
        b'{"zoom_percent": true, "reviewer": null}',
        b'{"recent": [1], "shortcuts": {"a": 1}, "layout": [], "mappings": {"a": "b"}}',
    ],
)
def test_a_spoilt_file_is_never_a_reason_not_to_start(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(content)
    assert load_settings(path) == Settings()


def test_what_can_be_read_is_kept_beside_what_cannot(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text('{"theme": "dark", "zoom_percent": "big"}')
    assert load_settings(path) == Settings(theme="dark")


def test_recent_corpora_are_few_and_the_last_comes_first() -> None:
    settings = Settings()
    for number in range(MAX_RECENT + 5):
        settings.add_recent(Path(f"/{number}"))
    settings.add_recent(Path("/10"))
    assert settings.recent[0] == str(Path("/10"))
    assert len(settings.recent) == len(set(settings.recent)) == MAX_RECENT
