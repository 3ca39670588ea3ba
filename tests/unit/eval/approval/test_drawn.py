from dataclasses import replace
from random import Random

import pytest

from app.settings import Settings
from approval_rules.document_spec import load_document_specs
from eval.approval.drawn import Seen, report, run
from eval.approval.made import Made, Paper
from eval.approval.paper_faults import LOOK_ALIKE, look_alike, paper_fault
from eval.approval.pictures import CantBePrinted, photographed
from eval.approval.stories import residence_permit_endorsement
from eval.drawing.typeface import Typefaces

MODELS = Settings().models_dir
SEEN = Seen(
    number=0,
    item="food-permit-change",
    wear="clean",
    has_form=False,
    files=2,
    fault="",
    is_due=True,
    is_approved=True,
    is_false=False,
    doubts=(),
    tolerated=(),
    seconds=2.0,
)


def test_a_misprinted_look_alike_differs_in_one_character_of_a_paper() -> None:
    made = _due()

    spoilt = next(filter(None, (look_alike(made, _chance(seed), made) for seed in range(100))), None)

    assert spoilt is not None
    assert (spoilt.is_due, spoilt.fault, spoilt.form) == (False, LOOK_ALIKE, made.form)
    before, after = _name(made), _name(spoilt)
    assert sum(one != other for one, other in zip(before, after, strict=True)) == 1


def test_every_fault_that_shows_leaves_the_registers_as_they_are() -> None:
    made, other = _due(), _due("other")

    spoilt = [one for seed in range(60) if (one := paper_fault(made, _chance(seed), other)) is not None]

    assert {one.fault for one in spoilt} >= {"one_character", "swapped_owner", "forged_together", "wrong_kind"}
    assert all(one.entries == made.entries and not one.is_due for one in spoilt)


def test_a_misprint_is_told_apart_from_false_approvals() -> None:
    misprint = replace(SEEN, number=1, fault=LOOK_ALIKE, is_due=False)
    false = replace(SEEN, number=2, fault="swapped_owner", is_due=False, is_false=True)
    handed_over = replace(SEEN, number=3, is_approved=False, doubts=("company.uscc: unread",), seconds=4.0)

    figures = report([SEEN, misprint, false, handed_over]).figures

    assert figures["false_approvals"] == 1
    assert figures["look_alikes"] == {"misprinted": 1, "approved": 1}
    assert figures["straight_through"] == 0.5
    assert figures["handed_over_because"] == {"company.uscc: unread": 1}
    assert figures["seconds_an_application"] == 2.5


@pytest.mark.models
def test_the_same_chance_draws_the_same_pictures() -> None:
    form = next(spec for spec in load_document_specs() if spec.kind == "residence_endorsement_form")
    typefaces = Typefaces(MODELS)

    first, second = (photographed(_due(), form, "hard", _chance("one"), typefaces) for _ in range(2))

    assert first == second
    assert [one.material for one in first] == ["identity_card", "form"]


@pytest.mark.models
def test_a_paper_that_nobody_draws_is_told() -> None:
    lease = replace(_due(), papers={"lease_contract": Paper(kind="lease_contract", fields={})})

    with pytest.raises(CantBePrinted, match="lease_contract"):
        photographed(lease, None, "clean", _chance(0), Typefaces(MODELS))


@pytest.mark.models
def test_two_applications_are_drawn_read_and_decided() -> None:
    figures = run(2, 1, MODELS, processes=1).figures

    assert (figures["images"], figures["false_approvals"]) == (2, 0)


def _due(seed: str = "due") -> Made:
    chance = _chance(seed)
    return next(one for one in iter(lambda: residence_permit_endorsement.make(chance), None) if one.is_due)


def _name(made: Made) -> str:
    paper = made.papers["identity_card"]
    return "" if paper is None else str(paper.fields["name"])


def _chance(seed: object) -> Random:
    return Random(str(seed))  # noqa: S311  made up, not secret
