"""Whether a sentence says only what its quotes say. In doubt it does not.

Held against the quotes, part by part: the words, every figure with its unit, what is denied, what bounds a figure, what
is duty and what is leave. A link, a tag or a promise that no quote makes is never let through.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from retrieval.splitting import chinese_number
from retrieval.tokens import pairs

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MAX_CHARS: Final = 200
"""Of one sentence."""
ENOUGH_WORDS: Final = 0.6
"""Share of a part's pairs of characters that has to stand in the quotes."""
ENOUGH_OF_A_QUESTION: Final = 0.75

_HAN: Final = "零一二三四五六七八九十百千两"
_FIGURE: Final = re.compile(
    rf"(?P<number>\d[\d,]*(?:\.\d+)?|[{_HAN}]+(?=[万亿元角分个名家户人份次项条件年月日天周倍成种]|工作日))\s*(?P<scale>[万亿]?)\s*"
    r"(?P<unit>个?工作日|个?自然日|元|%|‰|个?月|年度?|[日天周名家户人份次项条件倍成种]|平方米|小时|分钟)?"
)
_PART: Final = re.compile(r"[，,；;。！？!?：:、\s]+")
_DENIAL: Final = re.compile(r"不|未|无(?!锡|人|偿)|没|非(?!常)|勿|禁|免(?!费)|除(?!夕)")
_BOUNDS: Final = (
    *("最高", "最多", "不超过", "最低", "至少", "不低于", "不少于", "以上", "以下", "以内", "不足"),
    *("仅", "只", "首次", "每", "累计", "一次性"),
)
_DUTY: Final = re.compile(r"应当|应该|必须|须|需要|需|应(?![届收付急])|不得")
_LEAVE: Final = re.compile(r"可以|可(?!能|靠)|自愿|无需|不需要|不必")
_FORBIDDEN: Final = re.compile(r"[<>{}\[\]`|\\]|https?:|www\.|@|\.(?:com|cn|net|org)\b|javascript", re.IGNORECASE)
_PROMISE: Final = re.compile(
    r"保证|一定(?:能|会|可以)|肯定|已(?:经)?(?:批准|通过|审批|核准|受理|为您)|批准(?:您|你|了)|恭喜|放心"
)
_LATIN: Final = re.compile(r"[A-Za-z]{2,}")


def is_supported(sentence: str, quotes: Sequence[str]) -> bool:
    """Whether everything in the sentence stands in the quotes that it is drawn from."""
    plain, texts = _level(sentence), [_level(quote) for quote in quotes]
    told = "".join(texts)
    if not plain or not texts or len(plain) > MAX_CHARS:
        return False
    if any(found not in told for found in _foreign(plain)):
        return False
    if not figures(plain) <= figures(told):
        return False
    segments = [part for text in texts for part in _parts(text)]
    return all(_stands(part, segments, told) for part in _parts(plain))


def is_faithful(question: str, turns: Sequence[str]) -> bool:
    """Whether a question put anew asks for nothing that the conversation did not name."""
    plain, told = _level(question), "".join(_level(turn) for turn in turns)
    asked = pairs(plain)
    if not asked or len(plain) > MAX_CHARS or any(found not in told for found in _foreign(plain)):
        return False
    if not figures(plain) <= figures(told) or bool(_DENIAL.search(plain)) != bool(_DENIAL.search(told)):
        return False
    return len(asked & pairs(told)) / len(asked) >= ENOUGH_OF_A_QUESTION


def figures(text: str) -> frozenset[tuple[str, str]]:
    """Every number with its unit, written one way: 二十个工作日 is 20个工作日, 25万元 is not 25元."""
    found = set()
    for one in _FIGURE.finditer(_level(text)):
        number = one["number"].replace(",", "").replace("两", "二")
        value = number if number[0].isdecimal() else str(chinese_number(number))
        unit = (one["unit"] or "").removeprefix("个").removesuffix("度").replace("天", "日")
        found.add((value.rstrip("0").rstrip(".") if "." in value else value, (one["scale"] or "") + unit))
    return frozenset(found)


def _stands(part: str, segments: Sequence[str], told: str) -> bool:
    """Whether a part of a sentence stands in the quotes: its words in all of them, its sense in the nearest segment."""
    own = pairs(part)
    if not own:
        return True
    if len(own & pairs(told)) / len(own) < ENOUGH_WORDS:
        return False
    nearest = max(segments, key=lambda one: len(own & pairs(one)))
    if not own & pairs(nearest):
        return False
    shown, meant = figures(part), figures(nearest)
    if shown & meant and any((word in part) != (word in nearest) for word in _BOUNDS):
        return False
    if bool(_DENIAL.search(part)) != bool(_DENIAL.search(nearest)):
        return False
    return _is_duty(part) in {None, _is_duty(nearest)}


def _is_duty(text: str) -> bool | None:
    """True for a duty, False for leave, None where neither is said."""
    if _DUTY.search(text):
        return True
    return False if _LEAVE.search(text) else None


def _foreign(text: str) -> Iterable[str]:
    """What may be said only if a quote says it: signs of links and code, promises, Latin words."""
    for pattern in (_FORBIDDEN, _PROMISE, _LATIN):
        yield from (found[0] for found in pattern.finditer(text))


def _parts(text: str) -> list[str]:
    return [part for part in _PART.split(text) if part]


def _level(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace("\u3007", "零").strip()
