"""The vocabulary: every fact a rule may name, and one byte form for what is hashed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from approval_rules.canonical import canonical_json
from approval_rules.document_spec import load_document_specs
from approval_rules.errors import BadRuleFile
from approval_rules.facts import FactSpec, load_namespaces, load_vocabulary
from approval_rules.values import PERMANENT, BadValue, ValueType

if TYPE_CHECKING:
    from pathlib import Path


def test_every_fact_is_named_by_its_namespace() -> None:
    vocabulary = load_vocabulary()

    assert vocabulary["company.uscc"].type is ValueType.USCC
    assert all(name.rpartition(".")[2] == spec.name for name, spec in vocabulary.items())


def test_every_fact_that_one_source_alone_knows_names_a_register_there_is() -> None:
    registers = {space.register_id for space in load_namespaces().values() if space.register_id}

    known_by = {spec.known_only_by for spec in load_vocabulary().values()} - {""}

    assert known_by <= registers | {"system"}


def test_every_declaration_names_the_form_it_is_made_in_and_is_known_by_nobody_else() -> None:
    forms = {spec.kind for spec in load_document_specs()}

    declared = [spec for spec in load_vocabulary().values() if spec.declared_in]

    assert {spec.declared_in for spec in declared} <= forms
    assert not any(spec.known_only_by for spec in declared)


def test_every_choice_has_its_chinese_name() -> None:
    for name, spec in load_vocabulary().items():
        assert bool(spec.choices) == (spec.type in {ValueType.CHOICE, ValueType.CHOICES}), name
        assert all(spec.choices.values()), name


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{name: Size, title: 大小, type: text}", "name"),
        ("{name: size, title: 大小, type: colour}", "type"),
        ("{name: size, type: text}", "title"),
        ("{name: size, title: 大小, type: text, colour: red}", "colour"),
        ("{name: size, title: no, type: text}", 'Write "no" in quotes'),
    ],
)
def test_a_broken_vocabulary_is_refused_on_its_line(tmp_path: Path, line: str, said: str) -> None:
    (tmp_path / "thing.yaml").write_text(f"title: 物\nfacts:\n  - {line}\n", encoding="utf-8")

    with pytest.raises(BadRuleFile, match=r"thing\.yaml:3: ") as refused:
        load_vocabulary(tmp_path)

    assert said in str(refused.value)


def test_one_content_has_one_byte_form() -> None:
    content = {"b": [date(2026, 3, 2), Decimal("1.50"), PERMANENT, None, True], "a": "样例"}

    assert canonical_json(content) == '{"a":"样例","b":["2026-03-02","1.50","permanent",null,true]}'.encode()
    assert canonical_json(dict(reversed(content.items()))) == canonical_json(content)


@pytest.mark.parametrize("content", [float("nan"), object(), {1, 2}, b"bytes"])
def test_what_has_no_byte_form_is_refused(content: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        canonical_json({"a": content})


def test_a_person_who_is_listed_twice_makes_the_list_unreadable_and_is_never_counted_twice() -> None:
    hires = load_vocabulary()["insurance.hires"]
    person = {"resident_id": "310104199001010011", "category": "graduate_2024", "insured_months": 3}

    assert hires.parse([person, {"category": "other"}, {"category": "other"}])
    with pytest.raises(BadValue, match="two records have the same resident_id"):
        hires.parse([person, person | {"insured_months": 6}])


@pytest.mark.parametrize("kind", [ValueType.INTEGER, ValueType.NUMBER])
def test_a_number_is_below_zero_only_where_its_fact_may_be(kind: ValueType) -> None:
    count = FactSpec(name="heads", title="人数", type=kind)
    growth = FactSpec(name="growth", title="增长率", type=kind, may_be_negative=True)

    assert growth.parse(-5) == -5
    assert count.parse(0) == 0
    with pytest.raises(BadValue, match="zero or more"):
        count.parse(-5)


def test_an_amount_is_never_below_zero() -> None:
    with pytest.raises(ValueError, match="may_be_negative"):
        FactSpec(name="fee_cny", title="费用", type=ValueType.MONEY_CNY, may_be_negative=True)
