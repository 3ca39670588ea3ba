"""The duty to mail: what is due is sent one after the other over one connection, each try claimed before it is made.

A process that dies between the server's yes and our note of it sends that mail once more, under the same Message-ID;
once the yes is noted it is never sent again.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import TYPE_CHECKING, Final

import structlog
from sqlalchemy import select, update

from app.db.engine import reading, transaction
from app.db.tables import notice, notice_channel, notice_mail, notice_mailed
from app.errors import DatabaseUnavailable
from app.notices.channels import ChannelState
from app.notices.mail.composing import Addressee, MailLine, of_notices, of_question
from app.notices.mail.sending import Fate, open_mail_line
from app.notices.notice import NoticeKind
from app.notices.telling import is_stopped, stopped_kinds
from app.notices.waiting import MailState
from app.work.duties import Deed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from threading import Event

    from sqlalchemy import ColumnElement, Connection, Row

    from app.flows.office import Office
    from app.notices.mail.composing import Sealed
    from app.notices.mail.sending import Sent
    from app.notices.mail.server import Post
    from app.work.patience import Patience

log = structlog.get_logger()

_RUN_S: Final = 20.0
_NOTE_TRIES: Final = 5
_LEFT_ALONE: Final = 3.0
"""A mail that was claimed is due again after so many times the limit of one mail, if nobody said what came of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Claimed:
    mail_id: str
    channel_id: str
    tries: int
    mail: Sealed


class Mailing:
    """One connection at a time: there is one mail server."""

    name = "mail"
    at_once = 1
    poll_s = 0.5
    is_due_until_done = True

    def __init__(self, office: Office, post: Post | None, patience: Patience, stopping: Event) -> None:
        self._engine, self._clock = office.engine, office.clock
        self._post, self._patience, self._stopping = post, patience, stopping

    def due(self) -> Sequence[Deed]:
        if self._post is None:
            return []
        own = notice_mail.c
        first = select(own.mail_id, own.tries).where(self._is_due()).order_by(own.due_at, own.mail_id).limit(1)
        with reading(self._engine) as connection:
            found = connection.execute(first).first()
        return [] if found is None else [Deed(id=f"mail:{found.mail_id}:{found.tries}", of=self.name, share=self.name)]

    def do(self, of: str) -> None:
        """Raises MailServerAway; what is due then stays as it was, and none of its tries is used up."""
        del of
        if self._post is None:
            return
        end, goes_on = monotonic() + _RUN_S, True
        while goes_on and self.due():
            goes_on = self._run(self._post, end)

    def give_up(self, of: str) -> bool:
        del of
        return False

    def _run(self, post: Post, end: float) -> bool:
        """Over one connection; whether to go on over another."""
        with open_mail_line(post.server, self._patience.mail_limit_s) as line:
            while not self._stopping.is_set() and monotonic() < end:
                claimed = self._claim(post)
                if claimed is None and not self.due():
                    return False
                if claimed is None:
                    continue
                sent = line.send(claimed.mail)
                self._note(claimed, sent)
                if sent.is_line_lost:
                    return True
        return False

    def _claim(self, post: Post) -> _Claimed | None:
        """The next mail, as what nobody else sends for a while; None when there is none, or it came to nothing."""
        now = self._clock.now()
        own = notice_mail.c
        with transaction(self._engine) as connection:
            first = select(own.mail_id, own.channel_id, own.confirm_token, own.tries, own.made_at).where(self._is_due())
            row = connection.execute(first.order_by(own.due_at, own.mail_id).limit(1)).first()
            if row is None:
                return None
            mail = _composed(connection, post, row)
            left_alone = timedelta(seconds=self._patience.mail_limit_s * _LEFT_ALONE)
            values = {"tries": row.tries + 1, "tried_at": now.isoformat(), "due_at": (now + left_alone).isoformat()}
            if mail is None:
                values = {"state": MailState.DROPPED.value, "confirm_token": None}
            this_try = (own.mail_id == row.mail_id, own.tries == row.tries, own.state == MailState.PENDING.value)
            claimed = connection.execute(update(notice_mail).where(*this_try).values(values))
            if mail is None or claimed.rowcount != 1:
                return None
        return _Claimed(mail_id=row.mail_id, channel_id=row.channel_id, tries=row.tries + 1, mail=mail)

    def _note(self, one: _Claimed, sent: Sent) -> None:
        """That a mail was taken is noted even if the database is away for a moment: else it would be sent again."""
        for left in reversed(range(_NOTE_TRIES)):
            try:
                with transaction(self._engine) as connection:
                    self._write(connection, one, sent)
                break
            except DatabaseUnavailable:
                if not left:
                    raise
                self._stopping.wait(1.0)
        if sent.fate is not Fate.TAKEN:
            log.warning("mail_failed", mail=one.mail_id, tries=one.tries, said=sent.said)

    def _write(self, connection: Connection, one: _Claimed, sent: Sent) -> None:
        now = self._clock.now()
        state = self._state(one, sent.fate)
        values: dict[str, str | None] = {"state": state.value, "failure": sent.said or None}
        if state is MailState.PENDING:
            wait = timedelta(seconds=self._patience.before_next_mail_s(one.tries))
            values["due_at"] = (now + wait).isoformat()
        else:
            values["confirm_token"] = None
        mine = (notice_mail.c.mail_id == one.mail_id, notice_mail.c.state != MailState.SENT.value)
        connection.execute(update(notice_mail).where(*mine).values(values))
        if sent.fate is Fate.NO_SUCH_ADDRESS:
            own = notice_channel.c
            live = own.state.in_([ChannelState.PENDING.value, ChannelState.ACTIVE.value])
            refused = update(notice_channel).where(own.channel_id == one.channel_id, live)
            connection.execute(refused.values(state=ChannelState.REFUSED.value, changed_at=now.isoformat()))

    def _state(self, one: _Claimed, fate: Fate) -> MailState:
        match fate:
            case Fate.TAKEN:
                return MailState.SENT
            case Fate.LATER if one.tries < self._patience.mail_tries:
                return MailState.PENDING
            case _:
                return MailState.DEAD

    def _is_due(self) -> ColumnElement[bool]:
        own = notice_mail.c
        return (own.state == MailState.PENDING.value) & (own.due_at <= self._clock.now().isoformat())


