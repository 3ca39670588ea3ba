"""`zhiban accounts …`: who may sign in, and what each is granted."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

import click

from app.accounts.principal import Role
from app.commands.output import emit, json_option, progress

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.accounts.principal import Grant
    from app.accounts.service import Accounts
    from app.accounts.store import Account

OPERATOR: Final = "operator"
"""Who does it, in the audit log: whoever may use the command line of this installation."""
SET_PASSWORD: Final = "/staff/set-password"  # noqa: S105  a page
_ROLES: Final = tuple(role.value for role in Role if role is not Role.SYSTEM)

role_option = click.option("--role", required=True, type=click.Choice(_ROLES), help="What it may do.")
district_option = click.option("--district", default="", help="Six digits; every district when left out.")
item_option = click.option("--item", default="", help="Id of an item; every item when left out.")
token_option = click.option(
    "--token", "by_token", is_flag=True, help="Print a token with which its owner sets a password; ask for none."
)


@click.group("accounts")
def command() -> None:
    """Say who may sign in, and what each is granted.

    A password is asked for, or read from the first line of stdin; never give it as an argument.
    """


@command.command("add")
@click.argument("name")
@click.option("--title", default="", help="Name that colleagues see; the same when left out.")
@role_option
@district_option
@item_option
@click.option("--oidc", is_flag=True, help="It signs in at ZHIBAN_OIDC_ISSUER and has no password.")
@token_option
@json_option
def add(  # noqa: PLR0913  each is an option
    *, name: str, title: str, role: str, district: str, item: str, oidc: bool, by_token: bool, as_json: bool
) -> None:
    """Add an account that may sign in."""
    from app.accounts.passwords import check_password
    from app.settings import Settings

    accounts, issuer = _accounts(), Settings().oidc_issuer
    if oidc and not issuer:
        raise click.UsageError("--oidc needs ZHIBAN_OIDC_ISSUER")
    password = None if oidc or by_token else _password()
    if password is not None:
        check_password(password, name, title)
    made = accounts.add(
        name, title or name, (_grant(role, district, item),), by=OPERATOR, issuer=issuer if oidc else None
    )
    if password is not None:
        accounts.set_password(made.account_id, password, OPERATOR)
    _told(accounts, made.account_id, accounts.new_token(made.account_id, OPERATOR) if by_token else "", as_json=as_json)


@command.command("list")
@json_option
def list_(*, as_json: bool) -> None:
    """Show every account with its grants."""
    found = _accounts().every()
    emit([_to_json(one) for one in found], as_json=as_json, say=lambda: _say(found))


@command.command("grant")
@click.argument("name")
@role_option
@district_option
@item_option
@json_option
def grant(*, name: str, role: str, district: str, item: str, as_json: bool) -> None:
    """Grant a role; it holds from the next request on."""
    _change(name, lambda at, one: at.grant(one.account_id, _grant(role, district, item), OPERATOR), as_json=as_json)


@command.command("revoke")
@click.argument("name")
@role_option
@district_option
@item_option
@json_option
def revoke(*, name: str, role: str, district: str, item: str, as_json: bool) -> None:
    """Take back exactly that grant."""
    _change(name, lambda at, one: at.revoke(one.account_id, _grant(role, district, item), OPERATOR), as_json=as_json)


@command.command("disable")
@click.argument("name")
@json_option
def disable(*, name: str, as_json: bool) -> None:
    """Let it sign in no more, and sign it out everywhere."""
    _change(name, lambda at, one: at.disable(one.account_id, OPERATOR), as_json=as_json)


@command.command("enable")
@click.argument("name")
@json_option
def enable(*, name: str, as_json: bool) -> None:
    """Let it sign in again."""
    _change(name, lambda at, one: at.enable(one.account_id, OPERATOR), as_json=as_json)


@command.command("reset-password")
@click.argument("name")
@token_option
@json_option
def reset_password(*, name: str, by_token: bool, as_json: bool) -> None:
    """Give it another password, and sign it out everywhere."""
    accounts = _accounts()
    found = accounts.find(name)
    if by_token:
        _told(accounts, found.account_id, accounts.new_token(found.account_id, OPERATOR), as_json=as_json)
        return
    accounts.set_password(found.account_id, _password(), OPERATOR)
    _told(accounts, found.account_id, "", as_json=as_json)


@command.command("totp")
@click.argument("name")
@click.option("--off", is_flag=True, help="Ask it for no one-time code any more, as when the telephone is lost.")
@json_option
def totp(*, name: str, off: bool, as_json: bool) -> None:
    """Show whether it is asked for one-time codes; its owner turns them on at /account."""
    _change(name, lambda at, one: at.remove_totp(one.account_id, OPERATOR) if off else one, as_json=as_json)


@command.command("link")
@click.argument("name")
@click.argument("subject")
@json_option
def link(*, name: str, subject: str, as_json: bool) -> None:
    """Bind it to the SUBJECT that ZHIBAN_OIDC_ISSUER knows it by."""
    from app.settings import Settings

    issuer = Settings().oidc_issuer
    if not issuer:
        raise click.UsageError("binding needs ZHIBAN_OIDC_ISSUER")
    _change(name, lambda at, one: at.link(one.account_id, issuer, subject, OPERATOR), as_json=as_json)


@command.command("represent")
@click.argument("name")
@click.argument("uscc")
@click.option("--end", is_flag=True, help="Let it act for the company no more.")
@json_option
def represent(*, name: str, uscc: str, end: bool, as_json: bool) -> None:
    """Let an applicant's account act for the company with the code USCC."""
    from app.companies.acting import bind, companies_of_account, require_applicant, unbind
    from approval_rules.values import BadValue, ValueType, parse

    try:
        code = str(parse(uscc, ValueType.USCC))
    except BadValue as error:
        raise click.BadParameter(str(error), param_hint="USCC") from error
    accounts = _accounts()
    found = accounts.find(name)
    require_applicant(found)
    (unbind if end else bind)(accounts.engine, accounts.clock, found.account_id, code, OPERATOR)
    companies = companies_of_account(accounts.engine, found.account_id)
    data = {"account_id": found.account_id, "name": found.name, "companies": list(companies)}
    emit(data, as_json=as_json, say=lambda: click.echo(f"{found.name}  [{' '.join(companies) or 'no company'}]"))


