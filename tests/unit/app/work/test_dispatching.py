from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

import pytest

from app.errors import DatabaseUnavailable
from app.work.carrier import Carried
from app.work.dispatcher import Dispatcher
from app.work.duties import Deed
from app.work.patience import Patience

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from app.work.carrier import Carrier
    from app.work.duties import Duty
    from app.work.presence import Presence


@dataclass(slots=True)
class Errands:
    """A duty that has one deed, due until it is taken away."""

    is_due_until_done: bool = True
    can_give_up: bool = False
    deeds: list[Deed] = field(default_factory=lambda: [Deed(id="errand:1", of="1", share="1")])
    given_up: list[str] = field(default_factory=list)
    name: str = "errands"
    at_once: int = 1
    is_down: bool = False

    def due(self) -> Sequence[Deed]:
        if self.is_down:
            raise DatabaseUnavailable("away")
        return self.deeds

    def do(self, of: str) -> None:
        raise NotImplementedError

    def give_up(self, of: str) -> bool:
        self.given_up.append(of)
        return self.can_give_up


@dataclass(slots=True)
class NotingCarrier:
    known: dict[str, Carried] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)

    def states(self, _deeds: Iterable[Deed]) -> Mapping[str, Carried]:
        return self.known

    def carry(self, _duty: Duty, deed: Deed) -> None:
        self.said.append(f"carry {deed.id}")

    def carry_again(self, _duty: Duty, deed: Deed) -> None:
        self.said.append(f"again {deed.id}")


@pytest.fixture
def carrier() -> NotingCarrier:
    return NotingCarrier()


def dispatcher(carrier: NotingCarrier, *duties: Errands) -> Dispatcher:
    return Dispatcher(cast("Carrier", carrier), duties, cast("Presence", None), Patience())


def test_what_nobody_carries_is_carried(carrier: NotingCarrier) -> None:
    errands = Errands()
    dispatcher(carrier, errands)._look(errands)

    assert carrier.said == ["carry errand:1"]


def test_what_is_carried_is_left_alone(carrier: NotingCarrier) -> None:
    carrier.known["errand:1"] = Carried.UNDER_WAY
    errands = Errands()
    dispatcher(carrier, errands)._look(errands)

    assert carrier.said == []


def test_what_was_carried_and_is_still_due_at_the_next_look_is_carried_again_once(carrier: NotingCarrier) -> None:
    carrier.known["errand:1"] = Carried.ENDED
    errands = Errands()
    looking = dispatcher(carrier, errands)

    looking._look(errands)
    first = list(carrier.said)
    for _ in range(3):
        looking._look(errands)

    assert first == []
    assert carrier.said == ["again errand:1"]


def test_a_duty_whose_deeds_are_done_once_carried_has_none_carried_again(carrier: NotingCarrier) -> None:
    carrier.known["errand:1"] = Carried.ENDED
    errands = Errands(is_due_until_done=False)
    looking = dispatcher(carrier, errands)
    for _ in range(3):
        looking._look(errands)

    assert carrier.said == []


def test_what_every_process_died_over_is_given_up(carrier: NotingCarrier) -> None:
    carrier.known["errand:1"] = Carried.FATAL
    errands = Errands(can_give_up=True)
    dispatcher(carrier, errands)._look(errands)

    assert (errands.given_up, carrier.said) == (["1"], [])


def test_what_every_process_died_over_and_can_not_be_given_up_is_begun_anew(carrier: NotingCarrier) -> None:
    carrier.known["errand:1"] = Carried.FATAL
    errands = Errands()
    looking = dispatcher(carrier, errands)
    looking._look(errands)
    looking._look(errands)

    assert carrier.said == ["again errand:1"]


def test_a_duty_that_can_not_look_keeps_no_other_from_its_work(carrier: NotingCarrier) -> None:
    down, well = Errands(name="down", is_down=True), Errands()
    looking = dispatcher(carrier, down, well)

    for duty in (down, well):
        looking._guarded("look", duty)

    assert carrier.said == ["carry errand:1"]
