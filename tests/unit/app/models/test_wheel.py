import sys
from pathlib import Path

import pytest

from app.models import wheel
from app.models.errors import DownloadFailed
from app.models.manifest import Package

SHA = "0" * 64
PACKAGE = Package(package="words", version="1.0", licence="MIT", wheel_sha256=SHA, wheel_mb=1, members={}, models=())


def pretend_pip(monkeypatch: pytest.MonkeyPatch, folder: Path, script: str) -> None:
    program = folder / "pip"
    program.write_text(f"#!{sys.executable}\n{script}", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(program))


def test_a_failed_download_says_the_last_line_of_pip_only(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pretend_pip(monkeypatch, tmp_path, "print('WARNING: retrying'); print('ERROR: No such host'); exit(1)")

    with pytest.raises(DownloadFailed) as caught:
        wheel.fetch_with_pip(PACKAGE, tmp_path, lambda _: None)

    assert str(caught.value).startswith("Could not fetch words 1.0 from the package index: No such host. Check")


def test_a_download_that_brings_no_wheel_has_failed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pretend_pip(monkeypatch, tmp_path, "exit(0)")

    with pytest.raises(DownloadFailed, match="pip said nothing"):
        wheel.fetch_with_pip(PACKAGE, tmp_path, lambda _: None)


def test_the_exact_version_is_asked_for_and_nothing_is_installed_with_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pretend_pip(monkeypatch, tmp_path, "import sys; print(' '.join(sys.argv[1:])); exit(1)")

    with pytest.raises(DownloadFailed) as caught:
        wheel.fetch_with_pip(PACKAGE, tmp_path, lambda _: None)

    assert caught.value.reason.endswith("words==1.0.")
    for option in ("-m pip download", "--no-deps", "--only-binary=:all:", "--quiet"):
        assert option in caught.value.reason


def test_a_long_download_says_that_it_goes_on(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(wheel, "_NEWS_EVERY_S", 0.2)
    script = f"import time, pathlib; time.sleep(0.7); pathlib.Path({str(tmp_path / 'words.whl')!r}).touch()"
    pretend_pip(monkeypatch, tmp_path, script)
    said: list[str] = []

    fetched = wheel.fetch_with_pip(PACKAGE, tmp_path, said.append)

    assert fetched == tmp_path / "words.whl"
    assert "still fetching words" in said[0]
