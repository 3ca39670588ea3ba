"""民族: the 56 peoples of GB/T 3304 as an identity card prints them, without 族."""

from __future__ import annotations

from typing import Final

from extractors.layout.pieces import fold

_NAMES: Final = (
    "汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 "
    "土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 拉祜 水 东乡 纳西 景颇 "
    "柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 "
    "乌孜别克 俄罗斯 鄂温克 德昂 保安 裕固 京 塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺 "
    "穿青人 其他 "
)
PEOPLES: Final = frozenset(_NAMES.split())
_OLDER_FORMS: Final = str.maketrans(
    {"漢": "汉", "滿": "满", "壯": "壮", "維": "维", "爾": "尔", "蔵": "藏", "鮮": "鲜"}
)
_EDGES: Final = " :：.,·-"


def people(text: str) -> str | None:
    """The people's name, 族 left off; None when what stands there is none of them."""
    name = fold(text).replace(" ", "").strip(_EDGES).translate(_OLDER_FORMS)
    for one in (name, name.removesuffix("族")):
        if one in PEOPLES:
            return one
    return None
