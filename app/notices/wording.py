"""What a notice says, in Chinese and in English: made when it is shown, of what was stored when it was told."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Final

from app.notices.notice import Certificate, NoticeKind
from approval_rules.language_words import Language, yuan

if TYPE_CHECKING:
    from collections.abc import Mapping

KINDS: Final[Mapping[Language, Mapping[NoticeKind, str]]] = {
    Language.ZH: {
        NoticeKind.NEWLY_ELIGIBLE: "新符合的惠企政策",
        NoticeKind.NO_LONGER_ELIGIBLE: "不再符合的惠企政策",
        NoticeKind.NEW_SCHEME: "新发布的惠企政策",
        NoticeKind.WINDOW_CLOSING: "申报即将截止",
        NoticeKind.CERTIFICATE_EXPIRING: "证照即将到期",
        NoticeKind.ANNUAL_REPORT_DUE: "企业年报",
        NoticeKind.PAYOUT_OFFERED: "免申即享待确认",
        NoticeKind.OBJECTION_SETTLED: "公示异议有了结果",
        NoticeKind.PAYOUT_PAID: "资金已拨付",
    },
    Language.EN: {
        NoticeKind.NEWLY_ELIGIBLE: "A scheme that fits now",
        NoticeKind.NO_LONGER_ELIGIBLE: "A scheme that fits no longer",
        NoticeKind.NEW_SCHEME: "A new scheme",
        NoticeKind.WINDOW_CLOSING: "Claims close soon",
        NoticeKind.CERTIFICATE_EXPIRING: "A certificate runs out",
        NoticeKind.ANNUAL_REPORT_DUE: "Annual report",
        NoticeKind.PAYOUT_OFFERED: "A payout to confirm",
        NoticeKind.OBJECTION_SETTLED: "An objection was settled",
        NoticeKind.PAYOUT_PAID: "Paid out",
    },
}
CERTIFICATES: Final[Mapping[Language, Mapping[str, str]]] = {
    Language.ZH: {
        Certificate.BUSINESS_LICENCE: "营业执照",
        Certificate.FOOD_PERMIT: "食品经营许可证",
        Certificate.HIGH_TECH_CERTIFICATE: "高新技术企业证书",
    },
    Language.EN: {
        Certificate.BUSINESS_LICENCE: "business licence",
        Certificate.FOOD_PERMIT: "food business permit",
        Certificate.HIGH_TECH_CERTIFICATE: "high-tech enterprise certificate",
    },
}
_ZH: Final[Mapping[NoticeKind, str]] = {
    NoticeKind.NEWLY_ELIGIBLE: "按现有数据，贵企业{fits}“{title}”的条件{amount}{until}。",
    NoticeKind.NO_LONGER_ELIGIBLE: "按现有数据，贵企业不再符合“{title}”的条件。如果数据有误，请在企业页面核对。",
    NoticeKind.NEW_SCHEME: "“{title}”已经发布，按现有数据，贵企业{fits}条件{amount}{until}。",
    NoticeKind.WINDOW_CLOSING: "“{title}”的申报在 {due_on} 截止，贵企业{fits}条件{amount}。已经申报的请忽略。",
    NoticeKind.CERTIFICATE_EXPIRING: "登记信息显示，贵企业的{certificate}有效期至 {due_on}。已经换发的请忽略。",
    NoticeKind.ANNUAL_REPORT_DUE: (
        "{year} 年度的企业年报请最晚在 {due_on} 报送并公示，已经报送的请忽略。"
        "这一期限没有与法规原文核对，以登记机关的公告为准。"
    ),
    NoticeKind.PAYOUT_OFFERED: "“{title}”免申即享，贵企业在名单中{amount}。请最晚在 {due_on} 到企业页面确认。",
    NoticeKind.OBJECTION_SETTLED: "“{title}”公示中与贵企业有关的异议，处理结果是：{outcome}。",
    NoticeKind.PAYOUT_PAID: "“{title}”的资金已在 {paid_on} 拨付{amount}。",
}
_EN: Final[Mapping[NoticeKind, str]] = {
    NoticeKind.NEWLY_ELIGIBLE: "By what is on record your company {fits} for “{title}”{amount}{until}.",
    NoticeKind.NO_LONGER_ELIGIBLE: (
        "By what is on record your company no longer qualifies for “{title}”. If the records are wrong, see your"
        " company's page."
    ),
    NoticeKind.NEW_SCHEME: "“{title}” was published. By what is on record your company {fits} for it{amount}{until}.",
    NoticeKind.WINDOW_CLOSING: (
        "Claims for “{title}” close on {due_on}. Your company {fits} for it{amount}. Ignore this if you have claimed."
    ),
    NoticeKind.CERTIFICATE_EXPIRING: (
        "By the register your {certificate} is valid until {due_on}. Ignore this if it was renewed."
    ),
    NoticeKind.ANNUAL_REPORT_DUE: (
        "Please file the annual report on {year} by {due_on}; ignore this if you have. This date was not checked"
        " against the text of the regulation: what the registration authority announces counts."
    ),
    NoticeKind.PAYOUT_OFFERED: (
        "“{title}” is paid without an application, and your company is on the list{amount}. Please confirm on your"
        " company's page by {due_on}."
    ),
    NoticeKind.OBJECTION_SETTLED: "The objection that concerns your company in “{title}” was settled: {outcome}.",
    NoticeKind.PAYOUT_PAID: "“{title}” was paid on {paid_on}{amount}.",
}
_SENTENCES: Final = {Language.ZH: _ZH, Language.EN: _EN}
_FITS: Final = {
    Language.ZH: {"eligible": "符合", "possible": "可能符合"},
    Language.EN: {"eligible": "qualifies", "possible": "may qualify"},
}
_OUTCOMES: Final = {
    Language.ZH: {"upheld": "异议成立", "dismissed": "异议不成立"},
    Language.EN: {"upheld": "upheld", "dismissed": "dismissed"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One line each."""

    kind: str
    sentence: str


def said(kind: NoticeKind, content: Mapping[str, str], language: Language) -> Said:
    """What is missing in the content is left blank: an old notice is shown as well as it can be."""
    parts = {
        "title": _plain(content.get("title", "")),
        "year": content.get("year", ""),
        "due_on": content.get("due_on", ""),
        "paid_on": content.get("paid_on", ""),
        "fits": _FITS[language].get(content.get("status", ""), ""),
        "amount": _amount(content.get("amount_cny"), language),
        "until": _until(content.get("due_on"), language),
        "certificate": CERTIFICATES[language].get(content.get("certificate", ""), ""),
        "outcome": _OUTCOMES[language].get(content.get("outcome", ""), ""),
    }
    return Said(kind=KINDS[language][kind], sentence=_SENTENCES[language][kind].format_map(parts))


def _amount(amount_cny: str | None, language: Language) -> str:
    if amount_cny is None:
        return ""
    try:
        shown = yuan(Decimal(amount_cny), language)
    except InvalidOperation:
        return ""
    return f"，金额 {shown}" if language is Language.ZH else f" ({shown})"


def _until(due_on: str | None, language: Language) -> str:
    if not due_on:
        return ""
    return f"，申报最晚到 {due_on}" if language is Language.ZH else f", to be claimed by {due_on}"


def _plain(text: str) -> str:
    """On one line, with nothing in it that a terminal or a mail client acts on."""
    return "".join(char if char.isprintable() else " " for char in text)
