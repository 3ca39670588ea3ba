"""One scheme, one business, one day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from approval_rules.errors import BadRuleFile
from approval_rules.schemes import MatchStatus, Scheme, SchemeMatch, load_scheme, match

if TYPE_CHECKING:
    from pathlib import Path

    from approval_rules.values import Value

ON = date(2026, 3, 2)
REGION, EMPLOYEES, INCOME = "profile.region", "profile.employees", "profile.taxable_income_cny"
FACTS: dict[str, Value] = {REGION: "310114", EMPLOYEES: 300, INCOME: Decimal(1000)}


def _version(**more: object) -> dict[str, Any]:
    return {
        "in_force": {"from": date(2026, 1, 1), "to": date(2026, 12, 31)},
        "basis": ["a-scheme#conditions"],
        "eligible": {"all_of": [{"fact": REGION, "starts_with": "310114"}, {"fact": EMPLOYEES, "at_most": 300}]},
        "amount": {"basis": ["a-scheme#amount"], "rows": [{"otherwise": True, "rate": "0.10", "of": INCOME}]},
        **more,
    }


def _scheme(*versions: dict[str, Any], **more: object) -> Scheme:
    data = {"id": "a-scheme", "title": "某项补贴", "from": "sh-jd-01", "claim": "apply", "conditions": "full"}
    return Scheme.model_validate({**data, "versions": list(versions) or [_version()], **more})


def _match(scheme: Scheme, facts: dict[str, Value], on: date = ON) -> SchemeMatch:
    found = match(scheme, facts, on)
    assert found is not None
    return found


def test_a_business_that_meets_everything_is_eligible_with_its_amount() -> None:
    found = _match(_scheme(), FACTS)

    assert found.status is MatchStatus.ELIGIBLE
    assert found.amount_cny == Decimal("100.00")
    assert not found.unmet
    assert not found.missing
    assert found.citations == ("a-scheme#conditions", "a-scheme#amount")


def test_one_unit_beyond_the_limit_is_ineligible_and_says_what_was_asked_and_what_is() -> None:
    found = _match(_scheme(), {**FACTS, EMPLOYEES: 301})

    (unmet,) = found.unmet
    (finding,) = unmet.findings
    assert found.status is MatchStatus.INELIGIBLE
    assert found.amount_cny is None
    assert (finding.fact, finding.required, finding.actual) == (EMPLOYEES, "不超过300人", "301人")
    assert unmet.clause == "a-scheme#conditions"
    assert unmet.reason == "要求：从业人数不超过300人。目前：从业人数：301人。"


def test_a_missing_fact_makes_it_unknown_and_is_named() -> None:
    found = _match(_scheme(), {REGION: "310114"})

    assert found.status is MatchStatus.UNKNOWN
    assert [(one.fact, one.title) for one in found.missing] == [(EMPLOYEES, "从业人数")]


def test_a_known_failure_outweighs_a_missing_fact() -> None:
    found = _match(_scheme(), {REGION: "310115"})

    assert found.status is MatchStatus.INELIGIBLE
    assert found.missing == ()


def test_a_scheme_known_in_part_is_only_possible() -> None:
    assert _match(_scheme(conditions="partial"), FACTS).status is MatchStatus.POSSIBLE


def test_a_missing_amount_fact_leaves_the_business_eligible() -> None:
    found = _match(_scheme(), {REGION: "310114", EMPLOYEES: 1})

    assert found.status is MatchStatus.ELIGIBLE
    assert found.amount_cny is None
    assert [one.fact for one in found.amount_missing] == [INCOME]


@pytest.mark.parametrize(("on", "is_in_force"), [("2025-12-31", False), ("2026-01-01", True), ("2026-12-31", True)])
def test_both_ends_of_a_period_are_in_force(on: str, *, is_in_force: bool) -> None:
    assert (match(_scheme(), FACTS, date.fromisoformat(on)) is not None) is is_in_force


def test_the_version_of_the_day_answers() -> None:
    later = _version(
        in_force={"from": date(2027, 1, 1)}, eligible={"fact": EMPLOYEES, "at_most": 200}, basis=["a-scheme#new"]
    )
    scheme = _scheme(_version(), later)

    assert _match(scheme, FACTS, date(2026, 12, 31)).status is MatchStatus.ELIGIBLE
    assert _match(scheme, FACTS, date(2027, 1, 1)).status is MatchStatus.INELIGIBLE


def test_a_date_limit_moves_with_the_day_asked() -> None:
    limit = {"fact": "application.received_on", "minus": {"years": 2}}
    scheme = _scheme(_version(eligible={"fact": "profile.owner_graduated_on", "on_or_after": limit}))
    facts: dict[str, Value] = {"profile.owner_graduated_on": date(2024, 3, 2)}

    assert _match(scheme, facts, date(2026, 3, 2)).status is MatchStatus.ELIGIBLE
    assert _match(scheme, facts, date(2026, 3, 3)).status is MatchStatus.INELIGIBLE


def test_alternatives_fail_together_and_name_each() -> None:
    either = [{"fact": EMPLOYEES, "at_most": 30}, {"fact": REGION, "is": "310115"}]

    found = _match(_scheme(_version(eligible={"any_of": either})), FACTS)

    (unmet,) = found.unmet
    assert {finding.fact for finding in unmet.findings} == {EMPLOYEES, REGION}
    assert "以下应符合一项" in unmet.reason


def test_an_exclusion_that_applies_names_what_excludes() -> None:
    found = _match(_scheme(_version(eligible={"not": {"fact": REGION, "is": "310114"}})), FACTS)

    (unmet,) = found.unmet
    assert found.status is MatchStatus.INELIGIBLE
    assert unmet.reason == "要求：注册地不是嘉定区（310114）。目前：注册地：嘉定区（310114）。"


@given(dropped=st.sets(st.sampled_from(sorted(FACTS)), min_size=1))
def test_taking_a_fact_away_never_makes_a_business_eligible(dropped: set[str]) -> None:
    facts = {name: value for name, value in {**FACTS, EMPLOYEES: 301}.items() if name not in dropped}

    assert _match(_scheme(), facts).status is not MatchStatus.ELIGIBLE


@given(region=st.sampled_from(["310114", "310115"]), employees=st.integers(0, 10**6))
def test_a_scheme_known_in_part_never_says_eligible(region: str, employees: int) -> None:
    found = _match(_scheme(conditions="partial"), {REGION: region, EMPLOYEES: employees})

    assert found.status in {MatchStatus.POSSIBLE, MatchStatus.INELIGIBLE}


def test_versions_that_overlap_are_refused() -> None:
    with pytest.raises(ValidationError, match="begins before"):
        _scheme(_version(), _version(in_force={"from": date(2026, 12, 31)}))


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValidationError, match="ends before it begins"):
        _scheme(_version(in_force={"from": date(2026, 1, 2), "to": date(2026, 1, 1)}))


def test_a_scheme_may_not_read_the_facts_of_a_case() -> None:
    with pytest.raises(ValidationError, match="profile facts"):
        _scheme(_version(eligible={"fact": "company.region", "is": "310114"}))


def test_a_scheme_in_the_wrong_folder_is_refused_with_its_line(tmp_path: Path) -> None:
    folder = tmp_path / "another-scheme"
    folder.mkdir()
    (folder / "scheme.yaml").write_text(
        "id: a-scheme\ntitle: 某项补贴\nfrom: sh-jd-01\nclaim: apply\nconditions: full\nversions:\n"
        "  - in_force: {from: 2026-01-01}\n    basis: [a-scheme#conditions]\n"
        "    eligible: {fact: profile.employees, at_most: 3}\n    amount: {basis: [a-scheme#amount], note: 见原文}\n",
        encoding="utf-8",
    )

    with pytest.raises(BadRuleFile, match="Write id: another-scheme"):
        load_scheme(folder)


def test_a_fact_that_does_not_exist_is_refused_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "scheme.yaml").write_text(
        "id: a-scheme\ntitle: 某项补贴\nfrom: sh-jd-01\nclaim: apply\nconditions: full\nversions:\n"
        "  - in_force: {from: 2026-01-01}\n    basis: [a-scheme#conditions]\n"
        "    eligible: {fact: profile.staff, at_most: 3}\n    amount: {basis: [a-scheme#amount], note: 见原文}\n",
        encoding="utf-8",
    )

    with pytest.raises(BadRuleFile, match=r"scheme\.yaml:9: .*no fact 'profile\.staff'"):
        load_scheme(tmp_path)
