"""Made-up conditions over facts of every kind, and facts that lie on their limits: what the readers must agree on.

`conditions()` gives conditions as plain data, `parse_condition(data, VOCABULARY)` reads them, and
`rows_for(condition, seeded(seed), …)` gives the facts of many cases, full of unknowns and of values on the limit.
"""

from __future__ import annotations

import contextlib
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING, Any, Final

from hypothesis import strategies as st

from approval_rules.conditions.evaluating import evaluate
from approval_rules.conditions.language import (
    AllOf,
    AnyOf,
    Condition,
    Counted,
    Not,
    OtherFact,
    Quantified,
    Sentence,
    facts_read,
    row_vocabulary,
)
from approval_rules.conditions.parsing import COUNTS, SUITS
from approval_rules.facts import FactSpec
from approval_rules.texts import Normalisation
from approval_rules.values import DATES, NUMBERS, PERMANENT, TEXTS, BadValue, Row, Value, ValueType

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from approval_rules.calendar import Calendar

Plain = dict[str, Any]

CHOICES: Final = {"x": "甲", "y": "乙", "z": "丙", "w": "丁"}
_KINDS: Final = tuple(kind for kind in ValueType if kind is not ValueType.RECORDS)


def _spec(name: str, kind: ValueType) -> FactSpec:
    is_signed = kind in {ValueType.NUMBER, ValueType.INTEGER}
    return FactSpec(name=name, title=kind, type=kind, choices=CHOICES, may_be_negative=is_signed)


_COLUMNS: Final = [_spec(f"c_{kind}", kind) for kind in _KINDS]
VOCABULARY: Final[Mapping[str, FactSpec]] = {
    **{f"{space}.{kind}": _spec(kind, kind) for space in ("a", "b") for kind in _KINDS},
    "a.records": FactSpec(name="records", title="记录", type=ValueType.RECORDS, columns=_COLUMNS),
    "b.records": FactSpec(name="records", title="记录", type=ValueType.RECORDS, columns=_COLUMNS[:6]),
}
"""Two facts of every kind, and two lists of records with columns of every kind, or of six."""

_CODES: Final[Mapping[ValueType, tuple[str, ...]]] = {
    ValueType.USCC: ("91310115MA1K3EXQ7J", "91310104MA1K3EXQ12", "91310117MY00000129"),
    ValueType.COMPANY_CODE: ("91310115MA1K3EXQ7J", "91310104MA1K3EXQ12"),
    ValueType.RESIDENT_ID: ("11010519491231002X", "310115199001010010"),
    ValueType.PATENT_NO: ("ZL201810123456.5", "ZL202020123456.8"),
    ValueType.REGION: ("31", "3101", "310000", "310100", "310115", "310115001", "330106", "000000", "110000", "320500"),
}
_TEXTS: Final = (
    "样例（中国）公司",
    "样例(中国) 公司",
    "样例〔中国】公司",
    "公司",
    "食品销售（仅销售预包装食品）",
    "一般项目：百货；食品销售(仅销售预包装食品)。",
    "百货；不含（食品销售，（仅销售预包装食品）；餐饮）",
    "食品销售（仅销售预包装食品；百货",
    "百货",
    "百货）；食品，销售",
    "上海市浦东新区样港大道8号",
    "中国上海市浦东新区样港大道８号",
    "浦东新区样港大道8号",
    "内蒙古自治区上海市",
    "阿依古丽·样例",
    "阿依古丽•样　例",
    "A²",
    "A2",
    "\uff21\uff12",
    "31",
)
_ALPHABET: Final = '上海市省百货（）()[]【】〔〕，,；;。.：:、“”"—–-－ \u3000\u2003\n·•・‧∙⋅１1\uff21a²𠮷'
_NUMBERS: Final = (
    *("0", "1", "-1", "2", "100", "99.9999", "100.0001", "0.5", "0.945", "0.0001", "0.00005", "-0.00005", "1000000"),
    *("0.000000000000000001", "-0.00000000000000001", "0.999999999999999999", "12345678901234567.5"),
    *("99999999999999999999", "-9999999999999999999", "12345678901234567890", "999999999999999999", "0.30", "30"),
)
_DAYS: Final = (
    *(date(2024, 2, 29), date(2023, 2, 28), date(2024, 1, 31), date(2025, 12, 31), date(2026, 1, 1)),
    *(date(2026, 2, 17), date(2026, 3, 2), date(2023, 1, 1), date(2027, 12, 31), date(2028, 1, 1)),
    *(date.min, date(1, 3, 31), date.max, date(9999, 1, 30), date(1970, 1, 1), date(1969, 12, 31), date(2000, 2, 29)),
)
_SPANS: Final = {"years": (0, 1, 4, 100), "months": (1, 6, 11, 1200), "days": (1, 30, 366, 36_500)}
_WORKDAYS: Final = (0, 1, 5, 20, 60, 250, 1000)
_RARE: Final = 0.15
"""How often a fact is unknown."""


def conditions(depth: int = 3) -> st.SearchStrategy[Plain]:
    """Conditions as a rule file writes them, of every operator and every kind of fact."""
    return _joined(_atoms(), depth)


