"""The words of a guide that are not in the item itself."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from approval_rules.items import ApplicantKind, Automation, Claim
from approval_rules.language_words import Both

if TYPE_CHECKING:
    from collections.abc import Mapping


class SectionName(StrEnum):
    """The parts of a guide, in their order."""

    APPLICANTS = "applicants"
    CONDITIONS = "conditions"
    MATERIALS = "materials"
    FORM = "form"
    REGISTERS = "registers"
    STEPS = "steps"
    LIMITS = "limits"
    AMOUNT = "amount"
    DECISION = "decision"
    UNCERTAIN = "uncertain"
    BASIS = "basis"
    ASK = "ask"


SECTIONS: Final[Mapping[SectionName, Both]] = {
    SectionName.APPLICANTS: Both("谁可以申请", "Who may apply"),
    SectionName.CONDITIONS: Both("办理条件", "Conditions"),
    SectionName.MATERIALS: Both("要交的材料", "What to hand in"),
    SectionName.FORM: Both("要填的表", "What to fill in"),
    SectionName.REGISTERS: Both(
        "由系统查询、不用您提交的信息", "What the office looks up itself, so that you need not bring it"
    ),
    SectionName.STEPS: Both("办理步骤", "Steps"),
    SectionName.LIMITS: Both("办理时限", "Time limits"),
    SectionName.AMOUNT: Both("金额", "Amount"),
    SectionName.DECISION: Both("怎么决定", "How it is decided"),
    SectionName.UNCERTAIN: Both("还不能确定的地方", "What is not known for certain"),
    SectionName.BASIS: Both("依据", "Legal basis"),
    SectionName.ASK: Both("请工作人员办理", "Asking for a person"),
}
APPLICANTS: Final[Mapping[ApplicantKind, Both]] = {
    ApplicantKind.ENTERPRISE: Both("企业", "enterprises"),
    ApplicantKind.PARTNERSHIP: Both("合伙企业、个人独资企业", "partnerships and sole proprietorships"),
    ApplicantKind.INDIVIDUAL_BUSINESS: Both("个体工商户", "individual businesses"),
    ApplicantKind.FARMER_COOPERATIVE: Both("农民专业合作社", "farmers' cooperatives"),
    ApplicantKind.SOCIAL_ORGANIZATION: Both("社会组织", "social organisations"),
    ApplicantKind.PERSON: Both("个人", "persons"),
}
CLAIMS: Final[Mapping[Claim, Both]] = {
    Claim.NO_APPLICATION: Both(
        "免申即享：不用提出申请，确认后就办理。", "No application is needed: it comes by itself and is confirmed."
    ),
    Claim.FAST: Both("快申快享：在原本就要办的申报里一并提出。", "It is claimed on a return that is filed anyway."),
    Claim.APPLY: Both("由申请人提出申请。", "It is applied for."),
}
AUTOMATION: Final[Mapping[Automation, Both]] = {
    Automation.UNATTENDED: Both(
        "全部条件都符合，并且每个关键事实都得到印证的，由系统自动核准，没有人参与；其余的连同理由交给工作人员。系统只能核准，不能拒绝。",
        "When every condition holds and every decisive fact is confirmed, the system approves it without a person;"
        " everything else goes to a member of staff with its reasons. The system can only approve, never refuse.",
    ),
    Automation.ASSISTED: Both(
        "系统按这些条件审查并提出建议，由工作人员作出决定。",
        "The system checks these conditions and proposes; a member of staff decides.",
    ),
    Automation.OFF: Both("由工作人员审查并作出决定。", "A member of staff checks it and decides."),
}
LIMITS: Final[Mapping[str, Both]] = {
    "correction_notice": Both(
        "材料不齐或者不符合要求的，收件后{}个工作日内一次告诉您要补正的全部内容；逾期没有告诉的，从收件日起就是受理。",
        "Whatever has to be corrected is told at once and within {} of receipt; otherwise the application counts as"
        " accepted from the day of receipt.",
    ),
    "decision": Both(
        "受理后{}个工作日内作出决定（法定期限）。", "It is decided within {} of acceptance (the statutory limit)."
    ),
    "promised": Both(
        "受理后{}个工作日内作出决定（承诺期限）。", "It is decided within {} of acceptance (what the office promises)."
    ),
    "on_the_spot": Both("当场作出决定。", "It is decided on the spot."),
    "promised_on_the_spot": Both("承诺当场作出决定。", "The office promises to decide on the spot."),
    "extendable": Both("经机关负责人批准，可以再延长{}个工作日。", "The head of the office may extend it by {}."),
    "none": Both("没有查到时限的规定。", "No time limit was found."),
}
LIMIT_TITLES: Final[Mapping[str, Both]] = {
    "correction_notice": Both("一次性告知补正的时限", "the limit for telling corrections"),
    "decision": Both("作出决定的法定时限", "the statutory limit to decide"),
    "promised": Both("作出决定的承诺时限", "the promised limit to decide"),
}
MATERIALS: Final[Mapping[str, Both]] = {
    "always": Both("{}", "{}"),
    "when": Both("{}：{}时要交", "{}: when {}"),
    "never": Both("{}：不用交，登记信息里有", "{}: need not be handed in, a register has it"),
    "none": Both("不用交材料。", "Nothing has to be handed in."),
    "deferrable": Both(
        "{}（暂缺时工作人员可以先受理，受理后{}个工作日内补交）",
        "{} (staff may accept the application without it; then due within {} working days)",
    ),
    "commitment": Both(
        "{}（工作人员可以接受用书面承诺代替，之后核查）",
        "{} (staff may take a written commitment in its place, which is checked later)",
    ),
}
WORDS: Final[Mapping[str, Both]] = {
    "title": Both("{}：办事指南", "{}: guide for applicants"),
    "authority": Both("办理机关：{}。", "Office in charge: {}."),
    "in_force": Both("这份指南适用于{}收件的申请。", "This guide holds for applications received {}."),
    "from": Both("{}起", "from {} on"),
    "until": Both("{}至{}", "from {} to {}"),
    "form": Both("{}，填写：{}。", "{}, which asks for: {}."),
    "form_only": Both("{}。", "{}."),
    "application_form": Both("申请表", "Application form"),
    "register": Both("{}：{}", "{}: {}"),
    "rows": Both("{}：{}", "{}: {}"),
    "uncertain": Both("{}", "Said in Chinese only: {}"),
    "uncertain_of": Both("{}：{}", "On {}, said in Chinese only: {}"),
    "note": Both("{}", "note in Chinese: {}"),
    "not_certain": Both("（还不能确定：{}）", " (not known for certain; said in Chinese only: {})"),
    "basis": Both("（依据：{}）", " (basis: {})"),
    "basis_of": Both("审查条件", "for the conditions"),
    "evidence_of": Both("核对事实", "for checking the facts"),
    "ask_staff": Both(
        "这个事项由工作人员作出决定，您可以向他们要求说明理由。",
        "A member of staff decides, whom you can ask for the reasons.",
    ),
    "ask_before": Both(
        "您可以在提交时勾选“请由工作人员办理，不要自动办理”。",
        "You can tick the box that asks for a person when you hand it in.",
    ),
    "ask_after": Both(
        "自动作出决定后，您也可以在办件页面一步申请由工作人员复核，并要求说明理由。",
        "After an automatic decision you can ask for its reasons, and in one step on the page of the case for a review"
        " by a person.",
    ),
}
