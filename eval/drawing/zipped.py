"""ZIP packages whose bytes depend on their content alone."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

if TYPE_CHECKING:
    from collections.abc import Mapping

_DAY: Final = (2020, 1, 1, 0, 0, 0)


def zipped(entries: Mapping[str, bytes]) -> bytes:
    """The entries in their order, every one dated alike."""
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as package:
        for name, data in entries.items():
            entry = ZipInfo(name, _DAY)
            entry.compress_type = ZIP_DEFLATED
            package.writestr(entry, data)
    return buffer.getvalue()


def rezipped(data: bytes) -> bytes:
    """A package with its dates made alike."""
    with ZipFile(BytesIO(data)) as package:
        return zipped({name: package.read(name) for name in package.namelist()})
