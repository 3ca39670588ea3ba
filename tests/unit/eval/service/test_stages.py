from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from eval.service_load.stages import COMMIT, POINTS, REST, WHOLE, cost_of_stages
from eval.serving.claims import claims, world_for
from eval.serving.service import submission
from tests.website import build_site

if TYPE_CHECKING:
    from pathlib import Path


def test_each_stage_of_a_submission_costs_something_and_together_they_are_the_whole(tmp_path: Path) -> None:
    requests = (submission(one, str(uuid4())) for one in claims(world_for(300)))

    costs = cost_of_stages(build_site(tmp_path), requests, 3)

    assert set(costs) == {COMMIT, REST, WHOLE, *(stage for stage, _, _ in POINTS)}
    assert all(cost > 0 for cost in costs.values())
