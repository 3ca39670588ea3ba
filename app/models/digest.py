"""Is this the file that we expect?"""

import hashlib
from pathlib import Path

from app.models.errors import HashDiffers


def sha256_of(path: Path) -> str:
    """SHA-256 of a file's bytes, in lower-case hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def require_hash(path: Path, expected: str, *, name: str, fix: str) -> None:
    """Raise HashDiffers, in which the file is called `name`, unless the file has the expected hash."""
    found = sha256_of(path)
    if found != expected:
        raise HashDiffers(file=name, expected=expected, found=found, fix=fix)
