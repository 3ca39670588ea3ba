"""What is wrong with an application and shows on its papers, some of it so slightly that a hasty reader misses it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from eval.approval import faults
from eval.approval.places import FORM, at, written

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from eval.approval.made import Made

LOOK_ALIKE: Final = "look_alike"
_ALIKE: Final = (
    "未末 己已 土士 干千 大太 天夭 人入 王玉 今令 自白 田由 申甲 日曰 晴睛 瑞端 清请 泽择 恒桓 宇字 泓弘 "
    "铭名 澜阑 衡横 桐铜 屿与 浦蒲 陈阵 林材 徐除 杨扬 何河 科料 技枝 食良 贸货 信倍 智暂 医匠 械诫 设没 "
    "备各 传转 区匹 号另 室窒 弄弃 幢憧 楼搂 新折 和利 样洋 静睁 安按 闵闰 沪护 昱显 砚现 麓鹿 栎烁 晟晨 "
    "沁泌 翊翌 霁霏 煜焜 骁晓 樾越 祺棋 佳住 景影 思恩 怀坏 远运 芳若 知如"
)
"""Pairs of characters of which one is easily read as the other; of a character in several the last counts."""


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
    return made.spoilt(LOOK_ALIKE, form=form, papers=papers)


def paper_fault(made: Made, chance: Random, other: Made) -> Made | None:
    """The application with one of the faults that show; None where the one chosen finds nothing to take hold of."""
    return chance.choice(_FAULTS)(made, chance, other)


def _others() -> dict[str, str]:
    return {pair[place]: pair[1 - place] for pair in _ALIKE.split() for place in (0, 1)}


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
