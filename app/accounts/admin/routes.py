"""`/api/v1/admin`: accounts and keys, for administrators. Nobody changes their own account here."""

from __future__ import annotations

from http import HTTPStatus
from itertools import product
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Path, Query

from app.accounts.admin.views import (
    AccountView,
    AccountWanted,
    GrantView,
    KeyView,
    KeyWantedView,
    NewKeyView,
    PasswordTokenView,
    Rotation,
    SubjectGiven,
)
from app.accounts.desk import AccountDesk, AtAccounts
from app.accounts.errors import BadAccount, NotPermitted
from app.accounts.principal import ANYWHERE, Action, Principal
from app.companies.acting import CompanyCode, bind, companies_of_account, require_applicant, unbind
from app.errors import NotFound
from app.web.who import Permitted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.accounts.keys import ApiKey
    from app.accounts.store import Account

Admin = Annotated[Principal, Depends(Permitted(Action.MANAGE))]
Id = Annotated[str, Path(pattern=r"^[0-9a-z]{1,40}$")]
Within = Annotated[int | None, Query(ge=1, le=366, description="Only those that expire within so many days.")]

router = APIRouter(prefix="/api/v1/admin", tags=["accounts and keys, for administrators"])


@router.get("/accounts", summary="Every account that you may manage")
def accounts(at: AtAccounts, admin: Admin) -> list[AccountView]:
    return [AccountView.of(one) for one in at.accounts.every() if _may(admin, _places(one))]


@router.post("/accounts", status_code=HTTPStatus.CREATED, summary="Add an account")
def add_account(at: AtAccounts, admin: Admin, wanted: AccountWanted) -> AccountView:
    """It can't sign in yet: make a token with which its owner sets a password, or let the sign-in service vouch."""
    _require(admin, ((one.district, one.item) for one in wanted.grants))
    grants = tuple(dict.fromkeys(one.grant() for one in wanted.grants))
    issuer = _issuer(at) if wanted.oidc else None
    return AccountView.of(at.accounts.add(wanted.name, wanted.title, grants, by=admin.id, issuer=issuer))


@router.get("/accounts/{account_id}", summary="One account")
def one_account(at: AtAccounts, admin: Admin, account_id: Id) -> AccountView:
    return AccountView.of(_managed(at, admin, account_id))


@router.post("/accounts/{account_id}/grants", summary="Grant a role")
def grant(at: AtAccounts, admin: Admin, account_id: Id, given: GrantView) -> AccountView:
    _others(at, admin, account_id)
    _require(admin, [(given.district, given.item)])
    return AccountView.of(at.accounts.grant(account_id, given.grant(), admin.id))


@router.post("/accounts/{account_id}/grants/revoke", summary="Take back exactly that grant")
def revoke_grant(at: AtAccounts, admin: Admin, account_id: Id, given: GrantView) -> AccountView:
    _others(at, admin, account_id)
    _require(admin, [(given.district, given.item)])
    return AccountView.of(at.accounts.revoke(account_id, given.grant(), admin.id))


@router.post("/accounts/{account_id}/disable", summary="Let it sign in no more, and sign it out")
def disable(at: AtAccounts, admin: Admin, account_id: Id) -> AccountView:
    _others(at, admin, account_id)
    return AccountView.of(at.accounts.disable(account_id, admin.id))


@router.post("/accounts/{account_id}/enable", summary="Let it sign in again")
def enable(at: AtAccounts, admin: Admin, account_id: Id) -> AccountView:
    _others(at, admin, account_id)
    return AccountView.of(at.accounts.enable(account_id, admin.id))


@router.post(
    "/accounts/{account_id}/password-tokens",
    status_code=HTTPStatus.CREATED,
    summary="A token with which its owner sets a password",
)
def password_token(at: AtAccounts, admin: Admin, account_id: Id) -> PasswordTokenView:
    _others(at, admin, account_id)
    return PasswordTokenView(account_id=account_id, token=at.accounts.new_token(account_id, admin.id))


@router.post("/accounts/{account_id}/subject", summary="Bind it to somebody whom the sign-in service knows")
def link(at: AtAccounts, admin: Admin, account_id: Id, given: SubjectGiven) -> AccountView:
    _others(at, admin, account_id)
    return AccountView.of(at.accounts.link(account_id, _issuer(at), given.subject, admin.id))


@router.delete("/accounts/{account_id}/one-time-codes", summary="Ask it for no one-time code any more")
def remove_totp(at: AtAccounts, admin: Admin, account_id: Id) -> AccountView:
    _others(at, admin, account_id)
    return AccountView.of(at.accounts.remove_totp(account_id, admin.id))


