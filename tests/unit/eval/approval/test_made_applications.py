from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest

from approval_rules.document_spec import load_document_specs
from approval_rules.errors import NotInForce
from approval_rules.item_files import load_items
from eval.approval.faults import FAULTS
from eval.approval.generating import made_application
from eval.approval.places import at
from eval.approval.stories import all_stories
from eval.approval.variants import VARIANTS

if TYPE_CHECKING:
    from eval.approval.made import Made, Story

STORIES = pytest.mark.parametrize("story", all_stories(), ids=lambda story: story.ITEM)


def _chance(seed: object) -> Random:
    return Random(repr(seed))  # noqa: S311  made up, not secret


def _made(story: Story, count: int = 150) -> list[Made]:
    return [story.make(_chance(f"{story.ITEM}/{number}")) for number in range(count)]


def _due(story: Story) -> Made:
    return next(one for one in _made(story) if one.is_due)


def test_every_item_has_its_story() -> None:
    assert {story.ITEM for story in all_stories()} == set(load_items())


def test_the_same_seed_and_number_make_the_same_application() -> None:
    once = [made_application(7, number) for number in range(60)]

    assert once == [made_application(7, number) for number in range(60)]
    assert once != [made_application(8, number) for number in range(60)]


def test_half_of_the_applications_are_spoilt_by_a_fault_of_their_own() -> None:
    names = {fault.__name__ for fault in FAULTS}
    made = [made_application(0, number) for number in range(400)]

    spoilt = [one for one in made if one.fault in names]

    assert len(spoilt) == 200
    assert {one.fault for one in spoilt} == names
    assert not any(one.is_due or one.amount_cny is not None for one in spoilt)


@STORIES
def test_a_story_names_what_is_wrong_exactly_when_nothing_is_due(story: Story) -> None:
    made = _made(story)

    assert all(one.item == story.ITEM and one.is_due == (not one.fault) for one in made)
    assert 0.3 < sum(one.is_due for one in made) / len(made) < 0.8
    assert len({one.fault for one in made}) > 5


@STORIES
def test_a_story_pays_exactly_when_its_item_pays(story: Story) -> None:
    pays = any(version.amount is not None for version in load_items()[story.ITEM].versions)

    assert all((one.amount_cny is not None) == (pays and one.is_due) for one in _made(story))


@STORIES
def test_a_story_brings_what_its_item_asks_for_and_knows_how_old_records_may_be(story: Story) -> None:
    item, documents = load_items()[story.ITEM], {spec.kind: spec for spec in load_document_specs()}

    for made in _made(story, 60):
        try:
            version = item.version_on(made.on)
        except NotInForce:
            continue
        kinds = {material.id: material.document for material in version.materials}
        assert dict(made.fresh_days) == dict(version.max_age_days)
        assert set(made.entries) == set(version.max_age_days)
        assert set(made.papers) <= set(kinds)
        assert {name for name, paper in made.papers.items() if paper is not None and paper.kind != kinds[name]} == set()
        assert set(made.form) <= {field.name for field in documents[version.form].fields}
        assert all(at(made, place) is not None or place[1] == "uscc" for place in made.named)


@STORIES
def test_records_are_as_old_as_they_may_be_and_no_older(story: Story) -> None:
    for made in _made(story):
        assert all(one.age_days <= made.fresh_days[name] for name, one in made.entries.items() if one is not None)


@STORIES
def test_another_print_leaves_due_what_is_due(story: Story) -> None:
    made = _due(story)

    varied = [one for one in (variant(made, _chance(1)) for variant in VARIANTS) if one is not None]

    assert varied
    assert all(one.is_due and one.amount_cny == made.amount_cny and one.variant for one in varied)
    assert all((one.form, one.papers, one.further) != (made.form, made.papers, made.further) for one in varied)


@STORIES
def test_faults_spoil_an_application_and_leave_the_one_it_was_made_from(story: Story) -> None:
    made, other = _due(story), next(one for one in _made(story)[::-1] if one.is_due)
    before = repr(made)

    spoilt = [one for one in (fault(made, _chance(3), other) for fault in FAULTS) if one is not None]

    assert len(spoilt) >= 8
    assert not any(one.is_due for one in spoilt)
    assert repr(made) == before
