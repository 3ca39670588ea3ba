"""Applications that are still being filled in, kept sealed until they are sent in, thrown away, or out of date.

Whoever has the code of a draft may go on with it, on any device; a signed-in applicant finds their own in a list. Only
the hash of a code can be looked for, and nothing in a draft is a case yet: nobody else ever sees it.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import delete, func, insert, select, update

from app.accounts.principal import APPLICANT
from app.clock import today
from app.db.engine import reading, transaction
from app.db.tables import application_draft, application_draft_file
from app.errors import BadUpload, NotFound
from app.intake.application import Application, MaterialFile, Upload
from app.storage.admission import shown_name
from app.storage.quotas import count_uploads

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection, Engine, Row

    from app.clock import Clock

KEPT: Final = timedelta(days=30)
"""After the last change."""
MOST_FILES: Final = 20
_MOST_BYTES: Final = 100 * 1024 * 1024
_LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no two of them look alike."""
_CODE_CHARS: Final = 20
_MISTYPED: Final = str.maketrans("OIL", "011")


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a value of the form was taken from, so that its applicant knows what to look over.

    Attributes:
        kind: `register` or `document`.
        source: the id of the register, or the kind of the document.
        as_of: the day that the record stands for; empty for a document.
        is_doubtful: the reading is not sure.
    """

    kind: str
    source: str
    as_of: str = ""
    is_doubtful: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftFile:
    """A file of a draft. `read` is what was read from it, as plain data: see `app.intake.pages.reading_files`."""

    number: int
    material: str
    name: str
    size_bytes: int
    read: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One application on its way. `form` holds text as typed, by field; `origins` of those that were filled in."""

    draft_id: str
    code: str
    owner: str
    item_id: str
    saved_at: datetime
    expires_at: datetime
    form: Mapping[str, str] = field(default_factory=dict)
    origins: Mapping[str, Origin] = field(default_factory=dict)
    asks_for_person: bool = False
    files: tuple[DraftFile, ...] = ()

    def filled(self, values: Mapping[str, str], origin: Origin, record: Mapping[str, Origin] | None = None) -> Draft:
        """With values for fields that are still empty, from one origin; `record` names others by field."""
        new = {name: value for name, value in values.items() if not self.form.get(name)}
        origins = {name: (record or {}).get(name, origin) for name in new}
        return replace(self, form={**self.form, **new}, origins={**self.origins, **origins})

    def typed(self, values: Mapping[str, str], names: frozenset[str]) -> Draft:
        """With what was typed for the fields of those names, which is the applicant's own from then on.

        What a register holds stays its own, unless it was changed.
        """
        form = {name: value for name, value in self.form.items() if name not in names} | dict(values)
        kept = {
            name: one
            for name, one in self.origins.items()
            if name not in names or (one.kind == "register" and form.get(name) == self.form.get(name))
        }
        return replace(self, form=form, origins=kept)

    def without(self, kind: str, source: str = "") -> Draft:
        """Less what was filled in from such an origin and was left as it was."""
        gone = {name for name, one in self.origins.items() if one.kind == kind and source in {"", one.source}}
        form = {name: value for name, value in self.form.items() if name not in gone}
        origins = {name: one for name, one in self.origins.items() if name not in gone}
        return replace(self, form=form, origins=origins)

    def file_name(self, one: DraftFile) -> str:
        return f"{one.number}.{one.name}"

    def has_from(self, kind: str) -> bool:
        return any(one.kind == kind for one in self.origins.values())

    def as_application(self) -> Application:
        files = [MaterialFile(id=one.material, file=self.file_name(one)) for one in self.files]
        return Application(
            item=self.item_id, form=dict(self.form), materials=files, ask_for_person=self.asks_for_person
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafts:
    """The drafts of an installation."""

    engine: Engine
    clock: Clock

    def begin(self, item_id: str, owner: str) -> Draft:
        code = "".join(secrets.choice(_LETTERS) for _ in range(_CODE_CHARS))
        now = self.clock.now()
        draft = Draft(
            draft_id=secrets.token_hex(16), code=code, owner=owner, item_id=item_id, saved_at=now, expires_at=now + KEPT
        )
        with transaction(self.engine) as connection:
            connection.execute(
                insert(application_draft).values(
                    draft_id=draft.draft_id, code_sha256=_hashed(code), code=code, owner=owner, item_id=item_id,
                    content=_content(draft), saved_at=now.isoformat(), expires_at=draft.expires_at.isoformat(),
                )
            )  # fmt: skip
        return draft

    def find(self, code: str) -> Draft:
        """The draft of that code, typed with or without blanks and dashes.

        Raises:
            NotFound: there is none, or it is out of date.
        """
        found = self._found(application_draft.c.code_sha256 == _hashed(code_of(code)))
        if found is None:
            raise NotFound("没有找到这份没有填完的申请；可能已经提交、删除或者过期")
        return found

    def own(self, draft_id: str, owner: str) -> Draft:
        """A signed-in applicant's own draft; NotFound for everybody else's."""
        mine = (application_draft.c.draft_id == draft_id) & (application_draft.c.owner == owner)
        found = None if owner == APPLICANT.id else self._found(mine)
        if found is None:
            raise NotFound("没有找到这份没有填完的申请；可能已经提交、删除或者过期")
        return found

    def of(self, owner: str) -> list[tuple[str, str, datetime, datetime]]:
        """Of each draft of a signed-in applicant: id, item, when it was saved, until when it is kept."""
        if owner == APPLICANT.id:
            return []
        columns = application_draft.c
        wanted = select(columns.draft_id, columns.item_id, columns.saved_at, columns.expires_at).where(
            columns.owner == owner, columns.expires_at > self.clock.now().isoformat()
        )
        with reading(self.engine) as connection:
            rows = connection.execute(wanted.order_by(columns.saved_at.desc())).all()
        return [
            (row.draft_id, row.item_id, datetime.fromisoformat(row.saved_at), datetime.fromisoformat(row.expires_at))
            for row in rows
        ]

    def save(self, draft: Draft) -> None:
        """Keep what was typed, and the draft for another while."""
        with transaction(self.engine) as connection:
            self._save(connection, draft)

    def add_file(self, draft: Draft, material: str, upload: Upload, read: Mapping[str, Any]) -> Draft:
        """Keep a file and what was read from it, and count it as one that was sent in.

        Raises:
            BadUpload: the draft has as many files as it may have, or they are too large together.
        """
        size_bytes = len(upload.content)
        columns = application_draft_file.c
        mine = columns.draft_id == draft.draft_id
        with transaction(self.engine) as connection:
            together = func.coalesce(func.sum(columns.size_bytes), 0)
            looked_at = select(func.count(), func.max(columns.number), together).where(mine)
            count, largest, used_bytes = connection.execute(looked_at).one()
            if count >= MOST_FILES or used_bytes + size_bytes > _MOST_BYTES:
                raise BadUpload(f"at most {MOST_FILES} files of {_MOST_BYTES // 1024 // 1024} MB together are kept")
            kept = DraftFile(
                number=(largest or 0) + 1, material=material, name=shown_name(upload.name), size_bytes=size_bytes,
                read=read,
            )  # fmt: skip
            connection.execute(
                insert(application_draft_file).values(
                    draft_id=draft.draft_id, number=kept.number, material=material, name=kept.name,
                    size_bytes=size_bytes, content=upload.content, read=json.dumps(read, ensure_ascii=False),
                )
            )  # fmt: skip
            count_uploads(connection, draft.owner, today(self.clock), 1, size_bytes)
            self._save(connection, draft)
        return replace(draft, files=(*draft.files, kept))

    def remove_files(self, draft: Draft, numbers: frozenset[int]) -> Draft:
        """Without those files, and without what was filled in from them alone and left as it was."""
        kept = tuple(one for one in draft.files if one.number not in numbers)
        gone = {one.read["kind"] for one in draft.files} - {one.read["kind"] for one in kept} - {""}
        draft = replace(draft, files=kept)
        for kind in sorted(gone):
            draft = draft.without("document", kind)
        columns = application_draft_file.c
        these = (columns.draft_id == draft.draft_id, columns.number.in_(numbers))
        with transaction(self.engine) as connection:
            connection.execute(delete(application_draft_file).where(*these))
            self._save(connection, draft)
        return draft

    def uploads(self, draft: Draft) -> dict[str, Upload]:
        """The files, by the names that `as_application` gives them."""
        columns = application_draft_file.c
        wanted = select(columns.number, columns.name, columns.content).where(columns.draft_id == draft.draft_id)
        with reading(self.engine) as connection:
            rows = connection.execute(wanted.order_by(columns.number)).all()
        return {f"{row.number}.{row.name}": Upload(name=row.name, content=row.content) for row in rows}

    def discard(self, draft: Draft) -> None:
        """Erase it: it was sent in, or its applicant wants it gone. Once more is harmless."""
        with transaction(self.engine) as connection:
            _erase(connection, [draft.draft_id])

    def forget_expired(self) -> int:
        """Erase those that are out of date; returns how many."""
        old = application_draft.c.expires_at <= self.clock.now().isoformat()
        with transaction(self.engine) as connection:
            ids = list(connection.execute(select(application_draft.c.draft_id).where(old).limit(200)).scalars())
            _erase(connection, ids)
        return len(ids)

    def _found(self, sought: Any) -> Draft | None:  # noqa: ANN401  a condition of SQLAlchemy
        columns = application_draft_file.c
        with reading(self.engine) as connection:
            is_kept = application_draft.c.expires_at > self.clock.now().isoformat()
            row = connection.execute(select(application_draft).where(sought, is_kept)).first()
            if row is None:
                return None
            wanted = select(columns.number, columns.material, columns.name, columns.size_bytes, columns.read)
            files = connection.execute(wanted.where(columns.draft_id == row.draft_id).order_by(columns.number)).all()
        return _draft(row, tuple(_file(one) for one in files))

    def _save(self, connection: Connection, draft: Draft) -> None:
        now = self.clock.now()
        connection.execute(
            update(application_draft)
            .where(application_draft.c.draft_id == draft.draft_id)
            .values(content=_content(draft), saved_at=now.isoformat(), expires_at=(now + KEPT).isoformat())
        )


def code_of(typed: str) -> str:
    """A code as it is kept: capital letters, nothing between them, and letters that look like figures as figures."""
    return "".join(char for char in typed.upper().translate(_MISTYPED) if char in _LETTERS)[: _CODE_CHARS + 1]


def shown_code(code: str) -> str:
    """In groups of five, to be copied by hand."""
    return "-".join(code[at : at + 5] for at in range(0, len(code), 5))


def submission_key_of(draft: Draft) -> str:
    """What makes sending a draft in twice one case; it opens nothing."""
    return f"draft-{_hashed(draft.code)}"


def key_of_code(code: str) -> str:
    return f"draft-{_hashed(code_of(code))}"


def _hashed(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


def _content(draft: Draft) -> str:
    origins = {name: [one.kind, one.source, one.as_of, one.is_doubtful] for name, one in draft.origins.items()}
    content = {"form": dict(draft.form), "origins": origins, "asks_for_person": draft.asks_for_person}
    return json.dumps(content, ensure_ascii=False)


def _draft(row: Row[Any], files: tuple[DraftFile, ...]) -> Draft:
    content = json.loads(row.content)
    return Draft(
        draft_id=row.draft_id,
        code=row.code,
        owner=row.owner,
        item_id=row.item_id,
        saved_at=datetime.fromisoformat(row.saved_at),
        expires_at=datetime.fromisoformat(row.expires_at),
        form=content["form"],
        origins={
            name: Origin(kind=kind, source=source, as_of=as_of, is_doubtful=is_doubtful)
            for name, (kind, source, as_of, is_doubtful) in content["origins"].items()
        },
        asks_for_person=content["asks_for_person"],
        files=files,
    )


def _file(row: Any) -> DraftFile:  # noqa: ANN401  a row
    return DraftFile(
        number=row.number, material=row.material, name=row.name, size_bytes=row.size_bytes, read=json.loads(row.read)
    )


def _erase(connection: Connection, ids: list[str]) -> None:
    connection.execute(delete(application_draft_file).where(application_draft_file.c.draft_id.in_(ids)))
    connection.execute(delete(application_draft).where(application_draft.c.draft_id.in_(ids)))
