"""What speaks against a change of a switch; nothing is changed when one is raised."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from app.errors import AppError, BadInput
from approval_rules.errors import NotInForce, RulesError

if TYPE_CHECKING:
    from datetime import date


class BadSwitch(BadInput):
    """A change needs a position, and a reason of at least a few words. Write why."""

    code = "bad_switch"


class BeyondData(AppError):
    """The item's own data does not let the machine do as much. Change the data, and prove it, first."""

    code = "switch_beyond_data"
    status = HTTPStatus.CONFLICT


class SwitchUnchanged(AppError):
    """The switch stands there already."""

    code = "switch_unchanged"
    status = HTTPStatus.CONFLICT


class SwitchMoved(AppError):
    """Somebody changed the switch meanwhile, or what was to be confirmed waits no more. Look again."""

    code = "switch_moved"
    status = HTTPStatus.CONFLICT


class NeedsAnother(AppError):
    """Whoever asked for it can't be the one who confirms it."""

    code = "switch_needs_another"
    status = HTTPStatus.CONFLICT


class SwitchedOff(NotInForce):
    """Staff take no new applications for the item now; pre-checks and corrections go on."""

    code = "switched_off"

    def __init__(self, item_id: str, since: date | None) -> None:
        RulesError.__init__(self, f"no new applications are taken for '{item_id}' since {since}; ask the office")
        self.item_id, self.since = item_id, since
