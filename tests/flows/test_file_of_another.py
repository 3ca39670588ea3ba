"""A file that stands in another applicant's case: a person looks, and a pre-check tells nobody of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.flows.approve import approve
from approval_rules.items import Outcome
from approval_rules.verdict import Reason
from tests.office import (
    COMPANY,
    LICENCE,
    ON,
    OTHER,
    PreparedReadings,
    application,
    form_of,
    licence_of,
    open_office,
    submitted,
    uploads,
)

if TYPE_CHECKING:
    from pathlib import Path

    from app.flows.approve import Decided
    from app.flows.office import Office
    from app.intake.application import Application


def _both_known(home: Path) -> tuple[Office, Application]:
    """An office that knows another company too, whose licence reads as its own from the very same bytes."""
    office = open_office(home)
    return office, application(form=form_of(OTHER))


def _read_as(office: Office, company: object) -> None:
    assert isinstance(office.extractor, PreparedReadings)
    office.extractor.knows(LICENCE, "business_license", licence_of(OTHER if company is OTHER else COMPANY))


def _reasons(decided: Decided) -> set[Reason]:
    return set(decided.verdict.reasons)


def test_the_second_applicant_is_handed_to_a_person_with_that_reason(tmp_path: Path) -> None:
    office, others = _both_known(tmp_path)
    submitted(office)
    _read_as(office, OTHER)

    decided = submitted(office, others)

    assert decided.verdict.outcome is not Outcome.APPROVE
    assert Reason.FILE_ELSEWHERE in _reasons(decided)


def test_a_pre_check_does_not_tell_that_somebody_filed_a_file(tmp_path: Path) -> None:
    office, others = _both_known(tmp_path)
    submitted(office)
    _read_as(office, OTHER)

    told = approve(office, others, uploads(), ON, store=False)

    assert Reason.FILE_ELSEWHERE not in _reasons(told)


def test_an_applicant_may_file_a_file_of_their_own_again(tmp_path: Path) -> None:
    office, _ = _both_known(tmp_path)
    submitted(office)

    again = submitted(office)

    assert again.verdict.outcome is Outcome.APPROVE
