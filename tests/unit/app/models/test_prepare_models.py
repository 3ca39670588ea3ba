import hashlib
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import dedent

import pytest

from app.models import prepare as prepare_module
from app.models.errors import CannotWrite, DownloadFailed, HashDiffers, WheelUnreadable
from app.models.manifest import Manifest, Package
from app.models.prepare import prepare, verify
from app.models.wheel import Progress

FONT, LEXICON = b"a font", b"a lexicon"


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def make_wheel(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return path


def describe(package: str, wheel: Path, member: str, content: bytes) -> Package:
    name = Path(member).name
    model = {
        "folder": package,
        "purpose": "a test",
        "built_by": "copy",
        "takes": (member,),
        "files": {name: sha(content)},
    }
    return Package.model_validate(
        {
            "package": package,
            "version": "1.0",
            "licence": "MIT",
            "wheel_sha256": sha(wheel.read_bytes()),
            "wheel_mb": 1,
            "members": {member: sha(content)},
            "models": (model,),
        }
    )


@dataclass
class Index:
    """A package index in a folder; counts what is asked of it."""

    wheels: dict[str, Path]
    asked: list[str] = field(default_factory=list)

    def __call__(self, package: Package, folder: Path, progress: Progress) -> Path:
        self.asked.append(package.package)
        progress("fetching")
        copy = folder / self.wheels[package.package].name
        copy.write_bytes(self.wheels[package.package].read_bytes())
        return copy


@pytest.fixture
def index(tmp_path: Path) -> Index:
    fonts = make_wheel(tmp_path / "fonts-1.0-py3-none-any.whl", {"data/song.otf": FONT, "data/run.so": b"code"})
    words = make_wheel(tmp_path / "words-1.0-py3-none-any.whl", {"data/words.txt": LEXICON})
    return Index({"fonts": fonts, "words": words})


@pytest.fixture
def manifest(index: Index) -> Manifest:
    fonts = describe("fonts", index.wheels["fonts"], "data/song.otf", FONT)
    words = describe("words", index.wheels["words"], "data/words.txt", LEXICON)
    return Manifest(packages=(fonts, words))


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "share" / "models"


@pytest.fixture
def run(target: Path, manifest: Manifest, index: Index) -> Callable[[], list[str]]:
    def run_once() -> list[str]:
        said: list[str] = []
        prepare(target, said.append, manifest=manifest, fetch=index)
        return said

    return run_once


def test_the_named_files_and_nothing_else_of_the_package_are_put_in_place(
    run: Callable[[], list[str]], target: Path, manifest: Manifest
) -> None:
    run()

    assert sorted(path.name for path in (target / "fonts").iterdir()) == ["receipt.json", "song.otf"]
    assert verify(target, manifest=manifest) == []


def test_each_step_is_told(run: Callable[[], list[str]]) -> None:
    said = run()

    assert said[:4] == ["Fetching fonts 1.0 (1 MB)", "fetching", "Building fonts (a test)", "fonts: ready"]


def test_a_second_run_fetches_nothing_and_touches_nothing(
    run: Callable[[], list[str]], target: Path, index: Index
) -> None:
    run()
    before = (target / "fonts" / "song.otf").stat()
    index.asked.clear()

    said = run()

    assert index.asked == []
    assert said == ["fonts: ready", "words: ready"]
    assert (target / "fonts" / "song.otf").stat() == before


def test_only_a_folder_that_was_changed_is_built_again(
    run: Callable[[], list[str]], target: Path, manifest: Manifest, index: Index
) -> None:
    run()
    (target / "fonts" / "song.otf").write_bytes(b"another font")
    index.asked.clear()
    assert verify(target, manifest=manifest) == [f"{target}/fonts/song.otf was changed after it was built."]

    run()

    assert index.asked == ["fonts"]
    assert (target / "fonts" / "song.otf").read_bytes() == FONT


def test_a_folder_from_another_version_is_built_again(
    run: Callable[[], list[str]], target: Path, manifest: Manifest
) -> None:
    run()
    (target / "words" / "receipt.json").write_text("{}", encoding="utf-8")
    (problem,) = verify(target, manifest=manifest)
    assert problem == f"{target}/words was not built from words 1.0 by this version of zhiban."

    run()

    assert verify(target, manifest=manifest) == []


def test_a_missing_folder_is_named(target: Path, manifest: Manifest) -> None:
    assert verify(target, manifest=manifest) == [f"{target}/fonts is missing.", f"{target}/words is missing."]


def test_another_wheel_is_refused_in_one_line_and_nothing_is_put_in_place(
    run: Callable[[], list[str]], target: Path, manifest: Manifest, index: Index
) -> None:
    make_wheel(index.wheels["fonts"], {"data/song.otf": b"a trap"})

    with pytest.raises(HashDiffers) as caught:
        run()

    message = str(caught.value)
    assert "\n" not in message
    assert message.startswith("fonts-1.0-py3-none-any.whl is not the expected file")
    assert manifest.packages[0].wheel_sha256 in message
    assert sha(index.wheels["fonts"].read_bytes()) in message
    assert "Run it again" in message
    assert [path.name for path in target.iterdir()] == [".lock"]


def test_a_member_with_another_hash_is_named_with_its_wheel(target: Path, index: Index) -> None:
    package = describe("fonts", index.wheels["fonts"], "data/song.otf", b"what we expected")

    with pytest.raises(HashDiffers, match=r"data/song\.otf in fonts-1\.0-py3-none-any\.whl"):
        prepare(target, lambda _: None, manifest=Manifest(packages=(package,)), fetch=index)


def test_a_member_that_is_not_in_the_wheel_is_named(target: Path, index: Index) -> None:
    package = describe("fonts", index.wheels["fonts"], "data/hei.otf", FONT)

    with pytest.raises(WheelUnreadable, match=r"data/hei\.otf"):
        prepare(target, lambda _: None, manifest=Manifest(packages=(package,)), fetch=index)


def test_a_build_that_comes_out_different_is_not_put_in_place(
    run: Callable[[], list[str]], target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write_another(_: object, folder: Path) -> None:
        (folder / "song.otf").write_bytes(b"out of another library")

    monkeypatch.setattr(prepare_module, "_copy", write_another)

    with pytest.raises(HashDiffers, match=r"fonts/song\.otf as built here .* constraints\.txt"):
        run()

    assert not (target / "fonts").exists()


def test_what_was_built_before_a_failed_download_stays(target: Path, manifest: Manifest, index: Index) -> None:
    def fetch(package: Package, folder: Path, progress: Progress) -> Path:
        if package.package == "words":
            raise DownloadFailed(package="words", version="1.0", reason="no route.")
        return index(package, folder, progress)

    with pytest.raises(DownloadFailed, match=r"words 1\.0 .* no route\."):
        prepare(target, lambda _: None, manifest=manifest, fetch=fetch)

    assert verify(target, manifest=manifest) == [f"{target}/words is missing."]


def test_a_file_in_the_folder_s_place_is_one_clear_line(run: Callable[[], list[str]], target: Path) -> None:
    target.parent.write_text("a file", encoding="utf-8")

    with pytest.raises(CannotWrite, match=r"can't be written to .*/share/models: Not a directory"):
        run()


def test_a_full_disk_is_one_clear_line(
    run: Callable[[], list[str]], target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def copy(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(prepare_module, "_copy", copy)

    with pytest.raises(CannotWrite, match="No space left on device"):
        run()

    assert [path.name for path in target.iterdir()] == [".lock"]


def test_a_killed_run_leaves_nothing_half_built_and_the_next_one_clears_up(
    run: Callable[[], list[str]], target: Path, manifest: Manifest, index: Index
) -> None:
    script = f"""
        import os, shutil, signal
        from pathlib import Path
        from app.models import prepare as module
        from app.models.manifest import Manifest

        def copy_half(sources, folder):
            (folder / "words.txt").write_bytes(b"a lex")
            os.kill(os.getpid(), signal.SIGKILL)

        def fetch(package, folder, progress):
            return shutil.copy({str(index.wheels["words"])!r}, folder)

        module._copy = copy_half
        manifest = Manifest.model_validate_json({Manifest(packages=manifest.packages[1:]).model_dump_json()!r})
        module.prepare(Path({str(target)!r}), print, manifest=manifest, fetch=lambda *a: Path(fetch(*a)))
    """
    # The script is the text above; nothing in it comes from outside.
    done = subprocess.run([sys.executable, "-c", dedent(script)], check=False, capture_output=True)
    assert done.returncode == -9
    assert not (target / "words").exists()
    assert list(target.glob(".building-*")) != []

    run()

    assert list(target.glob(".building-*")) == []
    assert (target / "words" / "words.txt").read_bytes() == LEXICON
