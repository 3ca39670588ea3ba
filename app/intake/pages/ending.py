"""The last steps of an application: the pre-check, the answers to look over, and sending it in once."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from app.clock import today
from app.errors import AppError
from app.flows.approve import approve
from app.intake.drafts import submission_key_of
from app.intake.errors import IdempotencyKeyReused
from app.intake.submission_keys import case_sent_with
from app.intake.submitting import Submission, check_permitted, submit

if TYPE_CHECKING:
    from starlette.datastructures import FormData

    from approval_rules.verdict import Check

from app.intake.pages.sent import told_of_pre_check
from app.intake.pages.walk import LATER, Done, Problem, Walk, missing, place_of, said, unfit


def pre_check(walk: Walk) -> Done:
    wanted = missing(walk)
    content: dict[str, Any] = {
        "wanted": wanted, "unfit": unfit(walk), "decided": None, "explanation": None, "mends": {}, "problems": ()
    }  # fmt: skip
    if wanted:
        return Done(template="apply_pre_check.html", content=content)
    office, application = walk.served.office, walk.draft.as_application()
    try:
        check_permitted(walk.asking, application)
        decided = approve(
            office, application, walk.drafts.uploads(walk.draft), today(office.clock), store=False, owner=walk.asking.id
        )
    except AppError as error:
        content["problems"] = (Problem(said=said(walk, error)),)
        return Done(template="apply_pre_check.html", content=content)
    content |= {
        "decided": decided,
        "explanation": told_of_pre_check(walk.served, decided),
        "mends": {one.rule: _mends(walk, one) for one in decided.verdict.checks if one.reason is not None},
    }
    return Done(template="apply_pre_check.html", content=content)


def _mends(walk: Walk, check: Check) -> list[tuple[str, str]]:
    """What the applicant may look at again where a check does not hold: a title, and the place of each."""
    uploads = [
        (walk.titled(one.material), one.name)
        for one in walk.journey.steps
        if one.material is not None and check.rule == f"material.{one.material.id}"
    ]
    read = {name.partition("@")[0] for name, _ in check.facts}
    fields = [one for one in walk.form.fields if one.record in read]
    return uploads + [(walk.label(one), place_of(walk, one.name)) for one in fields]


def answers(walk: Walk, problems: tuple[Problem, ...] = ()) -> Done:
    rows = [
        (walk.label(one), walk.draft.form.get(one.name, ""), walk.journey.asking(one.name).name, one)
        for one in walk.form.fields
    ]
    materials = [one for one in walk.journey.steps if one.material is not None]
    content = {
        "rows": rows, "materials": materials, "problems": problems, "wanted": missing(walk), "unfit": unfit(walk)
    }  # fmt: skip
    status = HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK
    return Done(template="apply_answers.html", content=content, status=status)


def send_in(walk: Walk, sent: FormData) -> Done:
    office = walk.served.office
    key = submission_key_of(walk.draft)
    before = case_sent_with(office.engine, walk.asking.id, key)
    if before is not None:
        walk.drafts.discard(walk.draft)
        return Done(case_no=before)
    draft = replace(walk.draft, asks_for_person=sent.get("ask_for_person") == "yes")
    walk = replace(walk, draft=draft)
    walk.drafts.save(draft)
    if sent.get("action") == LATER:
        return Done(leads_to="saved")
    problems = [*missing(walk), *([] if draft.asks_for_person else unfit(walk))]
    if problems:
        return answers(walk, tuple(problems))
    application = draft.as_application()
    try:
        check_permitted(walk.asking, application)
        uploads = walk.drafts.uploads(draft)
        one = Submission(who=walk.asking, application=application, sent=uploads, uploads=uploads, key=key)
        submitted = submit(office, one, later=False)
    except IdempotencyKeyReused:
        return Done(case_no=case_sent_with(office.engine, walk.asking.id, key) or "")
    except AppError as error:
        return answers(walk, (Problem(said=said(walk, error)),))
    walk.drafts.discard(draft)
    return Done(case_no=submitted.case_no)
