"""A case as its applicant follows it: the list of one's own, each state, correction, notice, verification, rating."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.accounts.principal import Role
from app.cases.genuine import mark_of
from app.cases.rating import GivenRating, Grade, RatingReason, rate
from app.cases.reviewing import Opinion, Ruling
from app.cases.service import find, request_review
from app.intake.drafts import Drafts
from tests.accounts_for_tests import new_account
from tests.applicants_cases import DAY, Cases
from tests.casework import casework
from tests.office import FOOD, application
from tests.tour import Room, Stop
from tests.website import build_site

if TYPE_CHECKING:
    from pathlib import Path


def furnished(home: Path) -> Room:
    office, _ = casework(home, DAY)
    site = build_site(home, office=office)
    person, newcomer = new_account(office, Role.APPLICANT), new_account(office, Role.APPLICANT)
    made = Cases(office, f"applicant:{person}")
    granted = made.filed(application())
    waiting, correct = made.waiting(), made.to_correct()
    accepted, deferred, reviewed = made.accepted(), made.deferred(), made.reviewed(Opinion.GRANT)
    by_people, refused = made.ruled(Ruling.GRANT), made.ruled(Ruling.REFUSE)
    not_accepted, suspended, looked_at = made.not_accepted(), made.suspended(), made.filed(application())
    request_review(*made.at, looked_at, made.owner)
    Drafts(engine=office.engine, clock=office.clock).begin(FOOD, made.owner)
    given = GivenRating(
        grade=Grade.SATISFIED, reasons=(RatingReason.FAST, RatingReason.CLEAR), comment="当天就办好了，谢谢。"
    )
    rate(*made.at, by_people, given, made.owner)
    mark = mark_of(find(office.engine, granted).dossier_sha256)

    def page(name: str, case_no: str, says: str, path: str = "") -> Stop:
        return Stop(name=name, path=f"/cases/{case_no}{path}", says=says, account=person)

    return Room(
        site=site,
        stops=(
            Stop(name="my-cases", path="/my/cases", says="需要您办理", account=person),
            Stop(name="my-cases-none", path="/my/cases", says="还没有提交过申请", account=newcomer),
            Stop(name="my-cases-nobody", path="/my/cases", says="凭办件编号查询"),
            Stop(name="my-cases-wrong", path="/my/cases?case=%E7%BC%96%E5%8F%B7", says="请填写办件编号", status=422),
            page("granted", granted, "已自动核准"),
            page("granted-looked-at", looked_at, "已转工作人员复核"),
            page("received", waiting, "等待工作人员办理"),
            page("correction-requested", correct, "去补正"),
            page("accepted", accepted, "正在审查"),
            page("deferred", deferred, "补交"),
            page("reviewed", reviewed, "等待核准"),
            page("suspended", suspended, "已中止"),
            page("granted-by-people", by_people, "工作人员已准予"),
            page("refused", refused, "不予许可"),
            page("not-accepted", not_accepted, "不予受理"),
            page("correction", correct, "需要补正的全部内容", "/correction"),
            page("correction-none", accepted, "没有需要补正的", "/correction"),
            page("notice", granted, "准予决定书", "/notice"),
            page("notice-refused", refused, "不予许可决定书", "/notice"),
            Stop(name="verify", path="/notices/verify", says="核验决定书"),
            Stop(name="verify-good", path=f"/notices/verify?case={granted}&mark={mark}", says="现在有效"),
            Stop(
                name="verify-bad", path=f"/notices/verify?case={granted}&mark={'0' * 16}", says="核对不上", status=404
            ),
            page("rating", granted, "您对这次服务满意吗", "/rating"),
            page("rated", by_people, "谢谢您的评价", "/rating"),
        ),
    )
