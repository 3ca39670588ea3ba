"""Why a source gave nothing that can be relied on; each reason leads to a person."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from app.registries.service import RegisterDown, register_title


class DownReason(StrEnum):
    SLOW = "slow"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    UNAUTHORISED = "unauthorised"
    REDIRECTED = "redirected"
    MALFORMED = "malformed"
    TOO_LARGE = "too_large"
    UNDATED = "undated"
    WRONG_RECORD = "wrong_record"
    UNEXPECTED_VALUE = "unexpected_value"
    RESTING = "resting"
    CONTRADICTED = "contradicted"


_WORDS: Final = {
    DownReason.SLOW: "未在规定时间内答复",
    DownReason.UNREACHABLE: "无法连接或连接中断",
    DownReason.REFUSED: "未受理查询",
    DownReason.UNAUTHORISED: "未认可本系统的身份",
    DownReason.REDIRECTED: "要求改到别处查询",
    DownReason.MALFORMED: "答复的格式不符",
    DownReason.TOO_LARGE: "答复过长",
    DownReason.UNDATED: "答复没有可用的数据日期",
    DownReason.WRONG_RECORD: "答复的不是所查的对象",
    DownReason.UNEXPECTED_VALUE: "答复中有无法识别的内容",
    DownReason.RESTING: "连续多次未答复，暂停查询",
    DownReason.CONTRADICTED: "两个来源的记录不一致",
}


class NoAnswer(Exception):
    """What happened on the way to a source; it becomes a `RegisterDown` before it leaves this package.

    Attributes:
        is_outage: the source could not be asked, rather than answering wrongly; too many of these in a row, and it is
            left alone for a while.
        may_try_again: another try may fare better.
        wait_s: how long the source asks to be left alone before that; 0 when it says nothing.
    """

    def __init__(
        self, reason: DownReason, what: str, *, is_outage: bool = False, may_try_again: bool = False, wait_s: float = 0
    ) -> None:
        super().__init__(what)
        self.reason, self.what = reason, what
        self.is_outage, self.may_try_again, self.wait_s = is_outage, may_try_again, wait_s


def down(register: str, reason: DownReason, about: str = "") -> RegisterDown:
    """What the applicant and the staff are told: which register, and why."""
    more = f"：{about}" if about else ""
    return RegisterDown(f"“{register_title(register)}”暂时无法查询（{_WORDS[reason]}{more}）")