@router.get("/accounts/{account_id}/companies", summary="The companies that it acts for")
def companies(at: AtAccounts, admin: Admin, account_id: Id) -> list[str]:
    return list(companies_of_account(at.accounts.engine, _managed(at, admin, account_id).account_id))


@router.put("/accounts/{account_id}/companies/{uscc}", summary="Let it act for a company")
def represent(at: AtAccounts, admin: Admin, account_id: Id, uscc: CompanyCode) -> list[str]:
    """An applicant's account only. It holds from the next request on, and once more changes nothing."""
    _others(at, admin, account_id)
    require_applicant(at.accounts.by_id(account_id))
    bind(at.accounts.engine, at.accounts.clock, account_id, uscc, admin.id)
    return list(companies_of_account(at.accounts.engine, account_id))


@router.delete("/accounts/{account_id}/companies/{uscc}", summary="Let it act for the company no more")
def represent_no_more(at: AtAccounts, admin: Admin, account_id: Id, uscc: CompanyCode) -> list[str]:
    _others(at, admin, account_id)
    unbind(at.accounts.engine, at.accounts.clock, account_id, uscc, admin.id)
    return list(companies_of_account(at.accounts.engine, account_id))


@router.get("/keys", summary="Every key that you may manage, the newest first")
def keys(at: AtAccounts, admin: Admin, expiring_within_days: Within = None) -> list[KeyView]:
    found = at.keys.every() if expiring_within_days is None else at.keys.expiring(expiring_within_days)
    return [KeyView.of(key) for key in found if _may(admin, _places_of(key))]


@router.post("/keys", status_code=HTTPStatus.CREATED, summary="Make a key for a system")
def create_key(at: AtAccounts, admin: Admin, wanted: KeyWantedView) -> NewKeyView:
    _require(admin, product(wanted.districts or [ANYWHERE], wanted.items or [ANYWHERE]))
    key, secret = at.keys.create(wanted.wanted(), admin.id)
    return NewKeyView(key=KeyView.of(key), secret=secret)


@router.post("/keys/{key_id}/rotate", status_code=HTTPStatus.CREATED, summary="A new key in place of this one")
def rotate_key(at: AtAccounts, admin: Admin, key_id: Id, given: Rotation) -> NewKeyView:
    _managed_key(at, admin, key_id)
    key, secret = at.keys.rotate(key_id, days=given.days, overlap_days=given.overlap_days, by=admin.id)
    return NewKeyView(key=KeyView.of(key), secret=secret)


@router.post("/keys/{key_id}/revoke", summary="End it now")
def revoke_key(at: AtAccounts, admin: Admin, key_id: Id) -> KeyView:
    """Within five seconds no process lets it in any more."""
    _managed_key(at, admin, key_id)
    return KeyView.of(at.keys.revoke(key_id, admin.id))


def _managed(at: AccountDesk, admin: Principal, account_id: str) -> Account:
    found = at.accounts.by_id(account_id)
    if not _may(admin, _places(found)):
        raise NotFound(f"there is no account '{account_id}'")
    return found


def _others(at: AccountDesk, admin: Principal, account_id: str) -> None:
    """Somebody else's account, within what the administrator manages."""
    if _managed(at, admin, account_id).principal().id == admin.id:
        raise NotPermitted("nobody changes their own account; another administrator can")


def _managed_key(at: AccountDesk, admin: Principal, key_id: str) -> None:
    found = at.keys.find(key_id)
    if found is None or not _may(admin, _places_of(found)):
        raise NotFound(f"there is no key '{key_id}'")


def _require(admin: Principal, places: Iterable[tuple[str, str]]) -> None:
    if not _may(admin, places):
        raise NotPermitted("you manage other districts or items than that")


def _may(admin: Principal, places: Iterable[tuple[str, str]]) -> bool:
    """Whether all of it is within what the administrator manages."""
    return all(admin.may(Action.MANAGE, district, item) for district, item in places)


def _places(one: Account) -> list[tuple[str, str]]:
    """With no grant at all, it could be granted anything: it is for who manages everything."""
    return [(grant.district, grant.item_id) for grant in one.grants] or [(ANYWHERE, ANYWHERE)]


def _places_of(key: ApiKey) -> Iterable[tuple[str, str]]:
    return product(key.districts or (ANYWHERE,), key.items or (ANYWHERE,))


def _issuer(at: AccountDesk) -> str:
    if at.oidc is None:
        raise BadAccount("no sign-in service is set; set ZHIBAN_OIDC_ISSUER")
    return at.oidc.provider.client.issuer
