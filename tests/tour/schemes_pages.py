"""The schemes that people browse, and one of each kind in full."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.tour import Room, Stop
from tests.website import build_site

if TYPE_CHECKING:
    from pathlib import Path


def furnished(home: Path) -> Room:
    return Room(
        site=build_site(home),
        stops=(
            Stop(name="schemes", path="/schemes", says="惠企政策"),
            Stop(name="second", path="/schemes?standing=&page=2", says="第 2 页"),
            Stop(name="words", path="/schemes?q=稳岗&standing=", says="已经结束"),
            Stop(name="filtered", path="/schemes?region=310114&claim=apply&audience=enterprise", says="嘉定区"),
            Stop(name="none", path="/schemes?q=甑鼒龘", says="没有找到符合的政策"),
            Stop(name="scheme", path="/schemes/startup-rent-subsidy", says="扶持标准"),
            Stop(name="partial", path="/schemes/jiading-guaranteed-loan-interest", says="只知道一部分"),
            Stop(name="ended", path="/schemes/stable-employment-refund-2024", says="已经结束"),
            Stop(name="none-such", path="/schemes/gold-for-all", says="没有找到", status=404),
        ),
    )
