"""The fixed words of notices, on the page and on paper, and of the page that tells whether one is genuine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from approval_rules.language_words import Both

if TYPE_CHECKING:
    from collections.abc import Mapping

WORDS: Final[Mapping[str, Both]] = {
    "back_to_case": Both("返回办件", "Back to the case"),
    "as_pdf": Both("下载 PDF", "Download as PDF"),
    "number": Both("编号", "No."),
    "to": Both("{}：", "To {}:"),
    "examined": Both(
        "您于{}提出的“{}”申请，经审查，决定如下：",
        "Your application of {} for “{}” was examined. It is decided:",
    ),
    "amount": Both("金额", "Amount"),
    "reasons": Both("理由", "Reasons"),
    "basis": Both("依据", "Basis"),
    "remedies": Both("不服本决定怎么办", "If you disagree"),
    "remedies_said": Both(
        "对本决定不服的，可以自知道之日起六十日内申请行政复议，也可以自知道之日起六个月内提起行政诉讼。",
        "You may ask for administrative reconsideration within sixty days of learning of it, "
        "or bring an action within six months.",
    ),
    "automated": Both(
        "本决定由系统自动作出。您有权要求说明理由，也可以一步申请由工作人员复核。",
        "This decision was made automatically. You may ask for its reasons, "
        "and in one step for a review by a member of staff.",
    ),
    "by_people": Both(
        "本决定由一名工作人员审查、另一名工作人员核准作出。您有权要求说明理由。",
        "This decision was reviewed by one member of staff and approved by another. You may ask for its reasons.",
    ),
    "by_person": Both(
        "本决定由工作人员作出。您有权要求说明理由。",
        "This decision was made by a member of staff. You may ask for its reasons.",
    ),
    "fingerprint": Both("卷宗指纹（SHA-256）", "Dossier fingerprint (SHA-256)"),
    "scan": Both("扫码核验真伪", "Scan to verify"),
    "qr": Both("二维码：打开核验这份决定书的网页", "QR code: opens the page that verifies this notice"),
    "verify_link": Both("不方便扫码？打开核验页面", "Can’t scan? Open the verification page"),
    "page_of": Both("第 {} 页，共 {} 页", "Page {} of {}"),
    "print_hint": Both(
        "需要纸质的，可以直接打印本页，或者下载 PDF。", "For a copy on paper, print this page or download the PDF."
    ),
    "verify": Both("核验决定书", "Verify a notice"),
    "verify_lead": Both(
        "填写决定书上的编号，和卷宗指纹的前16位，就能知道它是不是真的、现在是否有效。",
        "Enter the number on the notice and the first 16 characters of its fingerprint "
        "to see whether it is genuine and in force.",
    ),
    "mark": Both("卷宗指纹的前16位", "First 16 characters of the fingerprint"),
    "mark_hint": Both(
        "在决定书最下面，由数字和字母 a 到 f 组成", "At the foot of the notice: digits and letters a to f"
    ),
    "case_hint": Both("例如 ZB20260302-0A1B2C3D4E", "For example ZB20260302-0A1B2C3D4E"),
    "check": Both("核验", "Verify"),
    "genuine": Both("这份决定书是真的，现在有效", "This notice is genuine and in force"),
    "not_in_force": Both("这份决定书是真的，但现在没有效力", "This notice is genuine but no longer in force"),
    "compare": Both(
        "请核对：纸上写的应当与下面一致。不一致的，请以这里为准，并联系办理机关。",
        "Compare: the paper should say the same as below. If it does not, rely on this page and tell the authority.",
    ),
    "wrong": Both("核对不上", "It does not match"),
    "wrong_said": Both(
        "没有编号和指纹都与此相符的决定书。请检查有没有抄错；没有抄错的，请不要相信这份决定书，并联系办理机关。",
        "There is no notice with this number and this fingerprint. Check what you typed. "
        "If it is right, do not rely on the notice, and tell the authority.",
    ),
    "item": Both("事项", "Item"),
    "result": Both("结果", "Result"),
    "decided_on": Both("作出日期", "Decided on"),
    "again": Both("再核验一份", "Verify another one"),
}
