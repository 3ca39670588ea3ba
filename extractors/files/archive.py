"""A document that is a ZIP of parts (OFD, DOCX): opened within limits, and its XML read without any of XML's tricks."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Final

from extractors.errors import FileProblem, UnreadableFile

if TYPE_CHECKING:
    from collections.abc import Collection

_MAX_PARTS: Final = 3_000
_MAX_BYTES_IN_ALL: Final = 300 * 1024 * 1024
_MAX_XML_BYTES: Final = 12 * 1024 * 1024
"""A parsed tree takes some ten times the bytes of its text."""
_MAX_RATIO: Final = 200
_RATIO_FROM: Final = 8 * 1024 * 1024
"""Smaller parts may be packed as tightly as they like: a blank form's XML is."""
_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENTRY: Final = b"PK\x01\x02"
_ENCRYPTED: Final = 0x1
_BROKEN: Final = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)


def listed_names(data: bytes) -> Collection[str]:
    """The names of a ZIP's parts; where its directory is cut off, those that can still be seen."""
    try:
        if data.count(_ENTRY) > _MAX_PARTS:
            return ()
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            return parts.namelist()
    except (*_BROKEN, KeyError, IndexError, LookupError):
        seen = re.findall(rb"PK\x03\x04.{26}(OFD\.xml|word/document\.xml)", data, re.DOTALL)
        return [name.decode() for name in seen]


class Archive:
    """The parts of one document by their path. Nothing is ever written to disk.

    Raises:
        UnreadableFile: not a whole ZIP, encrypted, or unpacked larger than anything a document needs.
    """

    def __init__(self, data: bytes, file: str, title: str) -> None:
        self._file, self._title = file, title
        try:
            if data.count(_ENTRY) > _MAX_PARTS:
                raise self._too_large()
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            infos = self._zip.infolist()
        except _BROKEN as error:
            raise self.damaged() from error
        self._infos = {info.filename: info for info in infos if not info.is_dir()}
        self._check(infos)

    def __contains__(self, name: str) -> bool:
        return name in self._infos

    def read(self, name: str) -> bytes:
        """One part whole; empty when there is none of that name.

        Raises:
            UnreadableFile: the part is damaged.
        """
        info = self._infos.get(name)
        if info is None:
            return b""
        try:
            with self._zip.open(info) as part:
                return part.read(info.file_size)
        except _BROKEN as error:
            raise self.damaged() from error

    def xml(self, name: str) -> Any:  # noqa: ANN401  lxml is untyped
        """The root element of one part, or None when there is none of that name.

        No entity is replaced, nothing is fetched, and a part that declares a document type is refused: neither OFD nor
        DOCX ever does, and every known trick with XML needs one.

        Raises:
            UnreadableFile: the part is no XML, too large, or declares a document type.
        """
        from lxml import etree

        if name not in self._infos:
            return None
        if self._infos[name].file_size > _MAX_XML_BYTES:
            raise self._too_large()
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True
        )
        try:
            root = etree.fromstring(self.read(name), parser)
        except (etree.LxmlError, ValueError) as error:
            raise self.damaged() from error
        if root is None or root.getroottree().docinfo.internalDTD is not None:
            raise self.damaged()
        return root

    def damaged(self) -> UnreadableFile:
        return UnreadableFile(self._file, f"the {self._title} is damaged or cut off; save or upload it again")

    def _check(self, infos: list[zipfile.ZipInfo]) -> None:
        if len(infos) > _MAX_PARTS or sum(info.file_size for info in infos) > _MAX_BYTES_IN_ALL:
            raise self._too_large()
        if len({info.filename for info in infos}) < len(infos):
            raise self.damaged()  # of two parts of one name each reader takes another
        for info in infos:
            if info.flag_bits & _ENCRYPTED:
                problem = f"the {self._title} is encrypted; save a copy without a password and send that"
                raise UnreadableFile(self._file, problem, FileProblem.ENCRYPTED)
            if info.compress_type not in _METHODS or not is_inside(info.filename):
                raise self.damaged()
            if info.file_size > max(_RATIO_FROM, _MAX_RATIO * info.compress_size):
                raise self._too_large()

    def _too_large(self) -> UnreadableFile:
        problem = f"the {self._title} unpacks to far more than a document holds; save it again as PDF and send that"
        return UnreadableFile(self._file, problem, FileProblem.TOO_LARGE)


def is_inside(name: str) -> bool:
    """Whether a part's path stays inside its archive."""
    return not (name.startswith("/") or "\\" in name or "\0" in name or ".." in PurePosixPath(name).parts)


def joined(folder: str, path: str) -> str:
    """The part that `path` names when it is written in a part of `folder`; a leading slash means the top.

    Empty when it leads out of the archive.
    """
    text = path.strip().replace("\\", "/")
    parts: list[str] = [] if text.startswith("/") else [part for part in folder.split("/") if part]
    for part in text.split("/"):
        if part == "..":
            if not parts:
                return ""
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)
