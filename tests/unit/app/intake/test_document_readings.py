"""What was read on a page becomes readings of register facts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from app.errors import BadUpload, NotReady
from app.intake.application import Upload
from app.intake.reading import document_readings, form_readings, read_material
from approval_rules.document_spec import load_document_specs
from approval_rules.evidence import SourceKind
from extractors.errors import EngineUnavailable
from extractors.result import Grade
from tests.office import COMPANY, LICENCE, ON, PreparedReadings, form_of, licence_of, seen

if TYPE_CHECKING:
    from extractors.result import Extraction

SPECS = {spec.kind: spec for spec in load_document_specs()}
LICENCE_SPEC = SPECS["business_license"]
REQUIRED = {field.record for field in LICENCE_SPEC.fields if field.required and field.record}
UPLOAD = Upload(name="licence.jpg", content=LICENCE)


@pytest.fixture
def reader() -> PreparedReadings:
    reader = PreparedReadings(known={})
    reader.knows(LICENCE, "business_license", licence_of(COMPANY))
    return reader


def _readings(reader: PreparedReadings) -> dict[str, object]:
    extraction = reader.extract(LICENCE, "licence.jpg")
    return {one.fact: one for one in document_readings(extraction, LICENCE_SPEC, SourceKind.DOCUMENT, ON)}


def test_every_field_that_stands_for_a_register_fact_is_a_reading(reader: PreparedReadings) -> None:
    readings = list(document_readings(reader.extract(LICENCE, "x"), LICENCE_SPEC, SourceKind.DOCUMENT, ON))

    assert {one.fact: one.value for one in readings}["company.uscc"] == COMPANY.uscc
    assert {one.fact for one in readings} >= REQUIRED
    assert all(one.reference.startswith("sha256:") and one.source == "business_license" for one in readings)


def test_a_required_field_that_is_not_there_is_a_reading_without_value(reader: PreparedReadings) -> None:
    reader.knows(LICENCE, "business_license", {})

    readings = list(document_readings(reader.extract(LICENCE, "x"), LICENCE_SPEC, SourceKind.DOCUMENT, ON))

    assert {one.fact for one in readings} == REQUIRED
    assert all(one.value is None for one in readings)


def test_a_repaired_field_counts_as_unread_and_is_kept(reader: PreparedReadings) -> None:
    reader.knows(LICENCE, "business_license", licence_of(COMPANY) | {"uscc": seen("uscc", COMPANY.uscc, repaired=True)})

    after = _readings(reader)

    assert (after["company.uscc"].value, after["company.uscc"].raw) == (None, COMPANY.uscc)


def test_a_field_that_a_check_contradicts_counts_as_unread(reader: PreparedReadings) -> None:
    contradicted = replace(seen("uscc", COMPANY.uscc), checks={"qr": False})
    reader.knows(LICENCE, "business_license", licence_of(COMPANY) | {"uscc": contradicted})

    after = _readings(reader)

    assert (after["company.uscc"].value, after["company.uscc"].raw) == (None, COMPANY.uscc)


@pytest.mark.parametrize(("kind", "counts"), [(SourceKind.FORM, False), (SourceKind.DOCUMENT, True)])
def test_a_doubtful_field_counts_on_a_document_and_not_on_a_form(
    reader: PreparedReadings, kind: SourceKind, *, counts: bool
) -> None:
    doubtful = replace(seen("company_name", COMPANY.company_name), grade=Grade.DOUBTFUL)
    reader.knows(LICENCE, "business_license", licence_of(COMPANY) | {"company_name": doubtful})

    readings = document_readings(reader.extract(LICENCE, "x"), LICENCE_SPEC, kind, ON)

    name = {one.fact: one.value for one in readings}["company.company_name"]
    assert (name is not None) == counts


def test_doubts_of_names_and_addresses_are_passed_on_beside_the_characters_that_are_compared(
    reader: PreparedReadings,
) -> None:
    spaced = replace(seen("company_name", "上海 样例（食）"), doubted=("", "每", "", "", "", "【", "仓", ""))
    reader.knows(LICENCE, "business_license", licence_of(COMPANY) | {"company_name": spaced})

    readings = document_readings(reader.extract(LICENCE, "x"), LICENCE_SPEC, SourceKind.DOCUMENT, ON)

    doubted = {one.fact: one.doubted for one in readings if one.doubted}
    assert doubted == {"company.company_name": ("", "每", "", "", "(", "仓", "")}


def test_doubts_of_what_tolerates_nothing_or_was_not_read_are_left_out(reader: PreparedReadings) -> None:
    code, name = (replace(seen(one, COMPANY.uscc), doubted=("8",) * 18) for one in ("uscc", "company_name"))
    unread = replace(name, checks={"qr": False})
    reader.knows(LICENCE, "business_license", licence_of(COMPANY) | {"uscc": code, "company_name": unread})

    readings = document_readings(reader.extract(LICENCE, "x"), LICENCE_SPEC, SourceKind.DOCUMENT, ON)

    assert not any(one.doubted for one in readings)


def test_only_what_was_filled_in_on_screen_is_a_reading() -> None:
    spec = SPECS["food_filing_form"]
    values = {"uscc": COMPANY.uscc, "contact_phone": "021-00000000"}

    readings = list(form_readings(values, spec, ON))

    assert [(one.fact, one.kind, one.reference) for one in readings] == [("company.uscc", SourceKind.FORM, "form.uscc")]
    assert set(form_of(COMPANY)) <= {field.name for field in spec.fields}


def test_another_kind_of_document_is_refused_and_so_is_what_can_not_be_read(reader: PreparedReadings) -> None:
    with pytest.raises(BadUpload, match="this shows a business_license, not the 仅销售预包装食品备案信息采集表"):
        read_material(reader, UPLOAD, "form", SPECS["food_filing_form"], keeps_others=False)
    with pytest.raises(BadUpload, match=r"licence\.jpg: this is no picture"):
        read_material(reader, Upload(name="licence.jpg", content=b"?"), "licence", LICENCE_SPEC, keeps_others=True)


def test_another_kind_of_document_may_be_kept_as_one_that_can_not_serve(reader: PreparedReadings) -> None:
    reader.knows(LICENCE, "food_filing_form", {})

    read = read_material(reader, UPLOAD, "business_license", LICENCE_SPEC, keeps_others=True)

    assert "licence.jpg" in read.problem


def test_a_material_of_no_kind_is_kept_whatever_it_shows(reader: PreparedReadings) -> None:
    reader.knows(LICENCE, "food_filing_form", {})

    read = read_material(reader, UPLOAD, "fee_receipt", None, keeps_others=False)

    assert (read.material, read.problem) == ("fee_receipt", "")


def test_a_reader_that_is_not_installed_is_not_the_applicants_mistake() -> None:
    class _NoEngine:
        def extract(self, source: bytes, name: str) -> Extraction:
            raise EngineUnavailable(f"no models for {name} of {len(source)} bytes")

    with pytest.raises(NotReady, match="no models"):
        read_material(_NoEngine(), UPLOAD, "business_license", LICENCE_SPEC, keeps_others=False)
