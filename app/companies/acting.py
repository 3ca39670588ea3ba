"""Who acts for a company: accounts that are bound to it, and systems whose key covers its district."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final

from fastapi import Depends, Path
from sqlalchemy import delete, exists, insert, select

from app.accounts.errors import BadAccount
from app.accounts.principal import ANYWHERE, APPLICANT, Action, Role
from app.audit import service as audit
from app.db.engine import reading, transaction
from app.db.tables import company_account
from app.errors import NotFound
from approval_rules.values import BadValue, ValueType, parse

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Engine

    from app.accounts.principal import Principal
    from app.accounts.store import Account
    from app.clock import Clock
    from app.registries.service import Registers

_BY_ACCOUNT: Final = "applicant:"
SIGN_IN_SERVICE: Final = "sign_in_service"
"""Who bound an account, where a claim of its sign-in did."""


async def written(uscc: Annotated[str, Path(examples=["91310117MY0000004E"])]) -> str:
    """The code of the path, or NotFound for what can't be one."""
    code = _code(uscc)
    if not code:
        raise _no_such(uscc)
    return code


CompanyCode = Annotated[str, Depends(written)]


def require_company(engine: Engine, registers: Registers, asking: Principal, uscc: str) -> None:
    """Let pass who may act for the company, and nobody else.

    Raises:
        NotFound: for everybody else, whether there is such a company or not.
    """
    if not asking.may_anywhere(Action.ACT_FOR_COMPANY):
        raise _no_such(uscc)
    if Role.SYSTEM in asking.roles:
        _require_in_district(registers, asking, uscc)
    elif uscc not in companies_of(engine, asking):
        raise _no_such(uscc)


def companies_of(engine: Engine, asking: Principal) -> tuple[str, ...]:
    """The companies that an applicant's account is bound to, in the order of their codes."""
    if asking is APPLICANT or not asking.id.startswith(_BY_ACCOUNT):
        return ()
    return companies_of_account(engine, asking.id.removeprefix(_BY_ACCOUNT))


def companies_of_account(engine: Engine, account_id: str) -> tuple[str, ...]:
    mine = company_account.c.account_id == account_id
    with reading(engine) as connection:
        found = connection.execute(select(company_account.c.uscc).where(mine).order_by(company_account.c.uscc))
        return tuple(found.scalars())


def bind(engine: Engine, clock: Clock, account_id: str, uscc: str, by: str) -> None:
    """Let the account act for the company; once more changes nothing.

    Args:
        by: who does it, as the audit log writes it.
    """
    with transaction(engine) as connection:
        audit.hold(connection)
        _bind(connection, clock.now(), account_id, uscc, by)


def require_applicant(found: Account) -> None:
    """Raises BadAccount: staff act for no company; what they do is done as staff."""
    if not found.is_applicant:
        raise BadAccount(f"'{found.name}' is an account of staff; only an applicant's account acts for a company")


def unbind(engine: Engine, clock: Clock, account_id: str, uscc: str, by: str) -> None:
    """Let it act for the company no more.

    Raises:
        NotFound: it did not.
    """
    with transaction(engine) as connection:
        audit.hold(connection)
        if not _unbind(connection, clock.now(), account_id, uscc, by):
            raise NotFound(f"the account does not act for '{uscc}'")


def follow_sign_in(connection: Connection, at: datetime, account_id: str, claimed: str) -> None:
    """Let an account act for the company that the sign-in service names, and for none that it named before.

    What an administrator bound stays.

    Args:
        claimed: what stands in the claim; empty, or no code of a company, names none.
    """
    named = _code(claimed)
    row = company_account.c
    by_service = select(row.uscc).where(row.account_id == account_id, row.bound_by == SIGN_IN_SERVICE)
    for uscc in connection.execute(by_service).scalars().all():
        if uscc != named:
            _unbind(connection, at, account_id, uscc, SIGN_IN_SERVICE)
    if named:
        _bind(connection, at, account_id, named, SIGN_IN_SERVICE)


def _code(claimed: str) -> str:
    try:
        return str(parse(claimed, ValueType.USCC))
    except BadValue:
        return ""


def _bind(connection: Connection, at: datetime, account_id: str, uscc: str, by: str) -> None:
    it = (company_account.c.account_id == account_id, company_account.c.uscc == uscc)
    if connection.execute(select(exists().where(*it))).scalar_one():
        return
    values = {"account_id": account_id, "uscc": uscc, "bound_by": by, "bound_at": at.isoformat()}
    connection.execute(insert(company_account).values(**values))
    audit.append(connection, at=at, actor=by, event="company_bound", subject=account_id, content={"uscc": uscc})


def _unbind(connection: Connection, at: datetime, account_id: str, uscc: str, by: str) -> bool:
    """False: it was not bound."""
    it = (company_account.c.account_id == account_id, company_account.c.uscc == uscc)
    if not connection.execute(delete(company_account).where(*it)).rowcount:
        return False
    audit.append(connection, at=at, actor=by, event="company_unbound", subject=account_id, content={"uscc": uscc})
    return True


def _require_in_district(registers: Registers, asking: Principal, uscc: str) -> None:
    if asking.may(Action.ACT_FOR_COMPANY, ANYWHERE, ANYWHERE):
        return
    record = registers.look_up("company_registry", uscc)
    region = "" if record is None else str(record.facts.get("company.region", ""))
    if not region or not asking.may(Action.ACT_FOR_COMPANY, region, ANYWHERE):
        raise _no_such(uscc)


def _no_such(uscc: str) -> NotFound:
    return NotFound(f"there is no company '{uscc[:18]}' that you act for")
