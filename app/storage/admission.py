"""What every file goes through before anything opens it: how much, of which type by its content, and whether clean."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from app.audit import service as audit
from app.db.engine import transaction
from app.errors import BadApplication, BadUpload
from app.storage.errors import InfectedUpload
from extractors.errors import UnreadableFile
from extractors.files.limits import Limits
from extractors.files.sniff import file_type

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from sqlalchemy import Engine

    from app.clock import Clock
    from app.intake.application import Upload
    from app.storage.quotas import UploadQuotas

_MB: Final = 1024 * 1024
_MOST_NAME_CHARS: Final = 200
_HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Kinds of characters that steer how a text is shown and are not seen, such as a turn of its direction."""


class Scanner(Protocol):
    def scan(self, content: bytes) -> str:
        """What was found in the bytes, empty when nothing was. Raises ScannerUnavailable."""


class FileDoor(Protocol):
    """Where every file comes in."""

    def admit(self, owner: str, uploads: Collection[Upload]) -> None:
        """Let the files of one application in to be read, or raise an AppError that says why not."""

    def check_types(self, uploads: Collection[Upload]) -> None:
        """Raise an AppError for files that are no documents, by their content."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """The door as it stands in the service.

    Attributes:
        scanner: None when none is configured.
        type_of: the type of a file by its content; raises UnreadableFile for one that is not taken in.
    """

    engine: Engine
    clock: Clock
    quotas: UploadQuotas
    case_megabytes: int
    scanner: Scanner | None = None
    type_of: Callable[[bytes, str], object] = file_type

    def admit(self, owner: str, uploads: Collection[Upload]) -> None:
        """Let the files of one application in to be read; their types are the reader's to refuse.

        Raises:
            BadUpload: one is empty or too large, or together they are; InfectedUpload: one is infected.
            QuotaUsedUp: the owner has sent too much today.
            ScannerUnavailable: nobody can say whether they are clean.
        """
        if not uploads:
            return
        size_bytes = sum(len(one.content) for one in uploads)
        if size_bytes > self.case_megabytes * _MB:
            raise BadUpload(f"the files are larger than {self.case_megabytes} MB together; send smaller copies")
        self.quotas.check(owner, len(uploads), size_bytes)
        if self.scanner is not None:
            for one in uploads:
                self._scan(self.scanner, owner, one)

    def check_types(self, uploads: Collection[Upload]) -> None:
        """Refuse what is no document, by its content: for files that are kept before they are read.

        Raises:
            BadUpload, or BadApplication where there are several: names each.
        """
        problems = [problem for one in uploads if (problem := self._problem(one))]
        if len(problems) == 1:
            raise BadUpload(problems[0])
        if problems:
            raise BadApplication(*problems)

    def _problem(self, one: Upload) -> str:
        try:
            if not one.content:
                return f"{one.name}: the file is empty; upload it again"
            Limits().check_bytes(one.name, len(one.content))
            self.type_of(one.content, one.name)
        except UnreadableFile as error:
            return str(error)
        return ""

    def _scan(self, scanner: Scanner, owner: str, one: Upload) -> None:
        found = scanner.scan(one.content)
        if not found:
            return
        sha256 = hashlib.sha256(one.content).hexdigest()
        with transaction(self.engine) as connection:
            content = {"found": found, "size_bytes": len(one.content)}
            audit.append(
                connection, at=self.clock.now(), actor=owner, event="upload_infected", subject=sha256, content=content
            )
        raise InfectedUpload(f"{shown_name(one.name)}: the virus scanner found {found}; nothing of it was kept")


def shown_name(name: str) -> str:
    """The name that an applicant gave a file, as it may be shown: no path, and nothing in it that is not seen."""
    last = name.replace("\\", "/").rpartition("/")[2]
    seen = "".join(one for one in unicodedata.normalize("NFC", last) if unicodedata.category(one) not in _HIDDEN)
    return seen.strip()[:_MOST_NAME_CHARS] or "document"
