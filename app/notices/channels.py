"""The ways beyond the inbox by which a company is told: added, confirmed and stopped; each change is in the audit log.

An e-mail address is asked first, by a link that only whoever reads its mail can follow; until it is confirmed nothing
else is sent there. Once it is stopped it is forgotten.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from sqlalchemy import and_, func, insert, or_, select, update

from app.audit import service as audit
from app.db.engine import reading, transaction
from app.db.sealed import vault_of
from app.db.tables import notice_channel, notice_mail
from app.errors import NotFound, TooMany
from app.notices import waiting
from app.notices.errors import BadMailAddress, SystemsOnly, TooManyChannels

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Engine, RowMapping

    from app.clock import Clock

CONFIRM_WITHIN: Final = timedelta(days=3)
MOST_OF_ONE_COMPANY: Final = 10
MOST_QUESTIONS_A_DAY: Final = 3
"""To one address, whoever asks; and five times as many for one company."""
BY_LINK: Final = "link"
"""Who confirms or stops by a link, as the audit log writes it: nobody signed in for it."""
MAX_ADDRESS_CHARS: Final = 254

_DAY: Final = timedelta(days=1)
_DAY_S: Final = 86_400
_ADDRESS: Final = re.compile(
    r"(?=.{1,64}@)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)


class Channel(StrEnum):
    EMAIL = "email"
    WEBHOOK = "webhook"


class ChannelState(StrEnum):
    PENDING = "pending"
    """An e-mail address that nobody confirmed yet; nothing but the question is sent there."""
    ACTIVE = "active"
    REFUSED = "refused"
    """The mail server takes nothing for this address; to be given anew."""
    STOPPED = "stopped"


LIVE: Final = (ChannelState.PENDING.value, ChannelState.ACTIVE.value, ChannelState.REFUSED.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyChannel:
    """`owner` added it, and is the system that a webhook tells. `address` is empty for a webhook, and once stopped."""

    channel_id: str
    uscc: str
    channel: Channel
    owner: str
    address: str
    state: ChannelState


def channels_of(engine: Engine, uscc: str) -> list[CompanyChannel]:
    """Those that were not stopped, oldest first."""
    own = notice_channel.c
    wanted = select(notice_channel).where(own.uscc == uscc, own.state.in_(LIVE)).order_by(own.made_at, own.channel_id)
    with reading(engine) as connection:
        return [_channel(row) for row in connection.execute(wanted).mappings()]


def add_email(engine: Engine, clock: Clock, uscc: str, address: str, by: str) -> CompanyChannel:
    """Ask that address whether it wants to be told; one that is told already stays as it is.

    Raises:
        BadMailAddress: it is no address.
        TooManyChannels: the company has as many as it may.
        TooMany: it was asked too often today.
    """
    checked = checked_address(address)
    index, now = vault_of(engine).index(f"mail:{checked.lower()}"), clock.now()
    with transaction(engine) as connection:
        audit.hold(connection)
        own = notice_channel.c
        same = and_(own.uscc == uscc, own.address_index == index, own.state == ChannelState.ACTIVE.value)
        known = connection.execute(select(notice_channel).where(same)).mappings().first()
        if known is not None:
            return _channel(known)
        _check_room(connection, uscc)
        _check_questions(connection, uscc, index, now)
        earlier = and_(own.uscc == uscc, own.address_index == index, own.state.in_(LIVE))
        for channel_id in connection.execute(select(own.channel_id).where(earlier)).scalars().all():
            _end(connection, channel_id, now)
        token = secrets.token_urlsafe(32)
        made = _made(
            connection, now, uscc, Channel.EMAIL, by,
            {"address": checked, "address_index": index, "confirm_sha256": sha256_of(token),
             "confirm_until": (now + CONFIRM_WITHIN).isoformat()},
        )  # fmt: skip
        waiting.ask(connection, made.channel_id, token, now)
        return made


def add_webhook(engine: Engine, clock: Clock, uscc: str, by: str) -> CompanyChannel:
    """Have that system told of the company's notices by its webhooks; once more changes nothing.

    Raises:
        SystemsOnly: who asks is no system.
        TooManyChannels: the company has as many as it may.
    """
    if not by.startswith("system:"):
        raise SystemsOnly("只有接入系统才能用回调接收；请改用电子邮件")
    own, now = notice_channel.c, clock.now()
    with transaction(engine) as connection:
        audit.hold(connection)
        same = and_(
            own.uscc == uscc, own.channel == Channel.WEBHOOK.value, own.owner == by, own.state == ChannelState.ACTIVE
        )
        known = connection.execute(select(notice_channel).where(same)).mappings().first()
        if known is not None:
            return _channel(known)
        _check_room(connection, uscc)
        return _made(connection, now, uscc, Channel.WEBHOOK, by, {})


def confirm(engine: Engine, clock: Clock, token: str) -> CompanyChannel:
    """The address wants to be told.

    Raises:
        NotFound: the link was used, or is too old, or never was one.
    """
    own, now = notice_channel.c, clock.now()
    mine = and_(
        own.confirm_sha256 == sha256_of(token),
        own.state == ChannelState.PENDING.value,
        own.confirm_until > now.isoformat(),
    )
    with transaction(engine) as connection:
        audit.hold(connection)
        row = connection.execute(select(notice_channel).where(mine).with_for_update()).mappings().first()
        if row is None:
            raise NotFound("这个链接已经用过或过期了；需要的话请重新填写邮箱")
        _set(connection, row["channel_id"], now, state=ChannelState.ACTIVE.value, confirm_sha256=None)
        asked = update(notice_mail).where(notice_mail.c.channel_id == row["channel_id"])
        connection.execute(asked.values(confirm_token=None))
        _audit(connection, now, BY_LINK, "notice_channel_confirmed", row)
        return _find(connection, own.channel_id == row["channel_id"])


def asked_by(engine: Engine, clock: Clock, token: str) -> CompanyChannel:
    """The address that a link would confirm; raises NotFound as `confirm` does."""
    own = notice_channel.c
    is_open = and_(own.state == ChannelState.PENDING.value, own.confirm_until > clock.now().isoformat())
    with reading(engine) as connection:
        return _find(connection, own.confirm_sha256 == sha256_of(token), is_open)


def stopped_by(engine: Engine, token: str) -> CompanyChannel:
    """The channel that a link stops, or NotFound."""
    with reading(engine) as connection:
        return _find(connection, notice_channel.c.stop_sha256 == sha256_of(token))


def stop_by_link(engine: Engine, clock: Clock, token: str) -> CompanyChannel:
    """Tell that address nothing more, what waits included; once more changes nothing. Raises NotFound."""
    found = stopped_by(engine, token)
    return stop(engine, clock, found.uscc, found.channel_id, BY_LINK)


def stop(engine: Engine, clock: Clock, uscc: str, channel_id: str, by: str) -> CompanyChannel:
    """Tell nothing more by it, what waits included; once more changes nothing.

    Raises:
        NotFound: the company has no such channel.
    """
    own, now = notice_channel.c, clock.now()
    mine = (own.uscc == uscc, own.channel_id == channel_id)
    with transaction(engine) as connection:
        audit.hold(connection)
        row = connection.execute(select(notice_channel).where(*mine).with_for_update()).mappings().first()
        if row is None:
            raise _no_such()
        if row["state"] != ChannelState.STOPPED.value:
            _end(connection, channel_id, now)
            if row["channel"] == Channel.WEBHOOK.value:
                waiting.withdraw(connection, uscc, now, owner=row["owner"])
            _audit(connection, now, by, "notice_channel_stopped", row)
        return _find(connection, *mine)


def checked_address(given: str) -> str:
    """An address that can stand in a header and in a command of SMTP as it is.

    Raises:
        BadMailAddress: otherwise.
    """
    address = given.strip()
    if len(address) > MAX_ADDRESS_CHARS or not _ADDRESS.fullmatch(address):
        raise BadMailAddress("请填写一个邮箱地址，例如 name@example.cn")
    return address


def sha256_of(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _check_room(connection: Connection, uscc: str) -> None:
    own = notice_channel.c
    live = select(func.count()).where(own.uscc == uscc, own.state.in_(LIVE))
    if connection.execute(live).scalar_one() >= MOST_OF_ONE_COMPANY:
        raise TooManyChannels(f"一家企业最多 {MOST_OF_ONE_COMPANY} 个接收方式，请先停用一个")


def _check_questions(connection: Connection, uscc: str, index: str, now: datetime) -> None:
    """Nobody is to be flooded with questions, by whichever company."""
    own = notice_channel.c
    lately = and_(own.channel == Channel.EMAIL.value, own.made_at > (now - _DAY).isoformat())
    wanted = select(own.uscc, own.address_index).where(lately, or_(own.uscc == uscc, own.address_index == index))
    asked = [(row.uscc, row.address_index) for row in connection.execute(wanted)]
    of_address, of_company = sum(one == index for _, one in asked), sum(one == uscc for one, _ in asked)
    if of_address >= MOST_QUESTIONS_A_DAY or of_company >= 5 * MOST_QUESTIONS_A_DAY:
        raise TooMany("今天已经发过几次确认邮件，请明天再试", _DAY_S)


def _made(
    connection: Connection, now: datetime, uscc: str, channel: Channel, by: str, more: Mapping[str, str]
) -> CompanyChannel:
    token = secrets.token_urlsafe(32)
    values = {
        "channel_id": f"nc-{secrets.token_hex(10)}",
        "uscc": uscc,
        "channel": channel.value,
        "owner": by,
        "address": "",
        "address_index": "",
        "state": (ChannelState.PENDING if channel is Channel.EMAIL else ChannelState.ACTIVE).value,
        "stop_token": token,
        "stop_sha256": sha256_of(token),
        "made_at": now.isoformat(),
        "changed_at": now.isoformat(),
        **more,
    }
    connection.execute(insert(notice_channel).values(values))
    _audit(connection, now, by, "notice_channel_added", values)
    return _find(connection, notice_channel.c.channel_id == values["channel_id"])


def _end(connection: Connection, channel_id: str, now: datetime) -> None:
    _set(connection, channel_id, now, state=ChannelState.STOPPED.value, address="", confirm_sha256=None)
    waiting.drop(connection, [channel_id], with_question=True)


def _set(connection: Connection, channel_id: str, now: datetime, **values: str | None) -> None:
    mine = update(notice_channel).where(notice_channel.c.channel_id == channel_id)
    connection.execute(mine.values(changed_at=now.isoformat(), **values))


def _audit(connection: Connection, now: datetime, by: str, event: str, about: Mapping[str, str] | RowMapping) -> None:
    content = {"channel": about["channel"], "channel_id": about["channel_id"]}
    audit.append(connection, at=now, actor=by, event=event, subject=about["uscc"], content=content)


def _find(connection: Connection, *conditions: ColumnElement[bool]) -> CompanyChannel:
    row = connection.execute(select(notice_channel).where(*conditions)).mappings().first()
    if row is None:
        raise _no_such()
    return _channel(row)


def _no_such() -> NotFound:
    return NotFound("没有这个接收方式，或者这个链接已经失效")


def _channel(row: RowMapping) -> CompanyChannel:
    return CompanyChannel(
        channel_id=row["channel_id"],
        uscc=row["uscc"],
        channel=Channel(row["channel"]),
        owner=row["owner"],
        address=row["address"],
        state=ChannelState(row["state"]),
    )
