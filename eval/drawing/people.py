"""Made-up people with identity numbers whose check character is right."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from stdnum.cn import ric

from eval.drawing.places import PLACES, Place, home_address

if TYPE_CHECKING:
    from random import Random

_SURNAMES: Final = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜谢邹喻柏水窦章云苏潘葛"
_DOUBLE: Final = ("欧阳", "上官", "司马", "诸葛", "东方", "皇甫", "尉迟")
_FIRST: Final = "知明若思子怀望清致书安云嘉景静雅梓浩宇晓志建国秀玉文海永春"
_SECOND: Final = "行远谷齐衿瑾舒和言之起树华芳伟强娟敏丽军杰涛梅霞刚燕玲辉龙"
_UYGUR: Final = ("阿依努尔", "买买提", "艾力", "吐尔逊", "古丽娜", "阿卜杜拉", "热依汗", "玉素甫", "帕提古丽", "努尔")
_TIBETAN: Final = ("次仁", "卓玛", "扎西", "达瓦", "尼玛", "央金", "旦增", "白玛")
_MONGOL: Final = ("巴特尔", "其其格", "乌兰", "格日勒", "苏和", "萨仁")
_OTHERS: Final = ("回", "满", "苗", "壮", "土家", "侗", "朝鲜", "彝", "布依", "白")
_HAN_SHARE, _OTHER_SHARE = 0.78, 0.9
_FIRST_DAY: Final = date(1948, 1, 1)
_DAYS: Final = 365 * 59


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """`ethnicity` without 族, as the card prints it."""

    name: str
    sex: str
    ethnicity: str
    born_on: date
    place: Place
    address: str
    id_number: str


def made_up_person(random: Random) -> Person:
    name, ethnicity = _named(random)
    born_on = _FIRST_DAY + timedelta(days=random.randrange(_DAYS))
    is_woman = random.random() < 0.5  # noqa: PLR2004  one in two
    place, number = _registered(random, born_on, is_woman=is_woman)
    return Person(
        name=name,
        sex="女" if is_woman else "男",
        ethnicity=ethnicity,
        born_on=born_on,
        place=place,
        address=home_address(place, random),
        id_number=number,
    )


def person_name(random: Random) -> str:
    """A name that is mostly Han, as most legal representatives' are."""
    return _han(random) if random.random() < 0.9 else _named(random)[0]  # noqa: PLR2004


def _registered(random: Random, born_on: date, *, is_woman: bool) -> tuple[Place, str]:
    """A place whose code was in use when the person was born, and a number from there."""
    while True:
        place = random.choice(PLACES)
        number = _id_number(place, born_on, random, is_woman=is_woman)
        if ric.is_valid(number):
            return place, number


def _id_number(place: Place, born_on: date, random: Random, *, is_woman: bool) -> str:
    """18 characters by GB 11643: region, birth, a sequence that is odd for men, check character."""
    sequence = random.randrange(0 if is_woman else 1, 1000, 2)
    body = f"{place.code}{born_on:%Y%m%d}{sequence:03d}"
    return body + str(ric.calc_check_digit(body + "0"))


def _named(random: Random) -> tuple[str, str]:
    chance = random.random()
    if chance < _HAN_SHARE:
        return _han(random), "汉"
    if chance < _OTHER_SHARE:
        return _han(random), random.choice(_OTHERS)
    kind = random.choice(("维吾尔", "哈萨克", "藏", "蒙古"))
    match kind:
        case "藏":
            return "".join(random.sample(_TIBETAN, 2)), kind
        case "蒙古":
            return random.choice(_MONGOL), kind
        case _:
            return "·".join(random.sample(_UYGUR, 2)), kind


def _han(random: Random) -> str:
    surname = random.choice(_DOUBLE) if random.random() < 0.08 else random.choice(_SURNAMES)  # noqa: PLR2004
    given = random.choice(_FIRST) + random.choice(_SECOND)
    return surname + (given if random.random() < 0.8 else random.choice(_SECOND))  # noqa: PLR2004
