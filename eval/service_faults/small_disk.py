"""A disk that can be filled without harm: some megabytes of memory, mounted as a folder, which takes root."""

from __future__ import annotations

import subprocess
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_BLOCK: Final = 64 * 1024


class NoSmallDisk(RuntimeError):
    """It can't be mounted here: not root, or not permitted."""


@contextmanager
def small_disk(megabytes: int) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="zhiban-disk-") as name:
        options = f"size={megabytes}m,mode=755"
        command = ["mount", "-t", "tmpfs", "-o", options, "zhiban-small", name]
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  # nosec B603  fixed words
        if done.returncode:
            raise NoSmallDisk(f"a small disk can't be mounted ({done.stderr.strip()[:200]}); run it as root")
        try:
            yield Path(name)
        finally:
            subprocess.run(["umount", "-l", name], check=False, capture_output=True)  # noqa: S603, S607  # nosec B603, B607  fixed words


def fill(disk: Path) -> Path:
    """Leave no room on it; the file that takes it all."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(b"\0" * _BLOCK)
    with filler.open("ab", buffering=0) as file, suppress(OSError):
        while True:
            file.write(b"\0" * 512)
    return filler
