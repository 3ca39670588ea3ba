"""So many a minute, for each key alone."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from app.errors import TooMany
from app.web.rate import PerMinute


@dataclass
class Watch:
    seconds: float = 0.0

    def __call__(self) -> float:
        return self.seconds


def test_one_too_many_is_told_how_long_to_wait() -> None:
    watch = Watch()
    limit = PerMinute(2, watch)
    limit.use("a")
    watch.seconds = 20
    limit.use("a")

    with pytest.raises(TooMany) as refused:
        limit.use("a")

    assert refused.value.headers == {"retry-after": "10"}


def test_what_was_refused_does_not_count_and_a_minute_later_there_is_room() -> None:
    watch = Watch()
    limit = PerMinute(1, watch)
    limit.use("a")
    watch.seconds = 59.9
    with pytest.raises(TooMany):
        limit.use("a")

    watch.seconds = 60
    limit.use("a")

    with pytest.raises(TooMany):
        limit.use("a")


def test_one_key_does_not_count_for_another() -> None:
    limit = PerMinute(1, Watch())
    limit.use("a")

    limit.use("b")


def test_keys_are_forgotten_before_they_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.web.rate._MOST_KEPT", 3)
    limit = PerMinute(5, Watch())

    for key in "abcdefgh":
        limit.use(key)

    assert list(limit._left) == ["f", "g", "h"]
