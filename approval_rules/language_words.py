"""The two languages people are spoken to in, and values as people read them in each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from approval_rules.values import BadValue, Permanent, Row, ValueType, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from approval_rules.facts import FactSpec
    from approval_rules.values import Value


class Language(StrEnum):
    ZH = "zh"
    EN = "en"


@dataclass(frozen=True, slots=True)
class Both:
    """One text in Chinese and in English."""

    zh: str
    en: str

    def in_(self, language: Language) -> str:
        return self.zh if language is Language.ZH else self.en

    def __bool__(self) -> bool:
        return bool(self.zh or self.en)


def both(say: Callable[[Language], str]) -> Both:
    """What `say` gives in each language."""
    return Both(say(Language.ZH), say(Language.EN))


NO_NAMES: Final[Mapping[str, Both]] = MappingProxyType({})
"""`names` is, in every function that takes it, what texts that are codes are called: items, by their ids."""


def title_of(spec: FactSpec, language: Language) -> str:
    """The fact's title; one without an English title is called by its name, its words set apart."""
    return spec.title if language is Language.ZH else spec.title_en or spec.name.replace("_", " ")


def titles_of(spec: FactSpec) -> Both:
    return both(lambda language: title_of(spec, language))


def shown(
    value: Value, spec: FactSpec, language: Language = Language.ZH, *, names: Mapping[str, Both] = NO_NAMES
) -> str:
    """The value as people read it, with its unit. A number that identifies a person is shown in part."""
    text = bare(value, spec, language, names=names)
    if not isinstance(value, int | Decimal) or isinstance(value, bool) or spec.type is ValueType.SHARE:
        return text
    if language is Language.ZH:
        return text + spec.unit
    return f"{_CURRENCIES[spec.unit]} {text}" if spec.unit in _CURRENCIES else text


def shown_in_both(value: Value, spec: FactSpec, names: Mapping[str, Both] = NO_NAMES) -> Both:
    return both(lambda language: shown(value, spec, language, names=names))


def bare(
    value: Value, spec: FactSpec, language: Language = Language.ZH, *, names: Mapping[str, Both] = NO_NAMES
) -> str:
    """As `shown`, without the unit: to be put into a sentence that has it."""
    match value:
        case bool():
            return _YES[language][0 if value else 1]
        case Permanent():
            return _OPEN_TERM[language]
        case int() | Decimal():
            return _number(value, spec, language)
        case date():
            return value.isoformat()
        case tuple():
            return _several(value, spec, language)
        case _:
            return _string(value, spec, language, names)


def quoted(
    value: Value, spec: FactSpec, language: Language = Language.ZH, *, names: Mapping[str, Both] = NO_NAMES
) -> str:
    """As `shown`, with the quotation marks that a text or a choice has inside a sentence."""
    text = shown(value, spec, language, names=names)
    is_word = isinstance(value, str) and spec.type is not ValueType.REGION
    return in_quotes(text) if is_word else text


def in_quotes(text: str) -> str:
    """Quotation marks inside become single ones; a text that is quoted already stays as it is."""
    if text.startswith("“") and text.find("”") == len(text) - 1:
        return text
    return "“" + text.replace("“", "‘").replace("”", "’") + "”"


def masked(text: str) -> str:
    """The text with every 公民身份号码 in it shown in part: three figures, stars, the last four."""
    return _EIGHTEEN.sub(lambda found: _stars(found[0]) if _is_resident_id(found[0]) else found[0], text)


