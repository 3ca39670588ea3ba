"""A fact as a field of a form: what it shows, and the value that was typed into it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from approval_rules.facts import load_vocabulary
from approval_rules.language_words import REGIONS, Both, Language, choice_name, districts, plain, title_of
from approval_rules.matching.asking import asked
from approval_rules.values import BadValue, ValueType, to_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from approval_rules.facts import FactSpec
    from approval_rules.values import Value

_MOST_CHARS: Final = 40
_CURRENCIES: Final = {"元": "CNY", "美元": "USD", "%": "%"}
_MYRIADS: Final = {"万": 10_000, "亿": 100_000_000}
_WHOLE: Final = re.compile(r"-?[0-9]+", re.ASCII)
_PLAIN: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?", re.ASCII)
_NUMBERS: Final = frozenset({ValueType.MONEY_CNY, ValueType.NUMBER})


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """`values`: what stands in it; several of a fact with several choices. `choices`: codes with their words."""

    name: str
    title: str
    asks: str
    note: str
    unit: str
    kind: str
    choices: tuple[tuple[str, str], ...]
    values: tuple[str, ...]


class Misread(ValueError):
    """What was typed is no value of the fact; says what is wanted, in both languages."""

    def __init__(self, wanted: Both) -> None:
        super().__init__(wanted.en)
        self.wanted = wanted


def field_of(fact: str, language: Language, typed: Sequence[str] = ()) -> FormField:
    """The field of a fact of profiles, by its full name."""
    spec = load_vocabulary()[fact]
    is_share = spec.type is ValueType.SHARE  # asked for in per cent, whatever its note says of fractions
    return FormField(
        name=spec.name,
        title=title_of(spec, language),
        asks=asked(spec.model_copy(update={"note": ""}) if is_share else spec, language),
        note=spec.note if language is Language.ZH and not is_share else "",
        unit="%" if is_share else _unit(spec, language),
        kind=spec.type.value,
        choices=_choices(spec, language),
        values=tuple(typed),
    )


def typed_of(fact: str, value: Value) -> tuple[str, ...]:
    """What would be typed for a value."""
    spec = load_vocabulary()[fact]
    if isinstance(value, bool):
        return ("true" if value else "false",)
    if spec.type is ValueType.SHARE and isinstance(value, Decimal):
        return (plain(value * 100),)
    return tuple(map(str, value)) if isinstance(value, tuple) else (str(to_json(value)),)


def read(spec: FactSpec, typed: Sequence[str]) -> object:
    """The value that was typed, as JSON has it.

    Raises:
        Misread: it is none of the fact's kind.
    """
    raw = _raw(spec, [unicodedata.normalize("NFKC", one).strip()[:_MOST_CHARS] for one in typed if one.strip()])
    try:
        spec.parse(raw)
    except BadValue as error:
        raise Misread(_WANTED.get(spec.type, _WANTED[ValueType.TEXT])) from error
    return raw


def _unit(spec: FactSpec, language: Language) -> str:
    """English titles say what is counted; a currency is named in either language."""
    return spec.unit if language is Language.ZH else _CURRENCIES.get(spec.unit, "")


def _choices(spec: FactSpec, language: Language) -> tuple[tuple[str, str], ...]:
    if spec.type is ValueType.REGION:
        return districts(language)
    return tuple((code, choice_name(code, spec, language)) for code in spec.choices)


def _raw(spec: FactSpec, typed: list[str]) -> object:
    if spec.type is ValueType.CHOICES:
        return typed
    text = typed[0] if typed else ""
    number = text.replace(",", "").replace(" ", "").removesuffix(spec.unit).removesuffix("元")
    match spec.type:
        case ValueType.BOOLEAN:
            return {"true": True, "false": False}.get(text)
        case ValueType.INTEGER:
            return int(number) if _WHOLE.fullmatch(number) else None
        case ValueType.SHARE:
            return _share(number.removesuffix("%"))
        case ValueType.REGION:
            return next((code for code, name in REGIONS.items() if text in {name.zh, name.en}), text)
        case _:
            return _in_full(number) if spec.type in _NUMBERS else text


def _in_full(number: str) -> str:
    """800万 written out."""
    times = _MYRIADS.get(number[-1:])
    is_plain = times is not None and _PLAIN.fullmatch(number[:-1])
    return format(Decimal(number[:-1]) * times, "f") if times and is_plain else number


def _share(percent: str) -> str | None:
    return format(Decimal(percent) / 100, "f") if _PLAIN.fullmatch(percent) else None


_WANTED: Final = {
    ValueType.BOOLEAN: Both("请选“是”或者“否”", "Choose yes or no"),
    ValueType.INTEGER: Both("请填整数，如 20", "Give a whole number, such as 20"),
    ValueType.NUMBER: Both("请填数字，如 12.5", "Give a number, such as 12.5"),
    ValueType.MONEY_CNY: Both("请填金额，以元为单位，如 1200000", "Give an amount in yuan, such as 1200000"),
    ValueType.SHARE: Both("请填百分数，从 0 到 100，如 5.5", "Give a percentage from 0 to 100, such as 5.5"),
    ValueType.DATE: Both("请填日期，如 2025-03-01", "Give a date, such as 2025-03-01"),
    ValueType.REGION: Both("请选区，或者填六位行政区划代码", "Choose a district, or give its six-digit code"),
    ValueType.CHOICE: Both("请选一项", "Choose one"),
    ValueType.CHOICES: Both("请从列出的各项里选", "Choose among those listed"),
    ValueType.TEXT: Both("请填写", "Fill it in"),
}
