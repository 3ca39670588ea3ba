"""The few words around the quotes. Everything that states a rule is a quote; these only say where it stands."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from app.assistant.reply import Doubt

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from app.assistant.quotes import Quote
    from retrieval.corpus import Source

NOTICE = "本回答由系统自动给出，只引用来源里的原句，以来源原文为准。您可以随时要求人工服务。"
NEAREST = 3
"""Topics offered when there is no answer."""


def answer_text(quotes: Sequence[Quote]) -> str:
    """The quotes grouped by source, each group with where and when it was read."""
    groups = groupby(quotes, key=lambda quote: quote.clause.source.id)
    return "\n".join(_group(list(group)) for _, group in groups)


def reason(doubt: Doubt, sources: Sequence[Source], on: date, years: Collection[int] = ()) -> str:
    """One sentence: why there is no answer. `sources` are those of the leading hits, `years` those asked about."""
    match doubt:
        case Doubt.NO_BASIS:
            return "现有的政策和指南里没有找到足以回答这个问题的依据。"
        case Doubt.OTHER_PLACE:
            return f"没有找到适用于所问地区的依据；最接近的《{sources[0].title}》只在别的地区适用。"
        case Doubt.NOT_IN_FORCE:
            return _not_in_force(sources[0], on, years)


def abstention_text(why: str, nearest: Sequence[Source]) -> str:
    titles = "、".join(f"《{source.title}》" for source in nearest[:NEAREST])
    topics = f"可以换个说法再问，或者看看相近的内容：{titles}。" if titles else "可以换个说法再问。"
    return f"{why}{topics}也可以转人工服务。"


def chinese_date(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _not_in_force(source: Source, on: date, years: Collection[int]) -> str:
    start, end = source.in_force.start, source.in_force.end
    in_force = start <= on and (end is None or on <= end)
    if in_force and years:
        span = f"自{chinese_date(start)}起适用" + (f"，到{chinese_date(end)}为止" if end else "")
        asked = "、".join(f"{year}年" for year in sorted(years))
        return f"最相关的《{source.title}》{span}，不能作为{asked}的依据。"
    asked = chinese_date(on)
    if on < start:
        return f"最相关的《{source.title}》自{chinese_date(start)}起才适用，在{asked}不能作为依据。"
    return f"最相关的《{source.title}》适用到{chinese_date(end or on)}为止，在{asked}已经不能作为依据。"


def _group(quotes: Sequence[Quote]) -> str:
    source = quotes[0].clause.source
    said = "".join(f"“{quote.text}”" for quote in quotes)
    partial = "" if source.source.completeness == "full" else "，内容不完整"
    where = source.source.url or source.source.how
    verb = "读取" if source.source.url else "整理"
    return f"《{source.title}》：{said}（来源：{where}，{chinese_date(source.source.read_on)}{verb}{partial}）"
