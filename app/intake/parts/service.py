"""Uploads in parts: begun, continued after any break, complete when every byte is on disk and fits its hash."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Protocol

from sqlalchemy import func, insert, select, update

from app.db.engine import reading, transaction
from app.db.sealed import vault_of
from app.db.tables import upload_session
from app.errors import BadApplication, NotFound
from app.intake.application import Upload
from app.intake.parts.errors import BadPart, PartConflict, TooManyUploads
from app.storage.admission import shown_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection, Engine, RowMapping

    from app.clock import Clock
    from app.intake.parts.folder import OpenUpload, PartsFolder

MOST_PART_BYTES: Final = 8 * 1024 * 1024
KEPT: Final = timedelta(hours=24)
MOST_UPLOADS: Final = 100
"""Of one owner, that are not yet named in an application."""
MOST_BYTES: Final = 1024 * 1024 * 1024
"""Of all these together, as announced."""
NAMED: Final = "upload:"
"""How an application names one: this and its id."""

_CONTEXT: Final = "upload "
"""What the bytes are sealed for, with the id behind it."""


class UploadState(StrEnum):
    RECEIVING = "receiving"
    COMPLETE = "complete"
    """Every byte is there; an application may name it."""
    FAILED = "failed"
    """The bytes do not fit the announced hash."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadSession:
    """`sha256` is what was announced, or of what was received once complete."""

    upload_id: str
    owner: str
    name: str
    size_bytes: int
    received_bytes: int
    state: UploadState
    sha256: str | None
    expires_at: datetime


class Quota(Protocol):
    """How much an owner may have here."""

    def check(self, connection: Connection, owner: str, size_bytes: int) -> None:
        """Raises an AppError when it would be too much with so many bytes more."""


class UploadsAtOnce:
    """The quota of uploads that no application has named yet."""

    def check(self, connection: Connection, owner: str, size_bytes: int) -> None:
        """Raises TooManyUploads."""
        wanted = select(func.count(), func.coalesce(func.sum(upload_session.c.size_bytes), 0))
        count, total = connection.execute(wanted.where(upload_session.c.owner == owner)).one()
        if count >= MOST_UPLOADS or total + size_bytes > MOST_BYTES:
            raise TooManyUploads(
                f"you have {count} uploads of {total:,} bytes, and {MOST_UPLOADS} of {MOST_BYTES:,} bytes may be kept:"
                " submit, finish or delete some, or wait for them to expire"
            )


