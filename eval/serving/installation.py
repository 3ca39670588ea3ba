"""What the commands of an installation say of it."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING, Any, Final

from eval.serving.service import ZHIBAN, Place, ServiceFailed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eval.serving.databases import Database


UNLIMITED: Final = {
    "ZHIBAN_REQUESTS_PER_MINUTE": "10000000",
    "ZHIBAN_ADDRESS_REQUESTS_PER_MINUTE": "10000000",
}
"""How often one may ask is not what is measured: all requests come from one system."""


def place_of(where: Database) -> Place:
    return Place(home=where.home, database_url=where.url, settings=UNLIMITED)


def api_key(place: Place, *scopes: str) -> str:
    """A key of a system as it stands in the header of a request."""
    options = [part for scope in scopes for part in ("--scope", scope)]
    made = _told(place, "keys", "create", "--client", "measured", *options)
    return f"Bearer {made['secret']}"


def audit_is_whole(place: Place) -> bool:
    """What `zhiban audit verify` says."""
    return bool(_told(place, "audit", "verify")["whole"])


def _told(place: Place, *command: str) -> Mapping[str, Any]:
    """The JSON document of a command that says yes or no."""
    done = subprocess.run(  # noqa: S603  our own command  # nosec B603
        [str(ZHIBAN), *command, "--json"], env=place.environment(), capture_output=True, text=True, check=False
    )
    if done.returncode > 1 or not done.stdout:
        raise ServiceFailed(f"`zhiban {' '.join(command)}`: {done.stderr.strip()[-300:]}")
    document: Mapping[str, Any] = json.loads(done.stdout)
    return document


def has_command(name: str) -> bool:
    from app.cli import COMMANDS

    return name in COMMANDS
