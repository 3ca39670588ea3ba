"""What the commands of an installation say of it."""

from __future__ import annotations

import http.client
import json
import subprocess
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from eval.serving.service import HOST, ZHIBAN, Place, ServiceFailed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eval.serving.databases import Database
    from eval.serving.service import Server


SETTINGS: Final = {
    "ZHIBAN_REQUESTS_PER_MINUTE": "10000000",
    "ZHIBAN_ADDRESS_REQUESTS_PER_MINUTE": "10000000",
    "ZHIBAN_WEBHOOK_NETWORKS": "127.0.0.0/8",
    "ZHIBAN_WEBHOOK_HTTP": "true",
}
"""All requests come from one system, and webhooks go to this machine."""


def place_of(where: Database) -> Place:
    return Place(home=where.home, database_url=where.url, settings=SETTINGS)


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


def subscribe(server: Server, authorization: str, url: str) -> tuple[str, str]:
    """The id of a new subscription to every event, and its secret."""
    connection = http.client.HTTPConnection(HOST, server.port, timeout=30)
    headers = {"content-type": "application/json", "authorization": authorization}
    connection.request("POST", "/api/v1/webhooks", json.dumps({"url": url}), headers)
    response = connection.getresponse()
    content = json.loads(response.read())
    connection.close()
    if response.status != HTTPStatus.CREATED:
        raise ServiceFailed(f"no subscription: {response.status} {str(content)[:300]}")
    return str(content["subscription_id"]), str(content["secret"])