def plain(number: Decimal | int) -> str:
    """The exact number, without the zeros that say nothing."""
    text = format(Decimal(number), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(share: Decimal) -> str:
    return f"{plain(share * 100)}%"


def yuan(amount: Decimal | int, language: Language) -> str:
    text = plain(amount)
    return f"{text}元" if language is Language.ZH else f"CNY {Decimal(text):,}"


def either(words: Sequence[str], language: Language) -> str:
    """“a”, “b” or “c”."""
    return _listed(words, *_EITHER[language])


def together(words: Sequence[str], language: Language) -> str:
    """“a”, “b” and “c”."""
    return _listed(words, *_TOGETHER[language])


def apart(words: Iterable[str], language: Language) -> str:
    """“a”, “b”, “c”."""
    return _TOGETHER[language][0].join(words)


def region_name(code: str, language: Language) -> str:
    """The name with the code in brackets; the code alone where it has no name here."""
    name = REGIONS.get(code)
    if name is None:
        return code
    return f"{name.zh}（{code}）" if language is Language.ZH else f"{name.en} ({code})"


def region_title(code: str) -> Both:
    """The name alone, as a heading or a list has it; the code where it has none."""
    return REGIONS.get(code) or Both(code, code)


def districts(language: Language) -> tuple[tuple[str, str], ...]:
    """Code and name of each district that has a name here."""
    known = ((code, name.in_(language)) for code, name in REGIONS.items() if len(code) == _DISTRICT_DIGITS)
    return tuple((code, name) for code, name in known if not code.endswith("00"))


_EITHER: Final = {Language.ZH: ("、", "或者"), Language.EN: (", ", " or ")}
_TOGETHER: Final = {Language.ZH: ("、", "和"), Language.EN: (", ", " and ")}
_CURRENCIES: Final = {"元": "CNY", "美元": "USD"}
"""Units that English writes; people, papers and months are named by the fact's title there."""
_YES: Final = {Language.ZH: ("是", "否"), Language.EN: ("yes", "no")}
_NOTHING: Final = {Language.ZH: "无", Language.EN: "none"}
_OPEN_TERM: Final = {Language.ZH: "长期", Language.EN: "open-ended"}
_EIGHTEEN: Final = re.compile(r"(?<![0-9A-Za-z])[0-9]{17}[0-9Xx](?![0-9A-Za-z])")
_CHINESE: Final = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")


def _listed(words: Sequence[str], comma: str, last: str) -> str:
    return comma.join(words[:-1]) + last + words[-1] if len(words) > 1 else "".join(words)


def _number(value: int | Decimal, spec: FactSpec, language: Language) -> str:
    if spec.type is ValueType.SHARE:
        return percent(Decimal(value))
    text = plain(value)
    return f"{Decimal(text):,}" if language is Language.EN and spec.unit in _CURRENCIES else text


def _several(values: tuple[str, ...] | tuple[Row, ...], spec: FactSpec, language: Language) -> str:
    if spec.type is ValueType.RECORDS:
        return f"{len(values)}{spec.unit or '条'}" if language is Language.ZH else str(len(values))
    return apart((choice_name(str(one), spec, language) for one in values), language) or _NOTHING[language]


def _string(value: str, spec: FactSpec, language: Language, names: Mapping[str, Both]) -> str:
    match spec.type:
        case ValueType.REGION:
            return region_name(value, language)
        case ValueType.RESIDENT_ID:
            return _stars(value)
        case ValueType.CHOICE | ValueType.CHOICES:
            return choice_name(value, spec, language)
        case _:
            text = names[value].in_(language) if value in names else masked(value)
            return in_quotes(text) if language is Language.EN and _CHINESE.search(text) else text


def choice_name(code: str, spec: FactSpec, language: Language) -> str:
    """A choice in words; its code is its English name."""
    return spec.choices.get(code, code) if language is Language.ZH else code.replace("_", " ")


def _stars(number: str) -> str:
    return f"{number[:3]}****{number[-4:]}"


def _is_resident_id(text: str) -> bool:
    try:
        parse(text, ValueType.RESIDENT_ID)
    except BadValue:
        return False
    return True


_DISTRICT_DIGITS: Final = 6
REGIONS: Final[Mapping[str, Both]] = {
    "000000": Both("全国", "the whole country"),
    "31": Both("上海市", "Shanghai"),
    "310000": Both("上海市", "Shanghai"),
    "310101": Both("黄浦区", "Huangpu District"),
    "310104": Both("徐汇区", "Xuhui District"),
    "310105": Both("长宁区", "Changning District"),
    "310106": Both("静安区", "Jing'an District"),
    "310107": Both("普陀区", "Putuo District"),
    "310109": Both("虹口区", "Hongkou District"),
    "310110": Both("杨浦区", "Yangpu District"),
    "310112": Both("闵行区", "Minhang District"),
    "310113": Both("宝山区", "Baoshan District"),
    "310114": Both("嘉定区", "Jiading District"),
    "310115": Both("浦东新区", "Pudong New Area"),
    "310116": Both("金山区", "Jinshan District"),
    "310117": Both("松江区", "Songjiang District"),
    "310118": Both("青浦区", "Qingpu District"),
    "310120": Both("奉贤区", "Fengxian District"),
    "310151": Both("崇明区", "Chongming District"),
}
"""GB/T 2260 codes that items and schemes name; any other region is shown by its code alone."""
