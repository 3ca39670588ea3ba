"""The n-th application of a seed: half as their stories tell them, half due but for one thing gone wrong."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Final

from eval.approval.faults import FAULTS
from eval.approval.stories import all_stories
from eval.approval.variants import VARIANTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eval.approval.made import Made, Story

_VARIED: Final = 0.3
"""Of those that are due, so many are printed otherwise."""
_MOST_DRAWS: Final = 1_000


def made_application(seed: int, number: int, stories: Sequence[Story] = ()) -> Made:
    """The same seed and number give the same application of the same stories, whatever else is made.

    Args:
        stories: all there are when empty.
    """
    chance = Random(f"{seed}/{number}")
    story = chance.choice(stories or all_stories())
    return _spoilt(story, chance) if number % 2 else _as_told(story, chance)


def _as_told(story: Story, chance: Random) -> Made:
    made = story.make(chance)
    if made.is_due and chance.random() < _VARIED:
        return chance.choice(VARIANTS)(made, chance) or made
    return made


def _spoilt(story: Story, chance: Random) -> Made:
    """Only the fault is wrong with it: a due application, into which it was put."""
    made, other = _due(story, chance), _due(story, chance)
    for _ in range(_MOST_DRAWS):
        spoilt = chance.choice(FAULTS)(made, chance, other)
        if spoilt is not None:
            return spoilt
    raise ValueError(f"{story.ITEM}: no fault takes hold of its applications")


def _due(story: Story, chance: Random) -> Made:
    for _ in range(_MOST_DRAWS):
        made = story.make(chance)
        if made.is_due:
            return made
    raise ValueError(f"{story.ITEM}: its story never makes an application that is due")
