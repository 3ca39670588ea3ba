"""What can go wrong while the model folders are prepared.

ModelError ─ DownloadFailed · HashDiffers · WheelUnreadable · CannotWrite · ModelsMissing
"""

from pathlib import Path
from typing import ClassVar


class ModelError(Exception):
    """The model folders could not be prepared; the message is one line that says what to do."""

    code: ClassVar[str] = "models"


class DownloadFailed(ModelError):
    """The package index did not hand over a package."""

    code = "models.download_failed"

    def __init__(self, *, package: str, version: str, reason: str) -> None:
        self.package = package
        self.version = version
        self.reason = reason
        super().__init__(
            f"Could not fetch {package} {version} from the package index: {reason} "
            "Check the network or the index that pip is set to, then run it again."
        )


class HashDiffers(ModelError):
    """A file is not the one that the manifest names; nothing was put in place."""

    code = "models.hash_differs"

    def __init__(self, *, file: str, expected: str, found: str, fix: str) -> None:
        self.file = file
        self.expected = expected
        self.found = found
        super().__init__(f"{file} is not the expected file: its SHA-256 should be {expected} but is {found}. {fix}")


class WheelUnreadable(ModelError):
    """A package holds no such file, or is no archive at all."""

    code = "models.wheel_unreadable"

    def __init__(self, *, wheel: str, problem: str) -> None:
        self.wheel = wheel
        super().__init__(f"{wheel} can't be unpacked: {problem}. Run it again to fetch it anew.")


class CannotWrite(ModelError):
    """The folder for the models can't be written: permission, space, or a file in its place."""

    code = "models.cannot_write"

    def __init__(self, *, target: Path, reason: str) -> None:
        self.target = target
        super().__init__(
            f"The models can't be written to {target}: {reason}. "
            "Free some space (1.5 GB is enough) or choose a folder that you may write to."
        )


class ModelsMissing(ModelError):
    """A file of the prepared models is not there."""

    code = "models.missing"

    def __init__(self, file: Path) -> None:
        self.file = file
        super().__init__(f"{file} is missing. Run `zhiban models prepare`.")