def sentences(kind: ValueType) -> st.SearchStrategy[Plain]:
    """Single sentences whose subject is of that kind."""
    return _sentences(VOCABULARY, [name for name, spec in VOCABULARY.items() if spec.type is kind])


def seeded(seed: int) -> Random:
    """A source of chance: the same seed gives the same cases."""
    return Random(seed)  # noqa: S311  facts to try, no secrets


def rows_for(condition: Condition, chance: Random, count: int, calendar: Calendar | None) -> list[dict[str, Value]]:
    """The facts that the condition reads, of so many cases; some lie on a limit of it or one unit beside."""
    names = sorted(facts_read(condition))
    literals = _literals(condition)
    rows = [_case(names, literals, chance) for _ in range(count)]
    for row in rows[count // 3 :]:
        _to_the_limit(row, condition, chance, calendar)
    return rows


def value(spec: FactSpec, chance: Random, literals: Sequence[Value] = ()) -> Value:
    """A value of the fact; `literals` are tried where they suit it."""
    kind = spec.type
    if kind is ValueType.RECORDS:
        return tuple(_record(spec.columns, literals, chance) for _ in range(chance.choice((0, 1, 1, 2, 3))))
    if literals and chance.random() < 0.4:
        try:
            return spec.parse(_beside(chance.choice(literals), chance))
        except BadValue:
            pass
    return spec.parse(_raw(spec, chance))


def _record(columns: Sequence[FactSpec], literals: Sequence[Value], chance: Random) -> Row:
    known = sorted((column for column in columns if chance.random() > _RARE), key=lambda column: column.name)
    return Row(tuple((column.name, value(column, chance, literals)) for column in known))


def _case(names: Sequence[str], literals: Sequence[Value], chance: Random) -> dict[str, Value]:
    return {name: value(VOCABULARY[name], chance, literals) for name in names if chance.random() > _RARE}


def _to_the_limit(row: dict[str, Value], condition: Condition, chance: Random, calendar: Calendar | None) -> None:
    """What one sentence compares with becomes what it compares, or lies one unit beside it."""
    steps = [step for step in evaluate(condition, row, calendar).trace if step.required is not None]
    steps = [step for step in steps if isinstance(step.atom, Sentence) and len(step.atom.subject) == 1]
    if not steps:
        return
    step = chance.choice(steps)
    assert isinstance(step.atom, Sentence)
    with contextlib.suppress(BadValue):
        row[step.atom.fact] = VOCABULARY[step.atom.fact].parse(_beside(step.required, chance))


def _beside(limit: Value | None, chance: Random) -> object:
    """The limit, or the next value below or above it."""
    aside = chance.choice((-1, 0, 0, 1))
    if isinstance(limit, bool) or not aside:
        return limit
    if isinstance(limit, int):
        return limit + aside
    if isinstance(limit, Decimal):
        return limit + aside * chance.choice((Decimal(1), Decimal("0.0001"), Decimal("0.000000000000000001")))
    if isinstance(limit, date):
        return limit + timedelta(days=aside) if date.min < limit < date.max else limit
    return limit


def _raw(spec: FactSpec, chance: Random) -> object:
    kind = spec.type
    if kind in _CODES:
        return chance.choice(_CODES[kind])
    if kind in TEXTS:
        return chance.choice(_TEXTS) if chance.random() < 0.6 else f"货{''.join(chance.choices(_ALPHABET, k=6))}。"
    if kind in NUMBERS:
        return _a_number(spec, chance)
    if kind in DATES:
        day = chance.choice(_DAYS) if chance.random() < 0.6 else date(2022, 1, 1) + timedelta(chance.randrange(2500))
        return PERMANENT if kind is ValueType.DATE_OR_PERMANENT and chance.random() < 0.2 else day
    if kind is ValueType.CHOICES:
        return chance.sample(sorted(spec.choices), chance.randrange(min(4, len(spec.choices) + 1)))
    return chance.random() < 0.5 if kind is ValueType.BOOLEAN else chance.choice(sorted(spec.choices))


def _a_number(spec: FactSpec, chance: Random) -> object:
    texts = list(_NUMBERS)
    chance.shuffle(texts)
    for text in texts:
        raw = int(text) if spec.type is ValueType.INTEGER and text.lstrip("-").isdigit() else text
        try:
            spec.parse(raw)
        except BadValue:
            continue
        return raw
    raise AssertionError(spec.type)


def _literals(condition: Condition) -> list[Value]:
    """Every literal operand, so that facts, columns of records too, may be given it."""
    match condition:
        case Sentence(operand=OtherFact()):
            return []
        case Sentence(operand=operand):
            return list(operand) if isinstance(operand, tuple) else [operand]
        case Quantified(condition=inner):
            return _literals(inner)
        case Counted(where=where):
            return [] if where is None else _literals(where)
        case AllOf(parts) | AnyOf(parts):
            return [one for part in parts for one in _literals(part)]
        case Not(part):
            return _literals(part)


def _joined(atoms: st.SearchStrategy[Plain], depth: int) -> st.SearchStrategy[Plain]:
    if depth == 0:
        return atoms
    inner = _joined(atoms, depth - 1)
    parts = st.lists(inner, min_size=1, max_size=3)
    return st.one_of(
        atoms,
        parts.map(lambda some: {"all_of": some}),
        parts.map(lambda some: {"any_of": some}),
        inner.map(lambda one: {"not": one}),
    )


def _atoms() -> st.SearchStrategy[Plain]:
    return st.one_of(_sentences(VOCABULARY), _sentences(VOCABULARY), _sums(), _about_records())


@st.composite
def _about_records(draw: st.DrawFn) -> Plain:
    fact = draw(st.sampled_from(["a.records", "b.records"]))
    inside = {
        name: spec for name, spec in row_vocabulary(VOCABULARY[fact], VOCABULARY).items() if "records" not in name
    }
    columns = [name for name in inside if "." not in name]
    condition = _joined(_sentences(inside, columns), 2)
    how = draw(st.sampled_from(["some", "every", "count", "count all"]))
    if how in {"some", "every"}:
        return {"fact": fact, how: draw(condition)}
    where = {"where": draw(condition)} if how == "count" else {}
    number = {draw(st.sampled_from(COUNTS)).value: draw(st.integers(-1, 4))}
    return {"fact": fact, "count": {**where, **number}}


@st.composite
def _sums(draw: st.DrawFn) -> Plain:
    numbers = [name for name, spec in VOCABULARY.items() if spec.type in NUMBERS]
    names = draw(st.lists(st.sampled_from(numbers), min_size=2, max_size=4, unique=True))
    kinds = {VOCABULARY[name].type for name in names}
    spec = _spec("sum", kinds.pop() if len(kinds) == 1 else ValueType.NUMBER)
    return {"sum": names, **draw(_said_of(spec, VOCABULARY))}


@st.composite
def _sentences(draw: st.DrawFn, vocabulary: Mapping[str, FactSpec], names: Sequence[str] = ()) -> Plain:
    known = [name for name in names or vocabulary if vocabulary[name].type is not ValueType.RECORDS]
    kind = draw(st.sampled_from(_KINDS))
    fact = draw(st.sampled_from([name for name in known if vocabulary[name].type is kind] or known))
    return {"fact": fact, **draw(_said_of(vocabulary[fact], vocabulary))}


@st.composite
def _said_of(draw: st.DrawFn, spec: FactSpec, vocabulary: Mapping[str, FactSpec]) -> Plain:
    operator = draw(st.sampled_from([one for one, kinds in SUITS.items() if spec.type in kinds]))
    lists = operator in {"one_of", "within", "includes_any", "includes_all"}
    if lists:
        return {operator.value: draw(st.lists(_literal(spec, operator), min_size=1, max_size=3))}
    if operator == "matches" or (operator != "includes" and draw(st.booleans())):
        return {operator.value: draw(_other(spec, operator, vocabulary))}
    return {operator.value: draw(_literal(spec, operator))}


def _literal(spec: FactSpec, operator: str) -> st.SearchStrategy[Any]:
    kind = spec.type
    if operator in {"mentions", "lists", "starts_with"}:
        return st.sampled_from([*_TEXTS, "31", "9131"])
    if kind is ValueType.BOOLEAN:
        return st.booleans()
    return st.sampled_from(_literals_of(kind))


def _literals_of(kind: ValueType) -> Sequence[Any]:
    if kind in TEXTS:
        return _CODES.get(kind, _TEXTS)
    if kind in DATES:
        return [*_DAYS, *(["permanent"] if kind is ValueType.DATE_OR_PERMANENT else [])]
    if kind is ValueType.INTEGER:
        return [0, 1, -1, 2, 30, 100, 10**18 - 1]
    return _NUMBERS if kind in NUMBERS else sorted(CHOICES)


@st.composite
def _other(draw: st.DrawFn, spec: FactSpec, operator: str, vocabulary: Mapping[str, FactSpec]) -> Plain:
    family = next((one for one in (TEXTS, NUMBERS, DATES) if spec.type in one), {spec.type})
    other: Plain = {"fact": draw(st.sampled_from([name for name, one in vocabulary.items() if one.type in family]))}
    if operator == "matches":
        return other | {"under": draw(st.sampled_from([one.value for one in Normalisation]))}
    if spec.type in NUMBERS and draw(st.booleans()):
        return other | {"times": draw(st.sampled_from(_NUMBERS))}
    if spec.type in DATES and draw(st.booleans()):
        return other | {draw(st.sampled_from(["plus", "minus"])): draw(_spans())}
    return other


@st.composite
def _spans(draw: st.DrawFn) -> dict[str, int]:
    if draw(st.booleans()):
        return {"workdays": draw(st.sampled_from(_WORKDAYS))}
    units = draw(st.lists(st.sampled_from(sorted(_SPANS)), min_size=1, max_size=3, unique=True))
    return {unit: draw(st.sampled_from(_SPANS[unit])) for unit in units}
