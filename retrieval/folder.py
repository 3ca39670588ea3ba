"""Any folder of texts as passages: .json, .md, .txt, .pdf and .docx, at any depth.

An id that a JSON record carries is kept; elsewhere the id is `path#place`, the same for as long as the files are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from retrieval.errors import EmptyCorpus, FolderMissing
from retrieval.file_text import READERS, Section, Unreadable, sections
from retrieval.passages import Passage
from retrieval.sentences import parts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderProblem:
    """A file left out, and why; `str()` of it is the sentence to show."""

    file: str
    message: str

    def __str__(self) -> str:
        return f"{self.file} {self.message}"


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderText:
    """What a folder holds: passages in the order of their paths, and the files that could not be read."""

    passages: tuple[Passage, ...]
    problems: tuple[FolderProblem, ...]


def read_folder(folder: Path) -> FolderText:
    """Everything readable under `folder`; hidden files and other kinds of file are passed over.

    Raises:
        FolderMissing: there is no such folder.
        EmptyCorpus: no file in it gave any text.
    """
    if not folder.is_dir():
        raise FolderMissing(folder)
    passages: list[Passage] = []
    problems: list[FolderProblem] = []
    taken: set[str] = set()
    for file in _files(folder):
        name = file.relative_to(folder).as_posix()
        try:
            for section in sections(file):
                passages += _passages(name, section, taken)
        except Unreadable as error:
            problems.append(FolderProblem(file=name, message=str(error)))
    if not passages:
        raise EmptyCorpus(folder, "; ".join(str(problem) for problem in problems[:3]))
    return FolderText(passages=tuple(passages), problems=tuple(problems))


def _files(folder: Path) -> Iterator[Path]:
    for file in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in file.relative_to(folder).parts)
        if not hidden and file.suffix.lower() in READERS and file.is_file():
            yield file


def _passages(name: str, section: Section, taken: set[str]) -> list[Passage]:
    place = f"{name}#{section.anchor}" if section.anchor else name
    id_ = section.record_id if section.record_id and section.record_id not in taken else place
    taken.add(id_)
    return [Passage(id=id_, part=part, title=section.title, text=text) for part, text in enumerate(parts(section.text))]
