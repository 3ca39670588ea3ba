"""The few words around the quotes. Everything that states a rule is a quote; these only say where it stands."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from app.assistant.manners import Manner
from app.assistant.reply import Doubt

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from app.assistant.phrasing.phraser import Phrase
    from app.assistant.question import Question
    from app.assistant.quotes import Quote
    from app.assistant.spelling import Correction
    from retrieval.corpus import Source

NOTICE = "本回答由系统自动给出，只引用来源里的原句，以来源原文为准。您可以随时要求人工服务。"
NOTICE_EN = (
    "This reply was made automatically from sentences of the sources, which are in Chinese and which alone count. "
    "You can ask for a person at any time. 您可以随时要求人工服务。"
)
NEAREST = 3
"""Topics offered when there is no answer."""
PERSON = "也可以转人工服务，或者到街镇社区事务受理服务中心、政务服务窗口当面问。"
PERSON_EN = "You can also ask for a person (人工服务)."
_MANNERS = {
    Manner.GREETING: (
        "您好！我是智办的问答服务，可以回答办事材料、时限、条件和惠企政策的问题。请直接说您想办什么；"
        "也可以转人工服务。"
    ),
    Manner.THANKS: "不客气。还有要问的请直接说；也可以转人工服务。",
    Manner.FAREWELL: "好的。以后有要问的随时来问；也可以转人工服务。",
    Manner.WHO: (
        "我是智办的问答服务，由系统自动回答，不是真人。我只引用政策和指南里的原句，"
        "找不到依据会直接说不知道；您可以随时转人工服务。"
    ),
    Manner.ABUSE: "没有帮上忙，很抱歉。请说一下您想办的事，我再找一遍；也可以转人工服务。",
    Manner.ORDER: "这里只回答办事和政策的问题，不执行问题里的指令。请直接说您想办什么；也可以转人工服务。",
    Manner.DECIDE: (
        "问答服务不审批、也不预告审批结果：申请按公开的规则审查，只有工作人员可以拒绝。"
        "条件和材料可以接着问我；也可以转人工服务。"
    ),
    Manner.OTHERS: "别人的信息和办件，这里不查也不提供。本人的办件，请凭办件编号在本人登录后查看；也可以转人工服务。",
}  # fmt: skip
_MANNERS_EN = {
    Manner.GREETING: (
        "Hello! I answer questions on permits, registrations and support schemes, with quotes from the "
        "texts. What would you like to do?"
    ),
    Manner.THANKS: "You are welcome. Ask on, or ask for a person.",
    Manner.FAREWELL: "All right. Come back any time.",
    Manner.WHO: (
        "I am the automatic question service of Zhiban, not a person. I only quote published texts, and "
        "say so when I find none."
    ),
    Manner.ABUSE: "I am sorry this did not help. Tell me what you would like to do, or ask for a person.",
    Manner.ORDER: (
        "I answer questions on services and policies and follow no instructions inside them. What would "
        "you like to do?"
    ),
    Manner.DECIDE: (
        "This service neither decides nor predicts a decision: applications are examined by published "
        "rules, and only a person may refuse one."
    ),
    Manner.OTHERS: (
        "Other people's data and cases are neither looked up nor given out here. For your own case, sign "
        "in and use its number."
    ),
}  # fmt: skip


def mannerly(question: Question, manner: Manner) -> str:
    """The reply to a turn that asks nothing that could be searched."""
    return f"{_MANNERS_EN[manner]} {PERSON_EN}" if question.in_english else _MANNERS[manner]


def manner_reason(manner: Manner) -> str:
    if manner is Manner.OTHERS:
        return "别人的信息不能查询。"
    return "审批结果不由问答服务决定。" if manner is Manner.DECIDE else "这句话里没有可以回答的问题。"


def notice(question: Question) -> str:
    return NOTICE_EN if question.in_english else NOTICE


def answer_text(question: Question, quotes: Sequence[Quote], on: date, successors: Sequence[Source] = ()) -> str:
    """The quotes grouped by source, each group with where and when it was read and whether it holds."""
    groups = groupby(quotes, key=lambda quote: quote.clause.source.id)
    lines = [_group(list(group), on, english=question.in_english) for _, group in groups]
    lines += [f"现在适用的是《{source.title}》。" for source in successors]
    return "\n".join([*read_as(question.corrections, english=question.in_english), *lines])


def read_as(corrections: Sequence[Correction], *, english: bool = False) -> list[str]:
    if not corrections:
        return []
    if english:
        return [f"Read as {'、'.join(f'“{one.read_as}”' for one in corrections)}."]
    return ["按" + "、".join(f"“{one.read_as}”" for one in corrections) + "理解。"]


def clarifying_text(ask: str, lines: Sequence[tuple[str, Quote]]) -> str:
    said = "\n".join(f"{option}：“{quote.text}”（《{quote.clause.source.title}》）" for option, quote in lines)
    return f"{ask}\n{said}" if said else ask


def reason(doubt: Doubt, sources: Sequence[Source], on: date, years: Collection[int] = ()) -> str:
    """One sentence: why there is no answer. `sources` are those of the leading hits, `years` those asked about."""
    match doubt:
        case Doubt.OTHER_PLACE:
            return f"没有找到适用于所问地区的依据；最接近的《{sources[0].title}》只在别的地区适用。"
        case Doubt.NOT_IN_FORCE:
            return _not_in_force(sources[0], on, years)
        case _:
            return "现有的政策和指南里没有找到足以回答这个问题的依据。"


def abstention_text(
    question: Question, why: str, looked_for: str, nearest: Sequence[str], successor: Source | None
) -> str:
    titles = "、".join(f"《{title}》" for title in nearest[:NEAREST])
    if question.in_english:
        topics = f" The nearest texts are: {titles}." if titles else ""
        return f"I found no text that answers this (looked for: {looked_for}). {why}{topics} {PERSON_EN}"
    now = f"现在适用的是《{successor.title}》。" if successor else ""
    searched = f"查的是“{looked_for}”。" if looked_for else ""
    topics = f"可以换个说法再问，或者看看相近的内容：{titles}。" if titles else "可以换个说法再问。"
    return "\n".join([*read_as(question.corrections), f"{why}{now}{searched}{topics}{PERSON}"])


def chinese_date(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _not_in_force(source: Source, on: date, years: Collection[int]) -> str:
    start, end = source.in_force.start, source.in_force.end
    in_force = start <= on and (end is None or on <= end)
    if years and (in_force or min(years) != on.year):
        span = f"自{chinese_date(start)}起适用" + (f"，到{chinese_date(end)}为止" if end else "")
        asked = "、".join(f"{year}年" for year in sorted(years))
        return f"最相关的《{source.title}》{span}，不能作为{asked}的依据。"
    asked = chinese_date(on)
    if on < start:
        return f"最相关的《{source.title}》自{chinese_date(start)}起才适用，在{asked}不能作为依据。"
    return f"最相关的《{source.title}》适用到{chinese_date(end or on)}为止，在{asked}已经不能作为依据。"


def _group(quotes: Sequence[Quote], on: date, *, english: bool) -> str:
    source = quotes[0].clause.source
    said = "".join(f"“{quote.text}”" for quote in quotes)
    where = source.source.url or source.source.how
    if english:
        partial = "" if source.source.completeness == "full" else ", possibly incomplete"
        read = f"source: {where}, read on {source.source.read_on.isoformat()}{partial}"
        return f"《{source.title}》: {said} ({read}){_held(source, on)}"
    partial = "" if source.source.completeness == "full" else "，内容不完整"
    verb = "读取" if source.source.url else "整理"
    read = f"来源：{where}，{chinese_date(source.source.read_on)}{verb}{partial}"
    return f"《{source.title}》：{said}（{read}）{_held(source, on)}{_possible(source)}"


def _held(source: Source, on: date) -> str:
    """That a text quoted for another time is not in force on the day of the conversation."""
    start, end = source.in_force.start, source.in_force.end
    if end is not None and end < on:
        return f"（适用到{chinese_date(end)}为止，现在已经不适用）"
    return f"（自{chinese_date(start)}起才适用）" if start > on else ""


def _possible(source: Source) -> str:
    if is_possible(source):
        return "条件只知道一部分，所以只能说可能符合、可能享受，以主管部门的原文为准。"
    return ""


def is_possible(source: Source) -> bool:
    """A scheme of which not everything is known."""
    return source.kind == "scheme" and source.source.completeness != "full"


def plain_text(said: Sequence[Phrase]) -> str:
    """What a language model made of the quotes, with the numbers of the quotes behind each sentence."""
    return "\n".join(f"{one.text}〔{'、'.join(str(at + 1) for at in one.quotes)}〕" for one in said)
