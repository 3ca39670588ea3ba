"""Takes out of a text what identifies a person: identity numbers, phones, cards, e-mail, and a name that is told.

A company's 统一社会信用代码 is public and stays. In doubt a number goes: nothing here needs it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

MASK: Final = "***"

_LEVELLED: Final = {code + 0xFEE0: code for code in range(0x21, 0x7F)} | dict.fromkeys(
    (0x2010, 0x2011, 0x2013, 0x2014), ord("-")
)
"""Wide forms and dashes as plain ones; one character for one, so that places in the text stay the same."""
_SPOKEN: Final = str.maketrans("〇零一幺壹二三四五六七八九", "0011123456789")

_GAP: Final = r"[ \u3000\-]?"
_MONTH: Final = rf"(?:0[1-9]|1[0-2]){_GAP}(?:0[1-9]|[12]\d|3[01])"
_REGION: Final = rf"[1-8]\d{_GAP}\d{{2}}{_GAP}\d{{2}}"
_OURS: Final = r"(?<!ZB\d{8}-)(?<!RG\d{8}-)"
"""Not the second half of a case number or the number of a hand-off."""
_NUMBERS: Final = tuple(
    re.compile(rf"(?<![0-9A-Za-z]){_OURS}{pattern}(?![0-9A-Za-z])", re.ASCII)
    for pattern in (
        rf"{_REGION}{_GAP}(?:19|20)\d{{2}}{_GAP}{_MONTH}{_GAP}\d{{3}}{_GAP}[0-9Xx]",
        r"[1-8]\d{16}[Xx]",
        rf"{_REGION}{_GAP}\d{{2}}{_GAP}{_MONTH}{_GAP}\d{{3}}",
        rf"(?:(?:\+|00)?86{_GAP})?1[3-9]\d{_GAP}\d{{4}}{_GAP}\d{{4}}",
        r"(?:(?:\+|00)?86-?)?\(?0\d{2,3}\)?[ \-]?\d{7,8}(?:-\d{1,6})?",
        r"[EGDSPHMCTK][A-Z]?\d{7,8}",
    )
)
_CARD: Final = re.compile(r"(?<![0-9A-Za-z])[3-6]\d{3}(?:[ \-]?\d{4}){2,3}(?:[ \-]?\d{1,3})?(?![0-9A-Za-z])", re.ASCII)
_SPOKEN_NUMBER: Final = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)|(?<!\d)[1-8]\d{5}(?:19|20)\d{9}[\dXx](?!\d)", re.ASCII)
_EMAIL: Final = re.compile(r"[A-Za-z0-9._%+\-]+@[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)+", re.ASCII)

_SURNAMES: Final = (
    "欧阳|司马|上官|诸葛|司徒|东方|皇甫|尉迟|公孙|慕容|令狐|夏侯|"
    "[王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范"
    "金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟"
    "殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳欧管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆"
    "农司卓古吉缪简车项连芦麦褚娄窦戚岑景宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻"
    "苑迟邝样]"
)
_GIVEN: Final = r"[\u4e00-\u9fff]"
_AFTER_NAME: Final = r"(?=[^\u4e00-\u9fff]|$|[想要是在有来住今身电手女男的和去问请现准已开办申目从为能可也])"
_TOLD_BY: Final = (
    r"我叫|我的名字[叫是:]|(?:本人|申请人|联系人|经办人|法定代表人|法人|经营者|负责人|客户)?姓名[:是为叫 ]|"
    r"名字[:是叫]|(?:本人|申请人)[:叫]|(?:联系人|经办人|收件人|代办人)[:是叫]"
)
_NAME: Final = re.compile(
    rf"(?P<by>(?:{_TOLD_BY})\s*)"
    rf"(?P<name>(?:{_SURNAMES})(?:{_GIVEN}{{1,2}}?{_AFTER_NAME}|{_GIVEN}{{1,2}}))"
)
_FOREIGN_NAME: Final = re.compile(
    r"(?i:my name is|我叫|姓名[:是为 ])\s*(?P<name>[A-Z][A-Za-z'\-]+(?: [A-Z][A-Za-z'\-]+){0,3})"
)


def masked(text: str) -> str:
    """`text` with stars in place of every number, address or name that identifies a person."""
    levelled = text.translate(_LEVELLED)
    spans = [
        *((found.start(), found.end()) for pattern in (*_NUMBERS, _EMAIL) for found in pattern.finditer(levelled)),
        *((found.start(), found.end()) for found in _CARD.finditer(levelled) if _is_card(found[0])),
        *((found.start(), found.end()) for found in _SPOKEN_NUMBER.finditer(levelled.translate(_SPOKEN))),
        *(found.span("name") for pattern in (_NAME, _FOREIGN_NAME) for found in pattern.finditer(levelled)),
    ]
    return _without(text, spans)


def masked_within(value: object, change: Callable[[str], str] = masked) -> object:
    """The same for every text inside a value of lists, tuples and mappings; other values are left as they are."""
    match value:
        case str():
            return change(value)
        case dict():
            return {key: masked_within(one, change) for key, one in value.items()}
        case list() | tuple() | set() | frozenset():
            return [masked_within(one, change) for one in value]
        case _:
            return value


def _is_card(number: str) -> bool:
    """By its check digit (ISO/IEC 7812-1), or as a card of UnionPay by how it begins."""
    figures = [int(one) for one in number if one.isdigit()]
    doubled = [sum(divmod(2 * one, 10)) if at % 2 else one for at, one in enumerate(reversed(figures))]
    return sum(doubled) % 10 == 0 or number.startswith("62")


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    kept, at = [], 0
    for start, end in sorted(spans):
        if end > at:
            kept += [text[at : max(start, at)], "" if start < at else MASK]
            at = end
    return "".join([*kept, text[at:]])
