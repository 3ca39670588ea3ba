"""The JSON Schemas that editors use are those of today's models, and every file that is written fits them."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from approval_rules import strict_yaml
from approval_rules.conditions.language import Operator
from approval_rules.facts import load_vocabulary
from approval_rules.file_schemas import FILES, file_schemas, written
from tests.docs.markdown import ROOT

FOLDER = ROOT / "docs" / "schemas"


@pytest.mark.parametrize("name", FILES)
def test_the_schema_that_is_kept_is_the_one_made_from_the_models(name: str) -> None:
    kept = (FOLDER / f"{name}.json").read_text(encoding="utf-8")

    assert kept == written(file_schemas()[name]), "run `zhiban items schema --out docs/schemas`"


def test_no_other_schema_is_kept() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == set(FILES)


@pytest.mark.parametrize("name", FILES)
def test_every_file_fits_its_schema(name: str) -> None:
    paths = sorted(ROOT.glob(FILES[name][1]))

    problems = [f"{path}: {problem}" for path in paths for problem in _problems(name, strict_yaml.load(path))]

    assert paths
    assert problems == []


def _problems(name: str, content: object) -> list[str]:
    jsonschema = pytest.importorskip("jsonschema")
    plain = json.loads(json.dumps(content, default=date.isoformat))
    validator = jsonschema.Draft202012Validator(file_schemas()[name])
    return [f"{list(one.absolute_path)}: {one.message[:200]}" for one in validator.iter_errors(plain)]


@pytest.mark.parametrize(
    "condition",
    [
        {"fact": "company.status"},
        {"fact": "company.status", "iss": "operating"},
        {"fact": "company.status", "is": "operating", "one_of": ["abnormal"]},
        {"fact": "company.valid_until", "on_or_after": {"fact": "a.b", "plus": {"weeks": 1}}},
        {"fact": "company.valid_until", "on_or_after": {"fact": "a.b", "plus": {"days": 1}, "minus": {"days": 1}}},
        {"fact": "company.region", "within": "310000"},
        {"fact": "insurance.hires", "count": {"where": {"fact": "insured_months", "at_least": 3}}},
        {"sum": ["insurance.natural_leavers"], "at_least": 3},
        {"sum": ["a.b", "c.d"], "starts_with": "3"},
        {"fact": "a.b", "matches": {"fact": "c.d"}},
        {"all_of": []},
        {"all_of": [{"fact": "a.b", "is": True}], "fact": "c.d"},
        {},
    ],
)
def test_an_editor_marks_a_condition_that_is_written_wrongly(condition: dict[str, Any]) -> None:
    rule = {"id": "a", "says": "甲", "otherwise": "correct", "notice": "乙", "basis": ["a#b"]}
    right = {"fact": "company.status", "is": "operating"}

    assert _problems("rules", {"item": "x", "rules": [{**rule, "holds": right}]}) == []
    assert _problems("rules", {"item": "x", "rules": [{**rule, "holds": condition}]}) != []


def test_the_schema_of_conditions_has_every_operator_with_a_sentence_about_it() -> None:
    words = file_schemas()["rules"]["$defs"]["Condition"]["properties"]

    assert {operator.value for operator in Operator} <= set(words)
    assert all(words[operator.value]["description"].endswith(".") for operator in Operator)


def test_with_the_names_of_facts_an_editor_completes_them() -> None:
    names = sorted(load_vocabulary())

    named = file_schemas(names)["rules"]["$defs"]["FactName"]["anyOf"]

    assert {"enum": names} in named
