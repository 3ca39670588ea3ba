"""Applications are read from JSON; what is wrong with one is said by name and all at once."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from app.errors import BadApplication
from app.intake.application import MAX_APPLICATION_BYTES, form_values, parse_application, read_application
from approval_rules.document_spec import load_document_specs
from tests.office import COMPANY

if TYPE_CHECKING:
    from pathlib import Path

GOOD = {
    "item": "prepackaged-food-filing",
    "form": {"uscc": "91310117MY0000004E"},
    "materials": [{"id": "business_license", "file": "licence.jpg"}],
}


def _parsed(data: object) -> str:
    with pytest.raises(BadApplication) as refused:
        parse_application(json.dumps(data).encode(), "a.json")
    return str(refused.value)


def test_a_whole_application_is_read() -> None:
    application = parse_application(json.dumps(GOOD).encode(), "a.json")

    assert application.item == "prepackaged-food-filing"
    assert [one.file for one in application.materials] == ["licence.jpg"]
    assert not application.ask_for_person


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"item": None}, "item: "),
        ({"item": 5}, "item: "),
        ({"item": ""}, "item: "),
        ({"form": "text"}, "form: "),
        ({"materials": {"id": "x"}}, "materials: "),
        ({"materials": [{"id": "x"}]}, "materials.0.file: "),
        ({"materials": [{"id": "x", "file": "y", "size": 1}]}, "materials.0.size: "),
        ({"ask_for_person": "perhaps"}, "ask_for_person: "),
        ({"colour": "red"}, "colour: "),
        ({"form": None}, "give the form either as"),
        ({"form_file": "form.jpg"}, "give the form either as"),
    ],
)
def test_a_field_of_another_form_is_named(changes: dict[str, object], said: str) -> None:
    assert said in _parsed(GOOD | changes)


@pytest.mark.parametrize("data", [[], 5, "text", None, True])
def test_what_is_no_object_is_refused(data: object) -> None:
    assert _parsed(data).startswith("the application: ")


def test_every_mistake_is_told_at_once() -> None:
    said = _parsed({"form": 5, "materials": 5, "colour": "red"})

    assert all(name in said for name in ("item: ", "form: ", "materials: ", "colour: "))


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"not json",
        b"\xff\xfe\x00",
        b"{'item': 1}",
        b'{"item": "a", "item": "b"}',
        b"[" * 100_000,
        b'{"item": ' + b"9" * 5000 + b"}",
        "{“item”: 1}".encode("gb18030"),
    ],
)
def test_what_is_not_json_is_refused_by_name(raw: bytes) -> None:
    with pytest.raises(BadApplication, match=r"a\.json: not valid JSON"):
        parse_application(raw, "a.json")


def test_a_json_that_is_too_large_is_refused_unread() -> None:
    with pytest.raises(BadApplication, match="files go in materials"):
        parse_application(b" " * (MAX_APPLICATION_BYTES + 1), "a.json")


def test_a_file_that_is_not_there_or_is_a_folder_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "nothing.json", tmp_path):
        with pytest.raises(BadApplication, match="can't be opened"):
            read_application(path)


def test_a_certificate_number_has_to_be_written_as_certificates_are() -> None:
    spec = next(one for one in load_document_specs() if one.kind == "high_tech_award_form")
    form = {
        "uscc": COMPANY.uscc,
        "company_name": "甲",
        "legal_representative": "乙",
        "certificate_no": "GR2024310000019999",
        "certified_on": "2024-12-04",
    }

    _, (mistake,) = form_values(form, spec)
    values, mistakes = form_values(form | {"certificate_no": "GR202431000001"}, spec)

    assert "form.certificate_no" in mistake.said
    assert "高新技术企业证书编号" in mistake.said_zh or "证书编号" in mistake.said_zh
    assert (values["certificate_no"], mistakes) == ("GR202431000001", ())


LICENCE_FORM = {
    "application_kind": "新办",
    "company_name": "甲",
    "uscc": COMPANY.uscc,
    "legal_representative": "乙",
    "registered_address": "上海市浦东新区示例路1号",
    "premises_address": "上海市浦东新区示例路1号",
    "business_type": "食品销售经营者",
    "operating_items": "散装食品销售、预包装食品销售",
    "area_m2": 20,
    "applied_on": "2026-03-02",
}


def test_several_answers_may_be_given_where_several_boxes_may_be_ticked() -> None:
    spec = next(one for one in load_document_specs() if one.kind == "food_licence_application")

    values, mistakes = form_values(LICENCE_FORM, spec)

    assert mistakes == ()
    assert values["operating_items"] == "预包装食品销售、散装食品销售"


@pytest.mark.parametrize(
    ("name", "value"),
    [("operating_items", "预包装食品销售、算命"), ("operating_items", ""), ("application_kind", "新办、变更")],
)
def test_an_answer_that_is_no_option_is_refused(name: str, value: str) -> None:
    spec = next(one for one in load_document_specs() if one.kind == "food_licence_application")

    values, (mistake,) = form_values(LICENCE_FORM | {name: value}, spec)

    assert name not in values
    assert name in mistake.said
