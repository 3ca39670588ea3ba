"""Checks, items, districts and spans of time in words, as a dashboard names them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from approval_rules.conditions.saying import Saying, said
from approval_rules.language_words import Both, Language, region_title, titles_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from approval_rules.items import Item, ItemVersion

_MINUTE, _HOUR, _DAY = 60, 3600, 86_400
_GATES: Final = {
    "form": Both("申请表填写完整、正确", "the form is filled in completely and correctly"),
    "evidence": Both("核验所需的数据均已取得", "the data to check by were obtained"),
    "switch": Both("本事项已开通无人干预自动办理", "this service may be decided without a person"),
    "amount": Both("可以确定金额", "the amount can be told for certain"),
}


def item_title(item_id: str, items: Mapping[str, Item]) -> Both:
    found = items.get(item_id)
    return Both(item_id, item_id) if found is None else Both(found.title, found.title_en)


def district_title(code: str) -> Both:
    if not code:
        return Both("没有区", "no district")
    return region_title(code)


def check_title(item_id: str, rule: str, items: Mapping[str, Item]) -> Both:
    """What the check asks for, by the newest version of the item that has it; its id where none has."""
    found = items.get(item_id)
    for version in reversed(found.versions if found is not None else []):
        words = _in_version(rule, version)
        if words is not None:
            return words
    return _GATES.get(rule.partition(".")[0]) or Both(rule, rule)


def span(seconds: float | None) -> Both:
    """How long, to two figures or so."""
    if seconds is None:
        return Both("—", "—")
    if seconds < 1:
        return Both("不到1秒", "under 1 s")
    if seconds < _MINUTE:
        return Both(f"{seconds:.0f}秒", f"{seconds:.0f} s")
    if seconds < _HOUR:
        return Both(f"{seconds / _MINUTE:.0f}分钟", f"{seconds / _MINUTE:.0f} min")
    if seconds < _DAY:
        return Both(f"{seconds / _HOUR:.1f}小时", f"{seconds / _HOUR:.1f} h")
    return Both(f"{seconds / _DAY:.1f}天", f"{seconds / _DAY:.1f} days")


def _in_version(rule: str, version: ItemVersion) -> Both | None:
    gate, _, name = rule.partition(".")
    if gate == "material":
        one = next((one for one in version.materials if one.id == name), None)
        if one is not None:
            english = one.title_en or name.replace("_", " ")
            return Both(f"已提交材料“{one.title}”且可以读取", f"“{english}” is handed in and can be read")
    if gate == "evidence" and name in version.facts:
        title = titles_of(version.facts[name])
        return Both(f"“{title.zh}”有可靠的来源且各来源一致", f"“{title.en}” is known from sources that agree")
    found = next((one for one in version.rules if one.id == rule), None)
    if found is None:
        return None
    return Both(found.says, said(found.condition, Saying(vocabulary=version.facts, language=Language.EN)))
