from __future__ import annotations

import io
import json
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from app.errors import BadInput
from eval import extraction
from eval.calibration import calibration, calibration_rows
from eval.exactness import judge_fields, judge_licence
from extractors.result import Field, Grade
from tests.unit.extractors.made_up import NAME, USCC, FakeReader, page, upright

if TYPE_CHECKING:
    from pathlib import Path

    from approval_rules.values import Value


def field(name: str, value: Value | None, grade: Grade = Grade.READ, confidence: float = 1.0) -> Field:
    return Field(name=name, value=value, raw="", confidence=confidence, page=1, box=None, grade=grade)


def met(name: str, label_key: str, label: str, value: Value | None) -> list[bool]:
    judged = judge_licence({name: field(name, value)}, {label_key: label}, "photo")
    return [one.is_exact for one in judged]


@pytest.mark.parametrize(
    ("name", "key", "label", "value", "expected"),
    [
        ("uscc", "统一社会信用代码/注册号", USCC, USCC, [True]),
        ("uscc", "统一社会信用代码/注册号", USCC, None, [False]),
        ("uscc", "统一社会信用代码/注册号", USCC[:-1], USCC, []),
        ("company_name", "名称", "青禾（上海） 公司", "青禾(上海)公司", [True]),
        ("company_name", "名称", NAME, NAME[1:], [False]),
        ("established_on", "成立日期", "二〇一九年三月八日", date(2019, 3, 8), [True]),
        ("established_on", "成立日期", "2019年03月08日", date(2019, 3, 9), [False]),
        ("established_on", "成立日期", "2019年03月08月", None, [False]),
        ("valid_until", "营业期限", "2019年03月08日至2039年03月07日", date(2039, 3, 7), [True]),
        ("valid_until", "营业期限", "2019年03月08日至******", None, []),
    ],
)
def test_field_is_exact_after_the_stated_normalisation(
    name: str, key: str, label: str, value: Value | None, expected: list[bool]
) -> None:
    assert met(name, key, label, value) == expected


def test_sole_traders_type_and_form_are_one_label() -> None:
    fields = {
        "company_type": field("company_type", "个体工商户"),
        "organisation_form": field("organisation_form", "个人经营"),
    }

    for label in ("个体工商户个人经营", "个人经营个体工商户"):
        (one,) = judge_licence(fields, {"类型": label}, "photo")
        assert one.is_exact


def test_scope_is_scored_by_characters() -> None:
    (one,) = judge_licence({"business_scope": field("business_scope", "食品销售")}, {"经营范围": "食品零售"}, "photo")

    assert (one.wrong_chars, one.chars) == (1, 4)


def test_document_is_held_against_canonical_values_and_may_say_nothing_more() -> None:
    fields = {
        "issued_on": field("issued_on", date(2024, 5, 6)),
        "total_cny": field("total_cny", Decimal("1.50")),
        "signed": field("signed", value=False),
        "buyer_code": field("buyer_code", "91"),
    }
    expected = {"issued_on": "2024-05-06", "total_cny": "1.5", "signed": False, "seller_name": "青禾"}

    judged = {one.name: one.is_exact for one in judge_fields("vat_invoice", fields, expected, "clean")}

    assert judged == {"issued_on": True, "total_cny": True, "signed": True, "seller_name": False, "buyer_code": False}


def test_calibration_counts_the_wrong_of_each_grade() -> None:
    fields = {
        "a": field("a", "1", Grade.VERIFIED, 0.97),
        "b": field("b", "2", Grade.VERIFIED, 0.97),
        "c": field("c", None, Grade.READ),
    }
    judged = list(judge_fields("x", fields, {"a": "1", "b": "3", "c": "4"}, "clean"))

    found = calibration(judged)

    assert found["verified"] == {"n": 2, "wrong": 1, "rate": 0.5}
    assert found["doubtful"] == {"n": 1, "wrong": 1, "rate": 1.0}
    assert ["grade verified", "confidence from 0.95", "1 wrong of 2", "50.00%"] in calibration_rows(judged)


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One photo that reads, one that is cut off."""
    monkeypatch.setattr(extraction, "PaddleReader", lambda _: FakeReader(upright()))
    (tmp_path / "images").mkdir()
    photo = io.BytesIO()
    Image.fromarray(page()).save(photo, "PNG")
    (tmp_path / "images" / "good.png").write_bytes(photo.getvalue())
    (tmp_path / "images" / "broken.png").write_bytes(photo.getvalue()[:100])
    truth = {name: {"名称": NAME, "经营范围": "食品"} for name in ("broken.png", "good.png")}
    (tmp_path / "truth.json").write_text(json.dumps(truth), encoding="utf-8")
    return tmp_path


def test_unreadable_photo_counts_as_wrong_and_stops_nothing(data: Path) -> None:
    out = data / "run.json"

    figures = extraction.run(data, run_out=out, models=data, ratio_sample=0).figures

    assert (figures["files"], figures["unreadable"]) == (2, 1)
    assert isinstance(figures["fields"], dict)
    assert figures["fields"]["company_name"] == {"exact": 0.5, "n": 2}
    assert "cut off" in json.loads(out.read_text(encoding="utf-8"))[0]["problems"][0]["message"]


def test_folder_of_sets_is_measured_set_by_set(data: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("sets")
    (data / "truth.json").rename(data / "old.json")
    truth = {
        "good.png": {"wear": "clean", "documents": [{"kind": "business_license", "fields": {"company_name": NAME}}]}
    }
    (data / "truth.json").write_text(json.dumps(truth), encoding="utf-8")
    (folder / "one").symlink_to(data)

    figures = extraction.run(folder, run_out=None, models=data, ratio_sample=0).figures

    assert isinstance(figures["fields"], dict)
    assert figures["fields"]["company_name"] == {"exact": 1.0, "n": 1}


@pytest.mark.parametrize(
    ("truth", "says"),
    [
        (None, "can't be read"),
        ("{", "truth.json, file: "),
        ("[]", "truth.json, file: "),
        ('{"a.jpg": {"名称": 7}}', "a.jpg.名称"),
        ("{}", "names no photo"),
    ],
)
def test_truth_that_is_missing_or_broken_is_one_line(tmp_path: Path, truth: str | None, says: str) -> None:
    if truth is not None:
        (tmp_path / "truth.json").write_text(truth, encoding="utf-8")

    with pytest.raises(BadInput) as refused:
        extraction.run(tmp_path, run_out=None, models=tmp_path)

    assert says in str(refused.value)
    assert "\n" not in str(refused.value)


def test_place_for_the_run_is_tried_before_anything_is_read(data: Path) -> None:
    (data / "truth.json").unlink()

    with pytest.raises(BadInput, match=r"run\.json can't be written"):
        extraction.run(data, run_out=data / "absent" / "run.json", models=data)
