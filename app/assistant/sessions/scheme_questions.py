"""Questions about what the asker's own company can get, told apart by narrow patterns: all others are searched."""

from __future__ import annotations

import re
from typing import Final

_LONGEST: Final = 60
"""Characters of a question that asks for nothing but this."""

# Every repetition is possessive, so that no text makes the matching slow.
_POLITE: Final = r"(?:您好|你好|请问|麻烦|请|帮我|帮忙|给我|我想|想|查询|查|看|问|知道|一下|，|,|、|\s)*+"
_COMPANY: Final = (
    r"(?:我们(?:公司|企业|单位|店|厂)?|我公司|我的公司|我家公司|我司|我企业|本公司|本企业|本单位|咱们?公司|"
    r"像我们这样的(?:公司|企业))"
)
_GET: Final = r"(?:申请|申领|申报|享受|拿到?|领取?|得到|获得|报)"
_CAN: Final = rf"(?:现在|目前|今年|都|还)*+(?:能够|能|可以|可|符合|够得上|适合|有资格){_GET}?到?"
_WHICH: Final = r"的?(?:哪些|哪几项|哪几个|什么|啥|多少)样?的?"
_SCHEMES: Final = (
    r"(?:政府|惠企|扶持|优惠|涉企|企业)*+(?:补贴|补助|政策|扶持|奖励|奖补|资助|资金|优惠|支持|项目|好处|钱)"
    r"(?:政策|资金|项目)?"
)
_OUR: Final = r"(?:my|our) (?:company|firm|business)"
_GENERAL: Final = tuple(
    re.compile(rf"{_POLITE}(?:{pattern})[了呢吗啊\s?？。！!~]*", re.IGNORECASE)
    for pattern in (
        rf"{_COMPANY}{_CAN}{_WHICH}{_SCHEMES}",
        rf"有?{_WHICH}{_SCHEMES}是?{_COMPANY}{_CAN}的?",
        rf"{_COMPANY}有{_WHICH}{_SCHEMES}(?:可以|能){_GET}",
        rf"(?:which|what) (?:subsidies|schemes|grants|support|policies) (?:can|may) {_OUR} (?:get|apply for|claim)",
        rf"what can {_OUR} (?:get|apply for|claim)",
    )
)


def asks_what_there_is(question: str) -> bool:
    """Whether somebody asks in general what their company can get; what a named scheme gives is another question."""
    return len(question) <= _LONGEST and any(pattern.fullmatch(question) for pattern in _GENERAL)