class UploadsInParts:
    """Each upload belongs to its owner; to everybody else there is none."""

    def __init__(self, *, engine: Engine, clock: Clock, folder: PartsFolder, quota: Quota) -> None:
        self._engine, self._clock, self._folder, self._quota = engine, clock, folder, quota
        self._vault = vault_of(engine)

    def begin(self, owner: str, name: str, size_bytes: int, sha256: str | None) -> UploadSession:
        """Raises an AppError of the quota."""
        now = self._clock.now()
        begun = UploadSession(
            upload_id=secrets.token_hex(16),
            owner=owner,
            name=shown_name(name),
            size_bytes=size_bytes,
            received_bytes=0,
            state=UploadState.RECEIVING,
            sha256=sha256,
            expires_at=now + KEPT,
        )
        with transaction(self._engine) as connection:
            self._quota.check(connection, owner, size_bytes)
            connection.execute(
                insert(upload_session).values(
                    upload_id=begun.upload_id,
                    owner=owner,
                    name=begun.name,
                    size_bytes=size_bytes,
                    received_bytes=0,
                    state=begun.state.value,
                    sha256=sha256,
                    begun_at=now.isoformat(),
                    expires_at=begun.expires_at.isoformat(),
                )
            )
        return begun

    def state(self, owner: str, upload_id: str) -> UploadSession:
        """The upload as it is, or NotFound."""
        with reading(self._engine) as connection:
            wanted = select(upload_session).where(upload_session.c.upload_id == upload_id)
            row = connection.execute(wanted).mappings().first()
        if row is None or row["owner"] != owner or row["expires_at"] <= self._clock.now().isoformat():
            raise _no_such(upload_id)
        return _session(row)

    def put(self, owner: str, upload_id: str, offset: int, content: bytes) -> UploadSession:
        """Take one part; the same part again changes nothing.

        Raises:
            NotFound: there is no such upload of this owner.
            PartConflict: it does not begin where the last one ended.
            BadPart: it runs over the announced size, or the whole does not fit the announced hash.
        """
        now = self.state(owner, upload_id)
        if now.state is UploadState.COMPLETE:
            return _the_same(now, offset, content, self._opened(upload_id)[offset : offset + len(content)])
        with self._folder.held(upload_id) as file:
            now = self.state(owner, upload_id)
            if offset < now.received_bytes:
                return _the_same(now, offset, content, file.read(offset, len(content)))
            _check(now, offset, content)
            file.append(offset, content)
            return self._received(file, replace(now, received_bytes=offset + len(content)))

    def delete(self, owner: str, upload_id: str) -> None:
        """Forget the upload and its bytes, or NotFound."""
        self.state(owner, upload_id)
        self._forget([upload_id])

    def named_by(self, owner: str, names: Iterable[str | None]) -> dict[str, Upload]:
        """Of the names, the files that are named by their upload.

        Raises:
            BadApplication: names every one that this owner hasn't, or that is not complete.
        """
        found: dict[str, Upload] = {}
        problems: list[str] = []
        for name in sorted({one for one in names if one is not None and one.startswith(NAMED)}):
            try:
                found[name] = self._complete(owner, name)
            except NotFound as error:
                problems.append(str(error))
        if problems:
            raise BadApplication(*problems)
        return found

    def _complete(self, owner: str, name: str) -> Upload:
        found = self.state(owner, name.removeprefix(NAMED))
        if found.state is not UploadState.COMPLETE:
            raise NotFound(
                f"the upload '{found.upload_id}' is not complete:"
                f" {found.received_bytes:,} of {found.size_bytes:,} bytes were received"
            )
        return Upload(name=found.name, content=self._opened(found.upload_id))

    def forget_expired(self) -> int:
        """Remove what expired, and files that belong to no upload; returns how many uploads there were."""
        on_disk, now = self._folder.upload_ids(), self._clock.now().isoformat()
        with reading(self._engine) as connection:
            rows = connection.execute(select(upload_session.c.upload_id, upload_session.c.expires_at)).all()
        expired = [row.upload_id for row in rows if row.expires_at <= now]
        self._forget(expired)
        for name in on_disk - {row.upload_id for row in rows}:
            self._folder.remove(name)
        return len(expired)

    def _opened(self, upload_id: str) -> bytes:
        return self._vault.open(_CONTEXT + upload_id, self._folder.whole(upload_id))

    def _received(self, file: OpenUpload, now: UploadSession) -> UploadSession:
        """Write down what is on disk, only after it is there; with the last byte, whether it is what was announced."""
        if now.received_bytes == now.size_bytes:
            now = self._checked(now, file.read(0, now.size_bytes))
        changed = {"received_bytes": now.received_bytes, "state": now.state.value, "sha256": now.sha256}
        with transaction(self._engine) as connection:
            of_it = update(upload_session).where(upload_session.c.upload_id == now.upload_id)
            if not connection.execute(of_it.values(changed)).rowcount:
                raise _no_such(now.upload_id)
        if now.state is not UploadState.RECEIVING:
            self._folder.drop_parts(now.upload_id)
        if now.state is UploadState.FAILED:
            raise BadPart(f"the bytes received do not have the SHA-256 {now.sha256}; delete the upload and begin again")
        return now

    def _checked(self, now: UploadSession, content: bytes) -> UploadSession:
        """Complete, its bytes sealed on disk; or failed, when they are not those that were announced."""
        found = hashlib.sha256(content).hexdigest()
        if now.sha256 not in {None, found}:
            return replace(now, state=UploadState.FAILED)
        self._folder.keep_whole(now.upload_id, self._vault.seal(_CONTEXT + now.upload_id, content))
        return replace(now, state=UploadState.COMPLETE, sha256=found)

    def _forget(self, upload_ids: list[str]) -> None:
        with transaction(self._engine) as connection:
            connection.execute(upload_session.delete().where(upload_session.c.upload_id.in_(upload_ids)))
        for one in upload_ids:
            self._folder.remove(one)


def _check(now: UploadSession, offset: int, content: bytes) -> None:
    if offset > now.received_bytes:
        raise PartConflict(f"{now.received_bytes:,} bytes were received: go on from offset {now.received_bytes}")
    if not content or offset + len(content) > now.size_bytes:
        raise BadPart(
            f"a part of {len(content):,} bytes at offset {offset} does not fit an upload of {now.size_bytes:,} bytes"
        )
    if now.state is not UploadState.RECEIVING:
        raise PartConflict(f"the upload is {now.state.value}: it takes no more parts")


def _the_same(now: UploadSession, offset: int, content: bytes, received: bytes) -> UploadSession:
    """A part that was received before is answered with how it stands now."""
    if offset + len(content) > now.received_bytes or received != content:
        raise PartConflict(
            f"other bytes were received from offset {offset}: go on from offset {now.received_bytes},"
            " or delete the upload and begin again"
        )
    return now


def _no_such(upload_id: str) -> NotFound:
    return NotFound(f"there is no upload '{upload_id[:40]}'; begin one, it is kept for 24 hours")


def _session(row: RowMapping) -> UploadSession:
    return UploadSession(
        upload_id=row["upload_id"],
        owner=row["owner"],
        name=row["name"],
        size_bytes=row["size_bytes"],
        received_bytes=row["received_bytes"],
        state=UploadState(row["state"]),
        sha256=row["sha256"],
        expires_at=datetime.fromisoformat(row["expires_at"]),
    )
