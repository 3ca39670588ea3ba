"""What is wrong with an application and shows on its papers, some of it so slightly that a hasty reader misses it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from eval.approval import faults
from eval.approval.places import FORM, at, written

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from eval.approval.made import Made

_ALIKE: Final = (
    "未末", "己已", "土士", "干千", "大太", "天夭", "人入", "王玉", "今令", "自白", "田由", "申甲", "日曰", "晴睛", "瑞端",
    "鸿鸣", "清请", "泽择", "恒桓", "宇字", "晨辰", "泓弘", "铭名", "澜阑", "霁齐", "衡横", "桐铜", "屿与", "棠堂", "溪奚",
    "路洛", "浦蒲", "陈阵", "张弛", "林材", "刘浏", "李季", "徐除", "杨扬", "何河", "科料", "技枝", "食良", "商啇", "贸货",
    "信倍", "息恩", "智暂", "能熊", "医匠", "机杌", "械诫", "设没", "备各", "文丈", "传转", "区匹", "号另", "室窒", "弄弃",
    "幢憧", "楼搂", "东车", "南男", "西四", "中申", "新折", "和利", "样洋", "宁守", "静睁", "安按", "闵闰", "徽微",
)  # fmt: skip
"""Pairs of characters of which one is easily read as the other. Not all of them ever meet in a name: no matter."""


def look_alike(made: Made, chance: Random, _other: Made) -> Made | None:
    """One character of a name or an address on a paper is another one that looks much the same."""
    others = _others()
    places = [
        (place, number)
        for place in made.named
        if place[0] != FORM
        for number, char in enumerate(str(at(made, place) or ""))
        if char in others
    ]
    if not places:
        return None
    place, number = chance.choice(places)
    value = str(at(made, place))
    form, papers = written(made, {place: value[:number] + others[value[number]] + value[number + 1 :]})
    return made.spoilt("look_alike", form=form, papers=papers)


def paper_fault(made: Made, chance: Random, other: Made) -> Made | None:
    """The application with one of the faults that show; None where the one chosen finds nothing to take hold of."""
    return chance.choice(_FAULTS)(made, chance, other)


def _others() -> dict[str, str]:
    return {one: other for pair in _ALIKE for one, other in (pair, pair[::-1])}


_FAULTS: Final[tuple[Callable[[Made, Random, Made], Made | None], ...]] = (
    look_alike,
    faults.one_character,
    faults.one_character,
    faults.lost_character,
    faults.forged_paper,
    faults.forged_together,
    faults.swapped_owner,
    faults.second_paper,
    faults.wrong_kind,
)
