"""The words of a reply about a company's own schemes. None of them states a rule, and none decides."""

from __future__ import annotations

from typing import Final

from app.assistant.sessions.stating import NotSaid
from approval_rules.language_words import Both, Language
from approval_rules.schemes import MatchStatus

NOTICE: Final = Both(
    "以上由系统按您说的情况自动匹配，不是审批决定，也不作为兑现依据；以政策原文和主管部门的审查为准。"
    "您说的情况只在这次对话里用，删除对话时一并删除。您可以随时要求人工服务。",
    "Matched automatically from what you said. This is no decision, and nothing is paid on it; "
    "the texts and the office in charge alone count. What you said is used in this conversation only, and is erased "
    "with it. You can ask for a person at any time. 您可以随时要求人工服务。",
)
NOTHING_KNOWN: Final = Both(
    "还不知道贵单位的情况。先问几个问题，就能说出哪些政策可能符合。",
    "Nothing is known of your company yet. A few questions will tell which schemes may fit it.",
)
LEAD: Final = Both(
    "按目前知道的情况，在{0}有效的{1}项惠企政策中：",
    "By what is known now, of the {1} schemes in force on {0}:",
)
FITTING: Final = {
    MatchStatus.ELIGIBLE: Both("符合：{}。", "Eligible: {}."),
    MatchStatus.POSSIBLE: Both(
        "可能符合（条件只知道一部分）：{}。", "Possible (only part of the conditions is known): {}."
    ),
}
AMOUNT: Final = Both("（算出{}）", " ({} by the table)")
MORE: Final = Both("等，另有{}项", ", and {} more")
REST: Final = Both("缺少信息、不能确定：{0}项；不符合：{1}项。", "Not known yet: {0}; not eligible: {1}.")
STAKE: Final = Both("（关系到最高{}）", " (up to {} depends on it)")
HOW_TO_ANSWER: Final = Both(
    "不知道的，回答“不知道”；想问别的，直接问。", "Answer “skip” if you do not know. Ask anything else at any time."
)
NO_QUESTION: Final = Both("没有要再问的了。", "There is nothing more to ask.")
NOTED: Final = Both("记下了：{0}：{1}（您自己说的）。", "Noted: {0}: {1} (as you said).")
SKIPPED: Final = {
    NotSaid.DOES_NOT_KNOW: Both("好的，先不问{}。", "All right, {} is left out."),
    NotSaid.NOT_READ: Both("还是没有读懂，先不问{}。", "That could not be read either; {} is left out."),
}
NOT_READ: Final = Both("没有读懂您的回答，请再答一次。", "Your answer could not be read. Please answer once more.")
YES_NO: Final = {Language.ZH: ("是", "否"), Language.EN: ("yes", "no")}
DOES_NOT_KNOW: Final = Both("不知道", "skip")
