"""A stored dossier is decided again from itself alone, to the same bytes."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from approval_rules import strict_yaml
from approval_rules.calendar import load_calendar
from approval_rules.decide import Problem, ProblemCode, decide
from approval_rules.dossier import ENGINE, dossier, dossier_sha256
from approval_rules.examples import case_of, load_examples
from approval_rules.item_files import ITEMS_DIR, load_item, load_items
from approval_rules.items import Outcome
from approval_rules.replay import ForeignDossier, replayed
from tests.cases_in_order import ITEMS, in_order, without

if TYPE_CHECKING:
    from pathlib import Path

ITEM = ITEMS[0]


def _dossier(item: str = ITEM) -> bytes:
    version, case = in_order(item)
    return dossier(version, case, decide(version, case))


def _altered(content: bytes, *path: str | int, to: object) -> bytes:
    data: Any = json.loads(content)
    part = data
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = to
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _replay_finds(original: bytes, altered: bytes) -> bool:
    """Whether comparing bytes and hash, as `zhiban replay` does, notices the alteration."""
    try:
        again = replayed(altered)
    except ForeignDossier:
        return True
    return again != altered or dossier_sha256(altered) != dossier_sha256(original)


@pytest.mark.parametrize("item", ITEMS)
def test_a_dossier_is_decided_again_to_the_same_bytes(item: str) -> None:
    version, case = in_order(item)
    cases = [
        case,
        replace(case, problems=(Problem(code=ProblemCode.REGISTER_DOWN, message="无法查询"),)),
        replace(case, presented=()),
    ]
    cases += [without(case, number) for number in range(len(case.readings))]

    for one in cases:
        content = dossier(version, one, decide(version, one))

        assert replayed(content) == content


def test_every_worked_example_is_decided_again_to_the_same_bytes() -> None:
    for example in load_examples():
        version = load_items()[example.item].version_on(example.received_on)
        case = case_of(version, example)
        content = dossier(version, case, decide(version, case))

        assert replayed(content) == content, example.name


def test_working_days_are_counted_again_by_the_calendar_of_the_dossier() -> None:
    example = next(
        one for one in load_examples() if one.item == "food-permit-renewal" and one.proposal is Outcome.APPROVE
    )
    version = load_items()[example.item].version_on(example.received_on)
    year = example.received_on.year
    case = replace(case_of(version, example), calendar=load_calendar().subset(year - 1, year + 1))
    content = dossier(version, case, decide(version, case))

    assert json.loads(content)["calendar"]
    assert replayed(content) == content
    assert replayed(_altered(content, "calendar", to=None)) != content


def test_two_dossiers_of_one_version_share_its_reading_and_not_their_facts() -> None:
    version, case = in_order(ITEM)
    fewer = without(case, 1)
    contents = [dossier(version, one, decide(version, one)) for one in (case, fewer, case)]

    assert [replayed(one) for one in contents] == contents
    assert contents[0] != contents[1]


def test_altering_the_canonical_form_itself_alters_nothing() -> None:
    content = _dossier()

    assert _altered(content, "engine", to=ENGINE) == content


@pytest.mark.parametrize(
    ("path", "to"),
    [
        (("verdict", "outcome"), "not_accept"),
        (("verdict", "proposal"), "correct"),
        (("verdict", "amount_cny"), "1"),
        (("verdict", "checks", 0, "holds"), "false"),
        (("verdict", "checks", 0, "message"), "样例"),
        (("verdict", "checks"), []),
    ],
)
def test_an_altered_verdict_is_decided_back_to_what_it_was(path: tuple[str | int, ...], to: object) -> None:
    content = _dossier()
    altered = _altered(content, *path, to=to)

    assert altered != content
    assert replayed(altered) == content


@pytest.mark.parametrize(
    ("path", "to"),
    [
        (("readings", 1, "value"), "91310117MY0000004E"),
        (("readings", 0, "value"), "2026-13-01"),
        (("readings", 0, "value"), 5),
        (("readings", 0, "fact"), "company.shoe_size"),
        (("readings", 0, "kind"), "rumour"),
        (("readings", 0, "as_of"), "2026-02-30"),
        (("received_on",), "2031-01-01"),
        (("received_on",), 5),
        (("presented", 0, "uploads"), []),
        (("problems",), ["样例"]),
        (("item_version", "rules"), []),
        (("item_version", "automation"), "assisted"),
        (("item_version", "rules", 0, "otherwise"), "approve"),
        (("item_version", "rules", 0, "holds"), {"fact": "company.shoe_size", "is": 1}),
        (("item_version", "extra"), 1),
        (("engine",), "1"),
        (("engine",), 2),
    ],
)
def test_any_altered_fact_or_rule_is_noticed(path: tuple[str | int, ...], to: object) -> None:
    content = _dossier()

    assert _replay_finds(content, _altered(content, *path, to=to))


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[]", b"null", b"1", b'"text"', b"{", b"\xff\xfe", b'{"engine": "1"}', b'{"engine": null}']
)
def test_what_is_no_dossier_is_refused(content: bytes) -> None:
    with pytest.raises(ForeignDossier):
        replayed(content)


def test_a_dossier_of_another_engine_names_both() -> None:
    with pytest.raises(ForeignDossier, match=f"engine 99, this is engine {ENGINE}"):
        replayed(_altered(_dossier(), "engine", to="99"))


def test_replay_reads_no_rule_file(monkeypatch: pytest.MonkeyPatch) -> None:
    content = _dossier()

    def refuse(path: Path) -> None:
        raise AssertionError(f"replay opened {path}")

    monkeypatch.setattr(strict_yaml, "_compose", refuse)

    with pytest.raises(AssertionError, match="replay opened"):
        load_item(ITEMS_DIR / ITEM)
    assert replayed(content) == content
