"""Notes in the log what the service runs with whenever that changed: its settings, and the items with their rules."""

from __future__ import annotations

import hashlib
import socket
from typing import TYPE_CHECKING, Final

from pydantic import SecretStr
from sqlalchemy import select

from app.audit import service
from app.db.engine import transaction
from app.db.tables import audit_entry
from approval_rules.canonical import canonical_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Engine

    from app.clock import Clock
    from app.settings import Settings
    from approval_rules.items import Item

CONFIGURED: Final = "configuration_changed"
_GIVEN: Final = "given"


def note_configuration(engine: Engine, clock: Clock, settings: Settings, items: Mapping[str, Item]) -> int | None:
    """Write an entry when settings or items are not as they were when this machine last started; None otherwise."""
    content = {
        "settings_sha256": _sha256(settings_in_effect(settings)),
        "items_sha256": _sha256(item_versions(items)),
        "automation": {version.id: version.automation.value for item in items.values() for version in item.versions},
    }
    text, subject = canonical_json(content).decode(), f"configuration:{socket.gethostname()}"[:120]
    before = (
        select(audit_entry.c.content)
        .where(audit_entry.c.event == CONFIGURED, audit_entry.c.subject == subject)
        .order_by(audit_entry.c.number.desc())
        .limit(1)
    )
    with transaction(engine) as connection:
        service.hold(connection)
        if connection.execute(before).scalar() == text:
            return None
        return service.append(
            connection, at=clock.now(), actor="operator", event=CONFIGURED, subject=subject, content=content
        )


def settings_in_effect(settings: Settings) -> dict[str, object]:
    """Every setting by name; of a secret only whether it is set, and of the database no password."""
    values = {name: getattr(settings, name) for name in type(settings).model_fields}
    plain: dict[str, object] = {name: _plain(value) for name, value in values.items()}
    if settings.database_url:
        from sqlalchemy.engine import make_url

        plain["database_url"] = make_url(settings.database_url).render_as_string(hide_password=True)
    return plain


def item_versions(items: Mapping[str, Item]) -> dict[str, list[str]]:
    """Of each item its versions, each as the hash of everything in it."""
    return {
        name: [hashlib.sha256(version.canonical).hexdigest() for version in item.versions]
        for name, item in sorted(items.items())
    }


def _plain(value: object) -> object:
    match value:
        case SecretStr():
            return _GIVEN if value.get_secret_value() else ""
        case None | bool() | int() | str():
            return value
        case _:
            return str(value)


def _sha256(content: object) -> str:
    return hashlib.sha256(canonical_json(content)).hexdigest()
