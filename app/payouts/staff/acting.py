"""What staff do with the buttons of a round's page: the fields of a plain form, read and acted on."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, Final, assert_never

from app.payouts import filing, objecting, publishing
from app.payouts.errors import BadPayoutForm
from app.payouts.filing import Returned
from app.payouts.given import (
    AmountGiven,
    DiscardGiven,
    EntryRulingGiven,
    PublicationGiven,
    SettlementGiven,
    read_form,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.accounts.principal import Principal
    from app.flows.office import Office
    from app.payouts.publishing import Shelf

_RETURNED: Final = re.compile(r"(?P<number>[0-9]{1,8})[\s,，:：、]+(?P<reason>.{1,500})")


class RoundAct(StrEnum):
    """A button of a round's page, as its form's address names it."""

    PUBLISH = "publish"
    DISCARD = "discard"
    SETTLE = "settle"
    RULE = "rule"
    STATE_AMOUNT = "state-amount"
    MAKE_FILE = "make-file"
    CLOSE_FILE = "close-file"


def act(
    office: Office, shelf: Shelf, who: Principal, round_id: str, done: RoundAct, fields: Mapping[str, str], /
) -> None:
    """Do what the button says, as the API would.

    Raises:
        BadPayoutForm: a field is missing.
        AppError: as the functions of this folder raise; nothing is changed.
    """
    match done:
        case RoundAct.PUBLISH:
            publishing.publish(office, shelf, who, round_id, read_form(PublicationGiven, fields).read())
        case RoundAct.DISCARD:
            publishing.discard(office, who, round_id, read_form(DiscardGiven, fields).reason)
        case RoundAct.SETTLE:
            _settle(office, who, round_id, fields)
        case RoundAct.RULE:
            ruled = read_form(EntryRulingGiven, fields)
            objecting.rule(
                office.engine,
                office.clock,
                who,
                round_id,
                number=_whole(fields, "number"),
                ruling=ruled.ruling,
                reason=ruled.reason,
            )
        case RoundAct.STATE_AMOUNT:
            stated, number = read_form(AmountGiven, fields), _whole(fields, "number")
            filing.state_amount(
                office, who, round_id, number=number, amount_cny=stated.amount_cny, reason=stated.reason
            )
        case RoundAct.MAKE_FILE:
            filing.make_file(office, who, round_id)
        case RoundAct.CLOSE_FILE:
            filing.close_file(office, who, round_id, _whole(fields, "file_no"), _returned(fields.get("returned", "")))
        case _:
            assert_never(done)


def _settle(office: Office, who: Principal, round_id: str, fields: Mapping[str, str]) -> None:
    given = read_form(SettlementGiven, fields)
    objection_no = fields.get("objection_no", "")[:40]
    objecting.settle(
        office.engine, office.clock, who, round_id, objection_no, is_upheld=given.is_upheld, reason=given.reason
    )


def _whole(fields: Mapping[str, str], name: str) -> int:
    text = fields.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) <= len("10000000")):
        raise BadPayoutForm(f"{name}: give a number")
    return int(text)


def _returned(text: str) -> list[Returned]:
    """A line each: the number of the entry, and why its money came back."""
    found = []
    for line in (line.strip() for line in text.splitlines() if line.strip()):
        parts = _RETURNED.fullmatch(line)
        if parts is None:
            raise BadPayoutForm(f"'{line[:60]}': write the number of the entry and the reason, such as 3 账户已销户")
        found.append(Returned(number=int(parts["number"]), reason=parts["reason"]))
    return found
