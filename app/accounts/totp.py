"""One-time codes: a secret that staff put into an app on their telephone, and codes for when that is lost."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import delete, insert, or_, update

from app.accounts.errors import BadAccount, SignInRefused
from app.accounts.keys import sha256_of
from app.audit import service as audit
from app.db.engine import transaction
from app.db.tables import account, recovery_code

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Engine

    from app.accounts.store import Account
    from app.clock import Clock

STEP_S: Final = 30
RECOVERY_CODES: Final = 8
_ISSUER: Final = "Zhiban"
_STEPS_AROUND: Final = (0, -1, 1)
"""A telephone's clock may be half a minute off."""


def new_secret() -> str:
    import pyotp

    return pyotp.random_base32()


def uri_of(secret: str, name: str) -> str:
    """What an app is given, as an image or by hand."""
    import pyotp

    return pyotp.TOTP(secret, interval=STEP_S).provisioning_uri(name=name, issuer_name=_ISSUER)


def step_of(secret: str, code: str, at: datetime) -> int | None:
    """The number of the half minute that the code is of; None when it is of none around that time."""
    import pyotp

    given, now, found = "".join(code.split()), int(at.timestamp()) // STEP_S, None
    for step in (now + around for around in _STEPS_AROUND):
        right = pyotp.TOTP(secret, interval=STEP_S).generate_otp(step)
        if secrets.compare_digest(right.encode(), given.encode()):
            found = step
    return found


def use_code(connection: Connection, whose: Account, code: str, at: datetime) -> bool:
    """Whether the code is right and was not used before; from now on it is."""
    if whose.totp_secret is None:
        return True
    step = step_of(whose.totp_secret, code, at)
    mine = account.c.account_id == whose.account_id
    if step is None:
        digest = sha256_of(_levelled(code))
        is_it = (recovery_code.c.account_id == whose.account_id) & (recovery_code.c.code_sha256 == digest)
        return connection.execute(delete(recovery_code).where(is_it)).rowcount == 1
    is_new = or_(account.c.totp_used_step.is_(None), account.c.totp_used_step < step)
    return connection.execute(update(account).where(mine, is_new).values(totp_used_step=step)).rowcount == 1


@dataclass(frozen=True, slots=True, kw_only=True)
class OneTimeCodes:
    engine: Engine
    clock: Clock

    def enrol(self, whose: Account, secret: str, code: str) -> tuple[str, ...]:
        """Ask the account for codes of this secret from now on, once one of them was shown to be right.

        Returns:
            The recovery codes, each good once; they can't be shown again.

        Raises:
            SignInRefused: the code is not of the secret.
            BadAccount: the account has one already, or signs in without a password.
        """
        now = self.clock.now()
        if whose.password_hash is None:
            raise BadAccount("这个账号不用密码登录，验证码由登录服务管理")
        step = step_of(secret, code, now)
        if step is None:
            raise SignInRefused
        codes = tuple(_new_code() for _ in range(RECOVERY_CODES))
        with transaction(self.engine) as connection:
            is_new = (account.c.account_id == whose.account_id) & account.c.totp_secret.is_(None)
            values = {"totp_secret": secret, "totp_used_step": step}
            if connection.execute(update(account).where(is_new).values(**values)).rowcount != 1:
                raise BadAccount("已经启用了验证码；换手机请先请管理员停用")
            connection.execute(delete(recovery_code).where(recovery_code.c.account_id == whose.account_id))
            rows = [{"account_id": whose.account_id, "code_sha256": sha256_of(_levelled(one))} for one in codes]
            connection.execute(insert(recovery_code), rows)
            audit.append(
                connection,
                at=now,
                actor=whose.principal().id,
                event="totp_enrolled",
                subject=whose.account_id,
                content={},
            )
        return codes


def _new_code() -> str:
    text = secrets.token_hex(8)
    return "-".join(text[start : start + 4] for start in range(0, len(text), 4))


def _levelled(code: str) -> str:
    return "".join(code.split()).replace("-", "").lower()