def _composed(connection: Connection, post: Post, row: Row[str, str, str | None, int, str]) -> Sealed | None:
    """None when the company has stopped all that would stand in it, or the address."""
    own, made_at = notice_channel.c, datetime.fromisoformat(row.made_at)
    found = connection.execute(
        select(own.uscc, own.address, own.state, own.stop_token).where(own.channel_id == row.channel_id)
    ).one()
    to = Addressee(uscc=found.uscc, address=found.address, stop_token=found.stop_token)
    if row.confirm_token is not None and found.state == ChannelState.PENDING.value:
        return of_question(post, row.mail_id, made_at, to, row.confirm_token)
    lines = _lines(connection, row.mail_id, found.uscc) if found.state == ChannelState.ACTIVE.value else []
    return of_notices(post, row.mail_id, made_at, to, lines) if lines else None


def _lines(connection: Connection, mail_id: str, uscc: str) -> list[MailLine]:
    wanted = (
        select(notice.c.kind, notice.c.content)
        .join(notice_mailed, notice_mailed.c.notice_id == notice.c.notice_id)
        .where(notice_mailed.c.mail_id == mail_id)
        .order_by(notice.c.told_at, notice.c.notice_id)
    )
    stopped = stopped_kinds(connection, [uscc])
    return [
        MailLine(kind=NoticeKind(row.kind), content=json.loads(row.content))
        for row in connection.execute(wanted)
        if not is_stopped(stopped, uscc, row.kind)
    ]
