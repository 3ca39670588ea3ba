"""Who may be told of a case: for now, whoever knows its number and the code of its applicant.

Accounts will take the place of this; whatever does, `Conversations` asks it one thing: `Whose`.
"""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from datetime import timedelta
from typing import TYPE_CHECKING, Final, Protocol

from sqlalchemy import delete, func, insert, select

from app.assistant.sessions import store
from app.assistant.sessions.errors import NotMatching
from app.assistant.sessions.typed import visible
from app.audit import service as audit
from app.db.engine import reading, transaction
from app.db.sealed import key_as_stored, vault_of
from app.db.tables import assistant_sign_in_try as tries
from app.db.tables import case
from app.errors import TooMany

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection, Engine

    from app.assistant.sessions.records import Session
    from app.clock import Clock

MOST_WRONG: Final = 5
"""Wrong tries in one conversation, and for one case number, within `TRIES_KEPT`."""
TRIES_KEPT: Final = timedelta(hours=1)
SIGNED_IN_FOR: Final = timedelta(hours=1)


class Whose(Protocol):
    """Tells which case is a conversation's own."""

    def case_of(self, session: Session) -> str | None:
        """The number of the one case that may be told of here, or None when nobody is signed in."""


class CaseSignIn:
    """Sign-in with case number and applicant's code. Tries are counted in the database, before they are looked at."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    def case_of(self, session: Session) -> str | None:
        if session.signed_in_at is None or self._clock.now() - session.signed_in_at >= SIGNED_IN_FOR:
            return None
        return session.signed_in_case_no

    def sign_in(self, session: Session, case_no: str, applicant_key: str) -> str:
        """Let this conversation be told of the case; returns its number as we write it.

        Raises:
            NotMatching: no such case, or another applicant's; the answer and the work are the same.
            TooMany: too many wrong tries; this one was not looked at.
        """
        wanted, key = _levelled(case_no), _levelled(applicant_key)
        digest = hashlib.sha256(wanted.encode()).hexdigest()
        try_id = self._counted(session, digest)
        with transaction(self._engine) as connection:
            is_right = _same(_key_of(connection, wanted), key_as_stored(vault_of(connection), key))
            if is_right:
                connection.execute(delete(tries).where(tries.c.try_id == try_id))
                store.sign_in(connection, session.session_id, wanted, self._clock.now())
            self._write_down(connection, session, wanted if is_right else None, digest)
        if not is_right:
            raise NotMatching
        return wanted

    def sign_out(self, session: Session) -> None:
        with transaction(self._engine) as connection:
            store.sign_out(connection, session.session_id)

    def _counted(self, session: Session, digest: str) -> str:
        """Count the try as a wrong one, before anything else; tries made at the same time then all see each other."""
        now, try_id = self._clock.now(), secrets.token_hex(10)
        row = {"try_id": try_id, "session_id": session.session_id, "case_sha256": digest, "tried_at": now.isoformat()}
        with transaction(self._engine) as connection:
            connection.execute(delete(tries).where(tries.c.tried_at <= (now - TRIES_KEPT).isoformat()))
            connection.execute(insert(tries).values(**row))
        with reading(self._engine) as connection:
            here = _count(connection, tries.c.session_id == session.session_id)
            there = _count(connection, tries.c.case_sha256 == digest)
        if max(here, there) > MOST_WRONG:
            with transaction(self._engine) as connection:
                connection.execute(delete(tries).where(tries.c.try_id == try_id))
            raise TooMany("尝试次数过多，请一小时后再试，或转人工服务", int(TRIES_KEPT.total_seconds()))
        return try_id

    def _write_down(self, connection: Connection, session: Session, case_no: str | None, digest: str) -> None:
        event, subject = ("sign_in_refused", session.session_id) if case_no is None else ("signed_in", case_no)
        content = {"case_sha256": digest} if case_no is None else {"session_id": session.session_id}
        audit.append(connection, at=self._clock.now(), actor="applicant", event=event, subject=subject, content=content)


def _key_of(connection: Connection, case_no: str) -> str:
    """The code of the case's applicant; empty when there is no such case, or it has none."""
    return connection.execute(select(case.c.applicant_key).where(case.c.case_no == case_no)).scalar_one_or_none() or ""


def _same(stored: str, given: str) -> bool:
    """Compared by hash, so that the time tells nothing; an empty code is nobody's."""
    pair = (hashlib.sha256(_levelled(one).encode()).digest() for one in (stored, given))
    return secrets.compare_digest(*pair) and bool(stored)


def _levelled(typed: str) -> str:
    return "".join(visible(unicodedata.normalize("NFKC", typed)).upper().split())


def _count(connection: Connection, condition: ColumnElement[bool]) -> int:
    return int(connection.execute(select(func.count()).select_from(tries).where(condition)).scalar_one())
