"""Why a condition does not hold, in Chinese sentences, and which facts are missing to judge it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final, assert_never

from approval_rules.conditions.evaluating import evaluate
from approval_rules.conditions.language import AllOf, AnyOf, Condition, Not, Operator, OtherFact, Sentence, Truth
from approval_rules.facts import load_vocabulary
from approval_rules.values import Value, ValueType, to_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from approval_rules.conditions.evaluating import Step
    from approval_rules.facts import FactSpec

Facts = Mapping[str, Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One fact that stands in the way: what was asked of it and what it is, both as people read them."""

    fact: str
    title: str
    required: str
    actual: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmet:
    """One requirement that does not hold; of several alternatives, the findings name every one that failed."""

    reason: str
    findings: tuple[Finding, ...]
    clause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingFact:
    fact: str
    title: str


def unmet(condition: Condition, facts: Facts, clause: str) -> tuple[Unmet, ...]:
    """Each requirement of the condition that is known to fail; empty when none is."""
    if isinstance(condition, AllOf):
        return tuple(one for part in condition.parts for one in unmet(part, facts, clause))
    if evaluate(condition, facts).truth is not Truth.FALSE:
        return ()
    findings = tuple(dict.fromkeys(_finding(step, facts) for step in _at_fault(condition, facts, blamed=Truth.FALSE)))
    now = "，".join(dict.fromkeys(f"{one.title}：{one.actual}" for one in findings))
    return (Unmet(reason=f"要求：{say(condition, facts)}。目前：{now}。", findings=findings, clause=clause),)


def missing_facts(condition: Condition | None, facts: Facts) -> tuple[str, ...]:
    """The facts without which the condition can't be judged, in the order it names them; empty when it can."""
    return () if condition is None else tuple(dict.fromkeys(_missing(condition, facts)))


def titled(names: Iterable[str]) -> tuple[MissingFact, ...]:
    vocabulary = load_vocabulary()
    return tuple(MissingFact(fact=name, title=vocabulary[name].title) for name in names)


def say(condition: Condition, facts: Facts) -> str:
    """The condition as a Chinese phrase; dates that hang on another fact are worked out where it is known."""
    match condition:
        case Sentence():
            return _title(_spec(condition.fact)) + _required(condition, facts)
        case AllOf(parts):
            return "，且".join(_grouped(part, facts) for part in parts)
        case AnyOf(parts):
            return "以下应符合一项：" + "；或者".join(_grouped(part, facts) for part in parts)
        case Not(part):
            return f"排除以下情形：{say(part, facts)}"
        case _:
            assert_never(condition)


_PHRASES: Final[Mapping[Operator, str]] = {
    Operator.IS: "为{}",
    Operator.ONE_OF: "为{}之一",
    Operator.AT_LEAST: "不低于{}",
    Operator.AT_MOST: "不超过{}",
    Operator.MORE_THAN: "高于{}",
    Operator.LESS_THAN: "低于{}",
    Operator.ON_OR_AFTER: "不早于{}",
    Operator.ON_OR_BEFORE: "不晚于{}",
    Operator.AFTER: "晚于{}",
    Operator.BEFORE: "早于{}",
    Operator.MENTIONS: "包含{}",
    Operator.STARTS_WITH: "以{}开头",
    Operator.INCLUDES: "包含{}",
    Operator.INCLUDES_ANY: "包含{}之一",
}
_REGIONS: Final[Mapping[str, str]] = {
    "31": "上海市",
    "310000": "上海市",
    "310101": "黄浦区",
    "310104": "徐汇区",
    "310105": "长宁区",
    "310106": "静安区",
    "310107": "普陀区",
    "310109": "虹口区",
    "310110": "杨浦区",
    "310112": "闵行区",
    "310113": "宝山区",
    "310114": "嘉定区",
    "310115": "浦东新区",
    "310116": "金山区",
    "310117": "松江区",
    "310118": "青浦区",
    "310120": "奉贤区",
    "310151": "崇明区",
}
"""GB/T 2260 codes that the schemes name; any other region is shown by its code alone."""

_NEGATED: Final = {Truth.TRUE: Truth.FALSE, Truth.FALSE: Truth.TRUE}


def _grouped(part: Condition, facts: Facts) -> str:
    return say(part, facts) if isinstance(part, Sentence) else f"（{say(part, facts)}）"


def _at_fault(condition: Condition, facts: Facts, *, blamed: Truth) -> Iterator[Step]:
    """The sentences whose truth is the blamed one; under a `not`, those whose truth is the other."""
    match condition:
        case Sentence():
            yield from (step for step in evaluate(condition, facts).trace if step.truth is blamed)
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from _at_fault(part, facts, blamed=blamed)
        case Not(part):
            yield from _at_fault(part, facts, blamed=_NEGATED[blamed])
        case _:
            assert_never(condition)


def _missing(condition: Condition, facts: Facts) -> Iterator[str]:
    if evaluate(condition, facts).truth is not Truth.UNKNOWN:
        return
    match condition:
        case Sentence():
            names = [condition.fact]
            if isinstance(condition.operand, OtherFact):
                names.append(condition.operand.fact)
            yield from (name for name in names if name not in facts)
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from _missing(part, facts)
        case Not(part):
            yield from _missing(part, facts)
        case _:
            assert_never(condition)


def _finding(step: Step, facts: Facts) -> Finding:
    spec = _spec(step.atom.fact)
    actual = "不详" if step.actual is None else shown(step.actual, spec)
    return Finding(fact=step.atom.fact, title=spec.title, required=_required(step.atom, facts), actual=actual)


def _required(sentence: Sentence, facts: Facts) -> str:
    spec, required = _spec(sentence.fact), evaluate(sentence, facts).trace[0].required
    if sentence.operator is Operator.STARTS_WITH and spec.type is ValueType.REGION and required is not None:
        return f"在{shown(required, spec)}"
    if required is None and isinstance(sentence.operand, OtherFact):
        return _PHRASES[sentence.operator].format(f"按{_spec(sentence.operand.fact).title}推算的值")
    return _PHRASES[sentence.operator].format("" if required is None else shown(required, spec))


def _title(spec: FactSpec) -> str:
    return f"“{spec.title}”" if spec.type is ValueType.BOOLEAN else spec.title


def _spec(name: str) -> FactSpec:
    return load_vocabulary()[name]


def shown(value: Value, spec: FactSpec) -> str:
    """The value as people read it, with its unit."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, tuple):
        return "、".join(spec.choices.get(one, one) for one in value) or "无"
    if isinstance(value, Decimal) and spec.type is ValueType.SHARE:
        return f"{_plain(value * 100)}%"
    if isinstance(value, Decimal):
        return _plain(value) + spec.unit
    text = str(to_json(value))
    if spec.type is ValueType.REGION:
        return f"{_REGIONS[text]}（{text}）" if text in _REGIONS else text
    return spec.choices.get(text, text) + spec.unit


def _plain(number: Decimal) -> str:
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
