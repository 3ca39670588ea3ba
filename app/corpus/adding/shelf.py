"""Where added texts stand: a folder each, with its manifest, its clauses and the file it was made from.

A folder is written beside its place and renamed, so it is there whole or not at all, whenever the process ends.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
import shutil
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

import yaml

from retrieval.corpus import MANIFEST

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from retrieval.splitting import Piece

TEXT: Final = "text.md"
ABOUT: Final = "about.json"
ORIGINAL: Final = "original"
_DRAFT: Final = ".draft-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelved:
    """What is remembered of an added text to tell others by.

    Attributes:
        file_sha256: of the file as it came.
        text_sha256: of its words, whatever they were printed in.
        title_key: what its title shares with those of its other editions.
        signature: as `likeness` compares them.
        repeals: titles and numbers of the texts it does away with.
    """

    id: str
    file_sha256: str
    text_sha256: str
    title_key: str
    doc_no: str | None
    region: str
    starts: str
    signature: Sequence[int]
    repeals: Sequence[str] = ()
    same_as: str | None = None


class Shelf:
    """The added texts under one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def folders(self) -> list[Path]:
        """One folder a text, for `read_corpus`."""
        return [path.parent for path in sorted(self._folder.glob(f"*/{MANIFEST}")) if not _is_draft(path.parent)]

    def all(self) -> list[Shelved]:
        """What stands here; drafts that an ended process left behind are removed."""
        for draft in self._folder.glob(f"{_DRAFT}*"):
            shutil.rmtree(draft, ignore_errors=True)
        texts = [json.loads((folder / ABOUT).read_text(encoding="utf-8")) for folder in self.folders()]
        return [Shelved(**text) for text in texts]

    def put(self, shelved: Shelved, manifest: Mapping[str, object], pieces: Sequence[Piece], original: Path) -> None:
        draft = self._folder / f"{_DRAFT}{secrets.token_hex(8)}"
        draft.mkdir(parents=True)
        shutil.copyfile(original, draft / f"{ORIGINAL}{original.suffix.lower()}")
        _write_manifest(draft / MANIFEST, manifest)
        (draft / TEXT).write_text(clauses_text(str(manifest["title"]), pieces), encoding="utf-8")
        (draft / ABOUT).write_text(json.dumps(asdict(shelved), ensure_ascii=False), encoding="utf-8")
        os.replace(draft, self._folder / shelved.id)  # noqa: PTH105  Path.replace has no word on folders

    def set_superseded(self, id_: str, supersedes: str | None) -> None:
        """Write which text an added one replaces."""
        path = self._folder / id_ / MANIFEST
        (entry,) = yaml.safe_load(path.read_text(encoding="utf-8"))
        entry.pop("supersedes", None)
        changed = {**entry, **({"supersedes": supersedes} if supersedes else {})}
        draft = path.with_suffix(f".{secrets.token_hex(4)}")
        _write_manifest(draft, changed)
        draft.replace(path)


def clauses_text(title: str, pieces: Sequence[Piece]) -> str:
    """The file of clauses as the corpus reads it: a heading with its anchor, then the text as it was."""
    parts = [f"# {_one_line(title)}\n"]
    parts += [f"## {_one_line(piece.title or title)} {{#{piece.anchor}}}\n{as_body(piece.text)}\n" for piece in pieces]
    return "\n".join(parts)


def as_body(text: str) -> str:
    """Lines that begin like a heading are moved in by a space: they are text."""
    return re.sub(r"^(?=#)", " ", text, flags=re.MULTILINE)


def file_sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _write_manifest(path: Path, entry: Mapping[str, object]) -> None:
    path.write_text(yaml.safe_dump([dict(entry)], allow_unicode=True, sort_keys=False, width=1000), encoding="utf-8")


def _one_line(title: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"\{#[^}]*\}", "", title)).strip("# ") or "正文"


def _is_draft(folder: Path) -> bool:
    return folder.name.startswith(_DRAFT)
