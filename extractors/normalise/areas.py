"""Areas as a certificate of property prints them: 宗地面积1200.00㎡/房屋建筑面积86.50㎡."""

from __future__ import annotations

import re
from typing import Final

_ONE: Final = r"[^0-9/]{0,8}面积[:：]?[0-9][0-9,]*\.[0-9]{1,2}(?:[㎡m][²2]?|平方米)?"
_AREAS: Final = re.compile(rf"{_ONE}(?:/{_ONE})*")
_UNIT_LOST: Final = re.compile(r"(?<=[0-9])m?(?=/|$)")


def with_units(text: str) -> str:
    """The text itself; areas whose ㎡ was hardly read, the small 2 or all of it, with that unit.

    平方米 is as large as the figures and is not lost.
    """
    whole = text.replace("m2", "m²")
    return _UNIT_LOST.sub("m²", whole) if _AREAS.fullmatch(whole) else text