def _accounts() -> Accounts:
    from app.accounts.service import Accounts
    from app.clock import SystemClock
    from app.main import build_engine
    from app.settings import Settings
    from approval_rules.item_files import load_items

    return Accounts(engine=build_engine(Settings()), clock=SystemClock(), known_items=load_items())


def _password() -> str:
    """Asked for twice at a terminal, without showing it; otherwise the first line of stdin."""
    if sys.stdin.isatty():
        return str(click.prompt("password", hide_input=True, confirmation_prompt=True, err=True))
    return sys.stdin.readline().rstrip("\r\n")


def _grant(role: str, district: str, item: str) -> Grant:
    from app.accounts.principal import Grant

    return Grant(role=Role(role), district=district, item_id=item)


def _change(name: str, change: Callable[[Accounts, Account], Account], *, as_json: bool) -> None:
    accounts = _accounts()
    changed = change(accounts, accounts.find(name))
    emit(_to_json(changed), as_json=as_json, say=lambda: _say([changed]))


def _told(accounts: Accounts, account_id: str, token: str, *, as_json: bool) -> None:
    """The account as it is now, and its token, which is shown this once."""
    found = accounts.by_id(account_id)
    data = _to_json(found) | ({"token": token} if token else {})
    emit(data, as_json=as_json, say=lambda: _say([found]))
    if token and not as_json:
        progress(f"token, good for a day, to be used at {SET_PASSWORD}:")
        click.echo(token)


def _say(found: list[Account]) -> None:
    for one in found:
        grants = "; ".join(
            " ".join(filter(None, (grant.role.value, grant.district, grant.item_id))) for grant in one.grants
        )
        ways = [
            way
            for way, has in (("password", one.password_hash), ("totp", one.totp_secret), ("oidc", one.issuer))
            if has
        ]
        click.echo(
            f"{one.name}  {one.account_id}  {one.state.value}  [{grants or 'nothing'}]  {' '.join(ways) or 'no way in'}"
        )


def _to_json(one: Account) -> dict[str, object]:
    from app.accounts.admin.views import AccountView

    return AccountView.of(one).model_dump(mode="json")
