"""Sources in words, and what they say of each fact that was looked at."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from approval_rules.evidence import SourceKind, Support
from approval_rules.facts import load_namespaces
from approval_rules.language_words import Both, shown_in_both, titles_of
from approval_rules.telling.explanation import SourceSaid, UsedFact

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from approval_rules.evidence import Reading, Weighed
    from approval_rules.items import ItemVersion


@cache
def register_title(register: str) -> Both:
    """What a register is called; one that is known no longer is called by its id."""
    spaces = load_namespaces().values()
    found = next((one for one in spaces if one.register_id == register), None)
    words = register.replace("_", " ")
    return Both(words, words) if found is None else Both(found.title, found.title_en or words)


def source_title(kind: SourceKind, source: str, version: ItemVersion) -> Both:
    match kind:
        case SourceKind.REGISTER:
            return register_title(source)
        case SourceKind.DOCUMENT:
            material = next((one for one in version.materials if one.document == source), None)
            return _DOCUMENT if material is None else Both(material.title, material.title_en or _DOCUMENT.en)
        case SourceKind.FORM:
            return _FORM
        case SourceKind.SYSTEM:
            return _SYSTEM


def used_facts(version: ItemVersion, weighed: Mapping[str, Weighed], names: Mapping[str, Both]) -> Iterator[UsedFact]:
    """Each fact of the version that a source spoke of, in the version's order."""
    for fact, found in weighed.items():
        if found.readings:
            yield UsedFact(
                fact=fact,
                title=titles_of(version.facts[fact]),
                support=found.support,
                said=tuple(_said(version, found.readings, names)),
            )


def _said(version: ItemVersion, readings: Iterable[Reading], names: Mapping[str, Both]) -> Iterator[SourceSaid]:
    for one in readings:
        value = _UNREAD if one.value is None else shown_in_both(one.value, version.facts[one.fact], names)
        source = source_title(one.kind, one.source, version)
        yield SourceSaid(kind=one.kind, source=source, value=value, as_of=one.as_of)


SUPPORT: Final[Mapping[Support, Both]] = {
    Support.AGREED: Both("各来源一致", "the sources agree"),
    Support.ONE_SOURCE: Both("只有一个来源，无法相互印证", "has one source alone, so nothing confirms it"),
    Support.NO_AUTHORITY: Both("没有权威登记信息可以印证", "is confirmed by no register"),
    Support.CONTRADICTED: Both("在不同来源中不一致", "differs between its sources"),
    Support.UNREAD: Both("未能可靠读取", "could not be read reliably"),
    Support.STALE: Both("的登记信息已超过允许的时效", "comes from a register record that is too old"),
    Support.MISSING: Both("没有任何来源", "has no source"),
}
_DOCUMENT: Final = Both("提交的材料", "document handed in")
_FORM: Final = Both("申请表", "application form")
_SYSTEM: Final = Both("受理系统", "this service")
_UNREAD: Final = Both("未能读取", "could not be read")
