"""What the routes of accounts work with, put together once when the application starts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Final, cast

from fastapi import Depends, Request

from app.accounts.keys import Keys
from app.accounts.oidc.provider import Client, Provider, is_safe
from app.accounts.oidc.sign_in import OidcSignIn
from app.accounts.service import Accounts
from app.accounts.sessions import SignInSessions
from app.accounts.sign_in import PasswordSignIn
from app.accounts.totp import OneTimeCodes
from app.accounts.tries import Tries
from app.db.engine import transaction
from app.errors import BadSetting

if TYPE_CHECKING:
    from app.accounts.sessions import SignedIn
    from app.settings import Settings
    from app.web.dependencies import Services

CALLBACK: Final = "/sign-in/oidc/callback"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountDesk:
    """`oidc` is None when no sign-in service is set."""

    accounts: Accounts
    keys: Keys
    passwords: PasswordSignIn
    codes: OneTimeCodes
    sessions: SignInSessions
    oidc: OidcSignIn | None

    def change_password(self, who: SignedIn, old: str, new: str, address: str) -> str:
        """The token of a new session: every other one of the account has ended.

        Raises:
            SignInRefused: the old password is wrong.
            WeakPassword: the new one is too easy to guess.
            TooMany: too many wrong tries; this one was not looked at.
        """
        name, tries = who.account.name, self.passwords.tries
        tries.count(name, address)
        self.accounts.change_password(who.account.account_id, old, new)
        with transaction(self.passwords.engine) as connection:
            tries.forgive(connection, name, address)
            return self.sessions.begin(connection, who.account.account_id)


def open_account_desk(services: Services) -> AccountDesk:
    """Raises BadSetting: a sign-in service is set, and what it needs is not."""
    office = services.office
    engine, clock = office.engine, office.clock
    sessions = SignInSessions(engine=engine, clock=clock)
    client = _client(services.settings)
    oidc = None
    if client is not None:
        oidc = OidcSignIn(
            engine=engine,
            clock=clock,
            sessions=sessions,
            provider=Provider(client),
            name_claim=services.settings.oidc_name_claim,
            company_claim=services.settings.oidc_company_claim,
        )
    return AccountDesk(
        accounts=Accounts(engine=engine, clock=clock, known_items=office.items),
        keys=Keys(engine=engine, clock=clock, known_items=office.items),
        passwords=PasswordSignIn(
            engine=engine, clock=clock, sessions=sessions, tries=Tries(engine=engine, clock=clock)
        ),
        codes=OneTimeCodes(engine=engine, clock=clock),
        sessions=sessions,
        oidc=oidc,
    )


async def _desk(request: Request) -> AccountDesk:
    return cast("AccountDesk", request.app.state.account_desk)


AtAccounts = Annotated[AccountDesk, Depends(_desk)]


def _client(settings: Settings) -> Client | None:
    if not settings.oidc_issuer:
        return None
    if not is_safe(settings.oidc_issuer):
        raise BadSetting("ZHIBAN_OIDC_ISSUER: it must begin with https://; mend or unset it")
    if not settings.public_url:
        raise BadSetting(
            "ZHIBAN_PUBLIC_URL: signing in at ZHIBAN_OIDC_ISSUER needs the address to come back to; set it"
        )
    if "openid" not in settings.oidc_scopes.split():
        raise BadSetting("ZHIBAN_OIDC_SCOPES: openid has to be one of them; mend or unset it")
    return Client(
        issuer=settings.oidc_issuer,
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret.get_secret_value(),
        scopes=settings.oidc_scopes,
        redirect_uri=settings.public_url.rstrip("/") + CALLBACK,
    )
