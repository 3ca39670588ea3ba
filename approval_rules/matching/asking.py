"""The next question: of the facts that are not known, the one that decides the most money.

A scheme waits for facts when it is not known whether it fits, or when it fits and its amount is not known. What is at
stake then is the most that it may pay, given what is known (`potential.py`). It is shared equally among the facts it
waits for: one that decides a scheme alone counts with all of it, one of five with a fifth. The stake of a fact is the
sum of its shares. The fact with the highest stake is asked first; of equal ones that for which more schemes wait that
have no figure and can still be claimed, then the one for which more schemes wait, then the first by its name. Schemes
whose last day has passed bring no money, so they never raise a stake; decided ones wait for nothing.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from approval_rules.facts import load_vocabulary
from approval_rules.language_words import Both, Language, both, title_of, titles_of
from approval_rules.matching.potential import most_amount
from approval_rules.values import ValueType

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date

    from approval_rules.facts import FactSpec
    from approval_rules.schemes import SchemeMatch, SchemeVersion
    from approval_rules.values import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A scheme that waits for facts; `most_cny` is None when it has no figure, or no limit to it."""

    id: str
    facts: tuple[str, ...]
    most_cny: Decimal | None
    is_over: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What to ask next.

    Attributes:
        choices: codes with what they are called, for a fact that is one or some of them.
        stake_cny: the money this fact decides, rounded down to the fen.
        schemes: the schemes that wait for it, those with the most at stake first.
    """

    fact: str
    value_type: ValueType
    title: Both
    text: Both
    unit: str
    choices: Mapping[str, Both]
    stake_cny: Decimal
    schemes: tuple[str, ...]


def waiting(version: SchemeVersion, found: SchemeMatch, facts: Mapping[str, Value], on: date) -> Waiting | None:
    """What a scheme waits for; None when it is decided, with its amount, or when no single answer helps.

    Args:
        facts: with the day of application.
    """
    lacking = found.missing or found.amount_missing
    asked = tuple(one.fact for one in lacking if one.fact not in facts)
    if not asked:
        return None
    return Waiting(
        id=found.id,
        facts=asked,
        most_cny=most_amount(version.amount, facts, version.eligible.condition),
        is_over=found.last_on is not None and found.last_on < on,
    )


def next_question(schemes: Iterable[Waiting], not_asked: Collection[str] = ()) -> Question | None:
    """The fact to ask for; None when no scheme waits for any, or only for those that are not to be asked."""
    by_fact = defaultdict[str, list[Waiting]](list)
    for one in schemes:
        for fact in one.facts:
            if fact not in not_asked:
                by_fact[fact].append(one)
    if not by_fact:
        return None
    fact = min(by_fact, key=lambda name: (*_order(by_fact[name]), name))
    return _question(load_vocabulary()[fact], fact, by_fact[fact])


def _order(concerned: Sequence[Waiting]) -> tuple[Fraction, int, int]:
    without_figure = sum(one.most_cny is None and not one.is_over for one in concerned)
    return -_stake(concerned), -without_figure, -len(concerned)


def _stake(concerned: Iterable[Waiting]) -> Fraction:
    return sum((_share(one) for one in concerned), Fraction(0))


def _share(one: Waiting) -> Fraction:
    return Fraction(0) if one.is_over else Fraction(one.most_cny or 0) / len(one.facts)


def _question(spec: FactSpec, fact: str, concerned: Sequence[Waiting]) -> Question:
    stake = _stake(concerned) * 100
    return Question(
        fact=fact,
        value_type=spec.type,
        title=titles_of(spec),
        text=both(lambda language: asked(spec, language)),
        unit=spec.unit,
        choices={code: Both(title, code.replace("_", " ")) for code, title in spec.choices.items()},
        stake_cny=Decimal(stake.numerator // stake.denominator).scaleb(-2),
        schemes=tuple(one.id for one in sorted(concerned, key=lambda one: (-_share(one), one.id))),
    )


def asked(spec: FactSpec, language: Language) -> str:
    """The question for one fact, with the unit or the choices of its answer."""
    title = title_of(spec, language)
    note = f"（{spec.note}）" if spec.note and language is Language.ZH else ""
    return (
        _ASKED[language]
        .get(spec.type, _ASKED[language][ValueType.TEXT])
        .format(
            title=title,
            note=note,
            unit=f"（{spec.unit}）" if spec.unit and language is Language.ZH else "",
            choices=_choices(spec, language),
        )
    )


def _choices(spec: FactSpec, language: Language) -> str:
    if language is Language.ZH:
        return "、".join(spec.choices.values())
    return ", ".join(code.replace("_", " ") for code in spec.choices)


_ASKED: Final[Mapping[Language, Mapping[ValueType, str]]] = {
    Language.ZH: {
        ValueType.BOOLEAN: "请问贵单位是否这样：{title}{note}？请回答“是”或者“否”。",
        ValueType.INTEGER: "请问贵单位的{title}是多少{unit}{note}？请回答一个整数。",
        ValueType.NUMBER: "请问贵单位的{title}是多少{unit}{note}？请回答一个数。",
        ValueType.MONEY_CNY: "请问贵单位的{title}是多少元{note}？",
        ValueType.SHARE: "请问贵单位的{title}是百分之多少{note}？",
        ValueType.DATE: "请问贵单位的{title}是哪一天{note}？请按2025-03-01这样回答。",
        ValueType.DATE_OR_PERMANENT: "请问贵单位的{title}是哪一天{note}？请按2025-03-01这样回答，或者回答“长期”。",
        ValueType.REGION: "请问贵单位的{title}在哪个区{note}？请回答区名或者六位行政区划代码。",
        ValueType.CHOICE: "请问贵单位的{title}是哪一种{note}？可以回答：{choices}。",
        ValueType.CHOICES: "请问贵单位的{title}有哪些{note}？可以回答其中几项：{choices}；都没有的回答“没有”。",
        ValueType.TEXT: "请问贵单位的{title}是什么{note}？",
    },
    Language.EN: {
        ValueType.BOOLEAN: "Is this so of your company: {title}? Answer yes or no.",
        ValueType.INTEGER: "What is the {title} of your company? Answer with a whole number.",
        ValueType.NUMBER: "What is the {title} of your company? Answer with a number.",
        ValueType.MONEY_CNY: "What is the {title} of your company, in CNY?",
        ValueType.SHARE: "What is the {title} of your company, in per cent?",
        ValueType.DATE: "What is the {title} of your company? Answer as 2025-03-01.",
        ValueType.DATE_OR_PERMANENT: "What is the {title} of your company? Answer as 2025-03-01, or open-ended.",
        ValueType.REGION: "What is the {title} of your company? Answer with a district or its six-digit code.",
        ValueType.CHOICE: "What is the {title} of your company? One of: {choices}.",
        ValueType.CHOICES: "What is the {title} of your company? Any of: {choices}; or none.",
        ValueType.TEXT: "What is the {title} of your company?",
    },
}
