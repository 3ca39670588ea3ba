"""Says what a proof found, in Chinese and English, without a stop at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from approval_rules.evidence import Support
from approval_rules.language_words import Both, Language, both, in_quotes, quoted, title_of, together
from approval_rules.values import Row, Value, ValueType

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from approval_rules.facts import FactSpec
    from approval_rules.items import Material, Rule
    from approval_rules.proving.search import Example

Facts = "Mapping[str, FactSpec]"

SUPPORTED: Final[Mapping[Support, Both]] = {
    Support.AGREED: Both("有合格的来源", "is well supported"),
    Support.ONE_SOURCE: Both("只有一个来源", "has one source only"),
    Support.NO_AUTHORITY: Both("没有权威来源", "has no authoritative source"),
    Support.CONTRADICTED: Both("各来源不一致", "is contradicted"),
    Support.UNREAD: Both("未能读取", "could not be read"),
    Support.STALE: Both("已超过时效", "is stale"),
    Support.MISSING: Both("没有任何来源，是未知的", "is stated by nobody, and so unknown"),
}

_ROWS_SHOWN: Final = 3


def fact_in(spec: FactSpec, support: Support) -> Both:
    """“登记状态”已超过时效."""
    how = SUPPORTED[support]
    return both(lambda language: in_quotes(title_of(spec, language)) + _gap(language) + how.in_(language))


def value_of(spec: FactSpec, value: Value) -> Both:
    """“登记状态”为“吊销”."""
    return both(lambda language: in_quotes(title_of(spec, language)) + _IS[language] + _shown(value, spec, language))


def facts_of(names: Iterable[str], facts: Mapping[str, FactSpec], example: Example) -> Both:
    """What the example has of each of these facts."""
    told = []
    for name in names:
        support = example.supports[name]
        spec = facts[name]
        told.append(value_of(spec, example.values[name]) if support is Support.AGREED else fact_in(spec, support))
    return both(lambda language: _COMMA[language].join(one.in_(language) for one in told))


def rule_in(rule: Rule) -> Both:
    return Both(f"规则{in_quotes(rule.says)}", f"the rule {rule.id}")


def rules_in(rules: Sequence[Rule]) -> Both:
    return both(lambda language: together([rule_in(one).in_(language) for one in rules], language))


def material_in(material: Material) -> Both:
    return Both(f"材料{in_quotes(material.title)}", f"the material {in_quotes(material.title_en or material.id)}")


def sentence(template: Both, **parts: Both | str) -> Both:
    """The template with its parts put in, each in its language."""
    return both(
        lambda language: template.in_(language).format(
            **{name: part if isinstance(part, str) else part.in_(language) for name, part in parts.items()}
        )
    )


_IS: Final = {Language.ZH: "为", Language.EN: " is "}
_COMMA: Final = {Language.ZH: "，", Language.EN: ", "}


def _gap(language: Language) -> str:
    return "" if language is Language.ZH else " "


def _shown(value: Value, spec: FactSpec, language: Language) -> str:
    if spec.type is not ValueType.RECORDS or not isinstance(value, tuple):
        return quoted(value, spec, language)
    rows = [_row(one, spec, language) for one in value[:_ROWS_SHOWN] if isinstance(one, Row)]
    count = quoted(value, spec, language)
    return f"{count}（{'；'.join(rows)}）" if language is Language.ZH else f"{count} ({'; '.join(rows)})"


def _row(row: Row, spec: FactSpec, language: Language) -> str:
    columns = {column.name: column for column in spec.columns}
    told = [
        title_of(columns[name], language) + _IS[language] + quoted(cell, columns[name], language)
        for name, cell in row.cells
    ]
    return _COMMA[language].join(told) or {Language.ZH: "空", Language.EN: "empty"}[language]
