"""Cases of one applicant, each in the state that a page is about."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from app.cases.accepting import accept, not_accept
from app.cases.correcting import Notice, request_correction
from app.cases.deferring import accept_with_deferral
from app.cases.grounds import Grounds
from app.cases.reviewing import Opinion, Ruling, review, rule
from app.cases.suspending import suspend
from app.flows.approve import approve
from tests.casework import APPROVER, CORPUS, LICENSING, REVIEWER
from tests.office import COMPANY, application, form_of, uploads

if TYPE_CHECKING:
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

    def to_correct(self, points: tuple[str, ...] = POINTS) -> str:
        case_no = self.filed(application(form=form_of(COMPANY) | {"legal_representative": "王别人"}))
        request_correction(*self.at, REVIEWER, case_no, Notice(points=points, due_on=date(2026, 3, 20)))
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
