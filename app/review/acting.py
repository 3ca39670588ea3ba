"""What staff do with the buttons of a case's page: the fields of a plain form, read and acted on."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Protocol, TypeVar, assert_never

from pydantic import BaseModel, ValidationError

from app.cases import accepting, assigning, committing, correcting, deferring, ending, reviewing, suspending
from app.review.errors import BadForm
from app.review.views import (
    CheckGiven,
    CommitmentGiven,
    DeferralGiven,
    GroundsGiven,
    NoteGiven,
    NoticeGiven,
    ReasonGiven,
    ReviewGiven,
    RulingGiven,
)

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence

    from sqlalchemy import Engine

    from app.accounts.principal import Principal
    from app.clock import Clock

Given = TypeVar("Given", bound=BaseModel)


class StaffAct(StrEnum):
    """A button of a case's page, as its form's address names it."""

    TAKE = "take"
    RELEASE = "release"
    ACCEPT = "accept"
    ACCEPT_WITH_DEFERRAL = "accept-with-deferral"
    NOT_ACCEPT = "not-accept"
    REQUEST_CORRECTION = "request-correction"
    REVIEW = "review"
    RULE = "rule"
    SUSPEND = "suspend"
    RESUME = "resume"
    RETURN = "return"
    CLOSE = "close"
    FILE_DEFERRED = "file-deferred"
    CHECK_COMMITMENT = "check-commitment"


class Office(Protocol):
    """What acting needs of the office."""

    @property
    def engine(self) -> Engine: ...

    @property
    def clock(self) -> Clock: ...


class SentForm:
    """The fields of a form as typed; one left empty counts as not given."""

    def __init__(self, fields: Mapping[str, Sequence[str]]) -> None:
        self._fields = {name: [one for one in values if one.strip()] for name, values in fields.items()}

    def one(self, name: str) -> str | None:
        return next(iter(self._fields.get(name, ())), None)

    def every(self, name: str) -> list[str]:
        return list(self._fields.get(name, ()))

    def lines(self, name: str) -> list[str]:
        """Of a field of several lines, those that are not empty."""
        return [line.strip() for line in (self.one(name) or "").splitlines() if line.strip()]

    def read(self, model: type[Given], **more: object) -> Given:
        """The fields that the model has, with `more`.

        Raises:
            BadForm: with each field that is missing or can't be read.
        """
        named = {name: self.one(name) for name in model.model_fields if self.one(name) is not None}
        try:
            return model.model_validate({**named, **more})
        except ValidationError as error:
            raise BadForm(*(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())) from error


def act(  # noqa: C901, PLR0912  one case a button
    office: Office, who: Principal, case_no: str, done: StaffAct, sent: SentForm, *, known: Container[str]
) -> None:
    """Do what the button says, as the API would.

    Args:
        known: the clauses of the corpus.

    Raises:
        BadForm: a field is missing.
        AppError: as the functions of `app.cases` raise; nothing is changed.
    """
    at = (office.engine, office.clock, who, case_no)
    match done:
        case StaffAct.TAKE:
            assigning.take(*at)
        case StaffAct.RELEASE:
            assigning.release(*at)
        case StaffAct.ACCEPT:
            accepting.accept(*at, _commitments(sent))
        case StaffAct.ACCEPT_WITH_DEFERRAL:
            deferred = sent.read(DeferralGiven, materials=sent.every("materials"), commitments=[])
            deferring.accept_with_deferral(*at, tuple(deferred.materials), _commitments(sent))
        case StaffAct.NOT_ACCEPT:
            accepting.not_accept(*at, sent.read(GroundsGiven, basis=sent.lines("basis")).read(), known)
        case StaffAct.REQUEST_CORRECTION:
            notice = sent.read(NoticeGiven, points=sent.lines("points"), is_late=sent.one("is_late") == "yes")
            correcting.request_correction(*at, notice.read())
        case StaffAct.REVIEW:
            given = sent.read(ReviewGiven, basis=sent.lines("basis"))
            reviewing.review(*at, given.opinion, given.read(), known=known)
        case StaffAct.RULE:
            ruling = sent.read(RulingGiven)
            reviewing.rule(*at, ruling.ruling, ruling.reason)
        case StaffAct.SUSPEND:
            suspending.suspend(*at, sent.read(ReasonGiven).reason)
        case StaffAct.RESUME:
            suspending.resume(*at)
        case StaffAct.RETURN:
            ending.return_case(*at, sent.read(ReasonGiven).reason)
        case StaffAct.CLOSE:
            ending.close(*at, sent.read(NoteGiven).note)
        case StaffAct.FILE_DEFERRED:
            deferring.file_deferred(*at, sent.one("material") or "")
        case StaffAct.CHECK_COMMITMENT:
            committing.check_commitment(*at, sent.one("material") or "", sent.read(CheckGiven).result)
        case _:
            assert_never(done)


def _commitments(sent: SentForm) -> tuple[committing.Commitment, ...]:
    """The one that a page has fields for; none when nothing was written there."""
    return (sent.read(CommitmentGiven).read(),) if sent.one("commitment") else ()
