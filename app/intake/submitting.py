"""Submits an application once, however often it is sent under one key."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy.exc import IntegrityError

from app.accounts.errors import NotPermitted
from app.accounts.principal import Action
from app.cases import service as cases
from app.clock import today
from app.errors import NotDecidedYet
from app.flows.approve import approve, receive
from app.intake import submission_keys
from app.intake.submission_keys import SubmissionKey
from app.intake.views import DecisionView, decision_view, stored_decision_view

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.accounts.principal import Principal
    from app.cases.filed import Also
    from app.db.writes import Writes
    from app.flows.office import Office
    from app.intake.application import Application, Upload


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """`key` is empty when none was sent; `sent` are the files that came with it, `uploads` all that it names."""

    who: Principal
    application: Application
    sent: Mapping[str, Upload]
    uploads: Mapping[str, Upload]
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitted:
    """`decision` is None while the documents are still to be read; `is_replay`: it was submitted before."""

    case_no: str
    decision: DecisionView | None
    is_replay: bool = False


def check_permitted(who: Principal, application: Application) -> None:
    """Raises NotPermitted to whom no grant lets submit this item."""
    if not any(who.may(Action.SUBMIT, grant.district, application.item) for grant in who.grants):
        raise NotPermitted(f"you are not permitted to submit '{application.item}'; an administrator can grant it")


def submitted_before(
    office: Office, who: Principal, application: Application, sent: Mapping[str, Upload], key: str
) -> Submitted | None:
    """What the same key and content led to before; None when they are new.

    Raises:
        IdempotencyKeyReused: the key stands for other content.
    """
    return _before(office, _submission_key(who, application, sent, key)) if key else None


def submit(office: Office, one: Submission, *, later: bool) -> Submitted:
    """Decide it and write its case; with a key that is in use at this very moment, give what the other one led to.

    Args:
        later: only take it in; its documents are read by a worker.

    Raises:
        UnknownItem, NotInForce, BadApplication, BadUpload: nothing is decided or written.
        IdempotencyKeyReused: the key stands for other content.
    """
    key = _submission_key(one.who, one.application, one.sent, one.key) if one.key else None
    also = None if key is None else partial(_keep, key, office)
    try:
        return _submit(office, one, also, later=later)
    except IntegrityError:
        before = None if key is None else _before(office, key)
        if before is None:
            raise
        return before


def _submit(office: Office, one: Submission, also: Also | None, *, later: bool) -> Submitted:
    on, owner = today(office.clock), one.who.id
    if later:
        case_no = receive(office, one.application, one.uploads, on, owner=owner, also=also)
        return Submitted(case_no=case_no, decision=None)
    decided = approve(office, one.application, one.uploads, on, store=True, owner=owner, also=also)
    view = decision_view(decided)
    return Submitted(case_no=str(decided.case_no), decision=view)


def _before(office: Office, key: SubmissionKey) -> Submitted | None:
    case_no = submission_keys.case_of(office.engine, key, office.clock.now())
    if case_no is None:
        return None
    try:
        found = cases.find(office.engine, case_no)
    except NotDecidedYet:
        return Submitted(case_no=case_no, decision=None, is_replay=True)
    version = cases.stands(office.engine, case_no).item_version
    return Submitted(case_no=case_no, decision=stored_decision_view(found, version), is_replay=True)


def _submission_key(who: Principal, application: Application, sent: Mapping[str, Upload], key: str) -> SubmissionKey:
    return SubmissionKey(owner=who.id, key=key, content_sha256=submission_keys.content_sha256(application, sent))


def _keep(key: SubmissionKey, office: Office, writes: Writes, case_no: str) -> None:
    submission_keys.keep(writes, key, case_no, office.clock.now())
