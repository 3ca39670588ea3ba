"""Many who ask at once are looked up a few at a time, in the order they came."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from app.assistant.service import Assistant
from app.flows.answer import answer
from retrieval.filters import ANY
from tests.unit.app.assistant.test_answering import CORPUS, ON, GivenHits, SameVector

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.filters import Filters
    from retrieval.search import Hit


class CountedSearch(GivenHits):
    """Takes a while, and counts how many searches run at the same time."""

    def __init__(self) -> None:
        super().__init__("card#time")
        self.running = self.most = 0
        self.counting = threading.Lock()

    def search(self, question: str, k: int = 10, *, filters: Filters = ANY) -> Sequence[Hit]:
        with self.counting:
            self.running += 1
            self.most = max(self.most, self.running)
        time.sleep(0.005)
        with self.counting:
            self.running -= 1
        return super().search(question, k, filters=filters)


def test_no_more_are_looked_up_at_once_than_have_a_core_and_all_are_answered() -> None:
    search = CountedSearch()
    assistant = Assistant(search, CORPUS, SameVector())

    with ThreadPoolExecutor(20) as people:
        given = list(people.map(lambda _: answer(["居住证多久办好"], on=ON, assistant=assistant), range(40)))

    assert [one.citations[0].clause for one in given] == ["card#time"] * 40
    assert search.most == 2


def test_a_search_that_fails_leaves_room_for_the_next() -> None:
    search = CountedSearch()
    assistant = Assistant(search, CORPUS, SameVector())
    search.found = ("nowhere",)

    for _ in range(5):
        with pytest.raises(KeyError):
            answer(["居住证多久办好"], on=ON, assistant=assistant)
    search.found = ("card#time",)

    assert not answer(["居住证多久办好"], on=ON, assistant=assistant).abstained
