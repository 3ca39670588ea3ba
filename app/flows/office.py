"""What the flows work with: the parts of the service, put together once at its start."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Engine

    from app.clock import Clock
    from app.intake.reading import Extractor
    from app.registries.service import Registers
    from app.storage.admission import FileDoor
    from app.storage.files import FileStore
    from approval_rules.document_spec import DocumentSpec
    from approval_rules.items import Item
    from extractors.files.load import OpenFile


@dataclass(frozen=True, slots=True, kw_only=True, weakref_slot=True, eq=False)
class Office:
    """One of a process.

    `admission` is the door for files; `open_file` gives the pages of an upload to those who look at it.
    """

    engine: Engine
    files: FileStore
    admission: FileDoor
    clock: Clock
    registers: Registers
    extractor: Extractor
    open_file: OpenFile
    items: Mapping[str, Item]
    documents: Mapping[str, DocumentSpec]
