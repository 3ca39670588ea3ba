"""Documents that registers hold: which material is meant, and when the record still counts."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from approval_rules.errors import BadRuleFile
from approval_rules.matching.materials_on_file import Counts, MaterialOnFile, load_materials_on_file
from approval_rules.values import PERMANENT

if TYPE_CHECKING:
    from pathlib import Path

ON = date(2026, 3, 2)


def kind(title: str) -> MaterialOnFile:
    return next(one for one in load_materials_on_file() if one.title == title)


@pytest.mark.parametrize(
    ("material", "title"),
    [
        ("营业执照复印件", "营业执照"),
        ("高新技术企业证书彩色扫描件", "高新技术企业证书"),
        ("国外发明专利证书", "国外发明专利证书"),
        ("街镇推荐函", "街镇推荐函"),
        ("证书查询截图", None),
        ("高新技术企业统计年报", None),
        ("项目申报表", None),
    ],
)
def test_a_material_is_meant_by_the_words_in_its_name(material: str, title: str | None) -> None:
    meant = [one.title for one in load_materials_on_file() if one.is_meant(material)]

    assert meant == ([] if title is None else [title])


@pytest.mark.parametrize(("day", "counts"), [(date(2026, 3, 1), True), (date(2026, 3, 2), False)])
def test_a_certificate_counts_until_its_third_year_is_over(day: date, *, counts: bool) -> None:
    facts = {
        "qualification.recognition": "first",
        "qualification.certified_on": date(2023, 3, 2),
        "qualification.certificate_no": "GR1",
    }

    found = kind("高新技术企业证书").counts(facts, day)

    assert found == (Counts(number="GR1", valid_until=date(2026, 3, 1)) if counts else None)


@pytest.mark.parametrize(
    ("changes", "counts"),
    [
        ({}, True),
        ({"company.status": "abnormal"}, True),
        ({"company.status": "revoked"}, False),
        ({"company.status": None}, False),
        ({"company.valid_until": None}, False),
        ({"company.valid_until": date(2026, 3, 2)}, True),
        ({"company.valid_until": date(2026, 3, 1)}, False),
    ],
)
def test_a_licence_counts_while_the_company_is_in_business_and_its_term_runs(
    changes: dict[str, Any], *, counts: bool
) -> None:
    facts = {"company.uscc": "91310117MY0000004E", "company.status": "operating", "company.valid_until": PERMANENT}
    known = {name: value for name, value in (facts | changes).items() if value is not None}

    assert (kind("营业执照").counts(known, ON) is not None) is counts


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"register": "population_registry"}, "no register of companies"),
        ({"number": "company.uscc"}, "no fact of sme_registry"),
        ({"valid_until": "sme.recognition"}, "no date"),
        ({"when": {"fact": "company.status", "is": "operating"}}, "no fact of sme_registry"),
    ],
)
def test_a_document_is_read_from_its_own_register_alone(tmp_path: Path, change: dict[str, Any], problem: str) -> None:
    one = {
        "title": "t", "title_en": "t", "words": ["w"], "register": "sme_registry", "max_age_days": 31,
        "when": {"fact": "sme.is_recommended", "is": True},
    }  # fmt: skip
    path = tmp_path / "materials.yaml"
    path.write_text(yaml.safe_dump({"materials": [one | change]}, allow_unicode=True), encoding="utf-8")

    with pytest.raises(BadRuleFile) as refused:
        load_materials_on_file(path)

    assert problem in str(refused.value)
