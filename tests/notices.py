"""Addresses of companies as their links in mails would have them, for tests without a mail server."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from app.db.engine import reading, transaction
from app.db.tables import notice_channel, notice_mail
from app.notices import channels
from app.notices.notice import AboutScheme, newly_eligible
from app.notices.telling import tell

if TYPE_CHECKING:
    from app.flows.office import Office
    from app.notices.notice import Notice

AWARD: Final = AboutScheme(id="sample-award", title="样例奖励", version_from=date(2026, 1, 1))
MAIL: Final[dict[str, Any]] = {
    "smtp_url": "smtp://127.0.0.1:9",
    "mail_from": "notices@zhiban.example.cn",
    "public_url": "http://testserver",
}
"""Settings by which mails could be sent, where none is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An address that was asked: its channel, and the tokens of the two links in its mails."""

    channel_id: str
    confirm_token: str
    stop_token: str


def asked(office: Office, uscc: str, address: str = "a@example.cn") -> Asked:
    added = channels.add_email(office.engine, office.clock, uscc, address, "applicant:0")
    wanted = (
        select(notice_mail.c.confirm_token, notice_channel.c.stop_token)
        .join(notice_channel, notice_channel.c.channel_id == notice_mail.c.channel_id)
        .where(notice_mail.c.channel_id == added.channel_id)
    )
    with reading(office.engine) as connection:
        row = connection.execute(wanted).one()
    return Asked(channel_id=added.channel_id, confirm_token=row.confirm_token, stop_token=row.stop_token)


def told(office: Office, *notices: Notice, uscc: str = "") -> list[str]:
    """The ids of what was told; that a scheme fits when nothing is named."""
    given = notices or (newly_eligible(uscc, AWARD),)
    with transaction(office.engine) as connection:
        return [one.id for one in tell(connection, given, office.clock.now())]
