"""A case as its applicant follows it: the list of one's own, each state, correction, notice, verification, rating."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from app.accounts.principal import Principal, Role
from app.cases.accepting import accept, not_accept
from app.cases.correcting import Notice, request_correction
from app.cases.deferring import accept_with_deferral
from app.cases.genuine import mark_of
from app.cases.grounds import Grounds
from app.cases.rating import GivenRating, Grade, RatingReason, rate
from app.cases.reviewing import Opinion, Ruling, review, rule
from app.cases.service import find, request_review
from app.cases.suspending import suspend
from app.flows.approve import approve
from tests.accounts_for_tests import new_account
from tests.casework import APPROVER, CORPUS, LICENSING, REVIEWER, casework
from tests.office import COMPANY, application, form_of, uploads
from tests.tour import Room, Stop
from tests.website import build_site

if TYPE_CHECKING:
    from pathlib import Path

    from app.flows.office import Office
    from app.intake.application import Application

DAY = date(2026, 3, 2)
POINTS = (
    "申请表上的法定代表人与营业执照不一致，请改成营业执照上的姓名",
    "营业执照照片右下角反光，登记机关的印章看不清，请重新拍摄或者上传扫描件",
)
REFUSED = Grounds(
    reason="现场核查发现，申请的经营场所与居民住宅相连，没有独立的食品贮存区域，不符合要求。",
    basis=(f"{LICENSING}#art-38",),
)


class Cases:
    """Makes cases of one applicant, each in the state that a page is about."""

    def __init__(self, office: Office, owner: str) -> None:
        self.office, self.owner = office, owner
        self.at = (office.engine, office.clock)

    def filed(self, given: Application) -> str:
        case_no = approve(self.office, given, uploads(), DAY, store=True, owner=self.owner).case_no
        assert case_no is not None
        return case_no

    def waiting(self) -> str:
        return self.filed(application(ask=True))

    def to_correct(self) -> str:
        case_no = self.filed(application(form=form_of(COMPANY) | {"legal_representative": "王别人"}))
        request_correction(*self.at, REVIEWER, case_no, Notice(points=POINTS, due_on=date(2026, 3, 20)))
        return case_no

    def accepted(self) -> str:
        case_no = self.waiting()
        accept(*self.at, REVIEWER, case_no)
        return case_no

    def deferred(self) -> str:
        case_no = self.waiting()
        accept_with_deferral(*self.at, REVIEWER, case_no, ("premises_plan",))
        return case_no

    def reviewed(self, opinion: Opinion) -> str:
        case_no = self.accepted()
        grounds = REFUSED if opinion is Opinion.REFUSE else Grounds(reason="材料齐全，符合条件")
        review(*self.at, REVIEWER, case_no, opinion, grounds, known=CORPUS | set(REFUSED.basis))
        return case_no

    def ruled(self, ruling: Ruling) -> str:
        case_no = self.reviewed(Opinion.REFUSE if ruling is Ruling.REFUSE else Opinion.GRANT)
        rule(*self.at, APPROVER, case_no, ruling)
        return case_no

    def not_accepted(self) -> str:
        case_no = self.waiting()
        not_accept(
            *self.at, REVIEWER, case_no, Grounds(reason="不属于本机关职权范围", basis=(f"{LICENSING}#art-32",)),
            {f"{LICENSING}#art-32"},
        )  # fmt: skip
        return case_no

    def suspended(self) -> str:
        case_no = self.accepted()
        suspend(*self.at, REVIEWER, case_no, "等待现场核查的结果")
        return case_no


def furnished(home: Path) -> Room:
    office, _ = casework(home, DAY)
    site = build_site(home, office=office)
    person, newcomer = new_account(office, Role.APPLICANT), new_account(office, Role.APPLICANT)
    made = Cases(office, Principal(id=f"applicant:{person}", name="", grants=()).id)
    granted = made.filed(application())
    waiting, correct = made.waiting(), made.to_correct()
    accepted, deferred, reviewed = made.accepted(), made.deferred(), made.reviewed(Opinion.GRANT)
    by_people, refused = made.ruled(Ruling.GRANT), made.ruled(Ruling.REFUSE)
    not_accepted, suspended, looked_at = made.not_accepted(), made.suspended(), made.filed(application())
    request_review(*made.at, looked_at, made.owner)
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
