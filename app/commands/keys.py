"""`zhiban keys …`: what systems send to say who they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from app.accounts.principal import ALLOWED, Role
from app.commands.accounts import OPERATOR
from app.commands.output import emit, json_option, progress

if TYPE_CHECKING:
    from app.accounts.keys import ApiKey, Keys

_SCOPES: Final = tuple(sorted(action.value for action in ALLOWED[Role.SYSTEM]))
days_option = click.option("--days", default=90, show_default=True, type=int, help="Days until the new key expires.")


@click.group("keys")
def command() -> None:
    """Make, rotate and revoke the keys of systems. The secret of a new one is printed once."""


@command.command("create")
@click.option("--client", required=True, help="Name of the system: letters, figures and dashes.")
@click.option("--scope", "scopes", required=True, multiple=True, type=click.Choice(_SCOPES), help="What it may do.")
@click.option("--district", "districts", multiple=True, help="Six digits; every district when left out.")
@click.option("--item", "items", multiple=True, help="Id of an item; every item when left out.")
@days_option
@json_option
def create(
    *,
    client: str,
    scopes: tuple[str, ...],
    districts: tuple[str, ...],
    items: tuple[str, ...],
    days: int,
    as_json: bool,
) -> None:
    """Make a key."""
    from app.accounts.keys import KeyWanted
    from app.accounts.principal import Action

    wanted = KeyWanted(
        client=client,
        scopes=tuple(dict.fromkeys(map(Action, scopes))),
        districts=tuple(dict.fromkeys(districts)),
        items=tuple(dict.fromkeys(items)),
        days=days,
    )
    _told(*_keys().create(wanted, OPERATOR), as_json=as_json)


@command.command("list")
@json_option
def list_(*, as_json: bool) -> None:
    """Show every key, also those that are good no more."""
    _show(_keys().every(), as_json=as_json)


@command.command("expiring")
@click.option("--days", default=14, show_default=True, type=click.IntRange(1, 366), help="Within so many days.")
@json_option
def expiring(*, days: int, as_json: bool) -> None:
    """Show the keys that expire soon, the next one first."""
    _show(_keys().expiring(days), as_json=as_json)


@command.command("revoke")
@click.argument("key_id")
@json_option
def revoke(*, key_id: str, as_json: bool) -> None:
    """End a key; within five seconds no process lets it in any more."""
    _show([_keys().revoke(key_id, OPERATOR)], as_json=as_json)


@command.command("rotate")
@click.argument("key_id")
@days_option
@click.option("--overlap-days", default=7, show_default=True, type=int, help="Days that the old key goes on working.")
@json_option
def rotate(*, key_id: str, days: int, overlap_days: int, as_json: bool) -> None:
    """Make a new key in place of this one."""
    _told(*_keys().rotate(key_id, days=days, overlap_days=overlap_days, by=OPERATOR), as_json=as_json)


def _keys() -> Keys:
    from app.accounts.keys import Keys
    from app.clock import SystemClock
    from app.main import build_engine
    from app.settings import Settings
    from approval_rules.item_files import load_items

    return Keys(engine=build_engine(Settings()), clock=SystemClock(), known_items=load_items())


def _told(key: ApiKey, secret: str, *, as_json: bool) -> None:
    """The key, and what the system sends, which is shown this once."""
    emit({"key": _to_json(key), "secret": secret}, as_json=as_json, say=lambda: _say([key]))
    if not as_json:
        progress("to be sent as 'Authorization: Bearer …', and not shown again:")
        click.echo(secret)


def _show(found: list[ApiKey], *, as_json: bool) -> None:
    emit([_to_json(key) for key in found], as_json=as_json, say=lambda: _say(found))


def _say(found: list[ApiKey]) -> None:
    for key in found:
        state = f"revoked {key.revoked_at:%Y-%m-%d}" if key.revoked_at else f"until {key.expires_at:%Y-%m-%d}"
        places = " ".join((*key.districts, *key.items)) or "everywhere"
        scopes = ",".join(key.scopes)
        click.echo(f"{key.key_id}  {key.client}  {scopes}  {places}  {state}  used {key.used_on or 'never'}")


def _to_json(key: ApiKey) -> dict[str, object]:
    from app.accounts.admin.views import KeyView

    return KeyView.of(key).model_dump(mode="json")
