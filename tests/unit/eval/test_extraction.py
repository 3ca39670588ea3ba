from __future__ import annotations

import io
import json
from datetime import date
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from app.errors import BadInput
from eval import extraction
from eval.extraction import score
from extractors.result import Extraction, Field
from tests.unit.extractors.made_up import NAME, USCC, FakeReader, page, upright

if TYPE_CHECKING:
    from pathlib import Path

    from approval_rules.values import Value


def result(**values: Value | None) -> Extraction:
    fields = {
        name: Field(name=name, value=value, raw="", confidence=1.0, page=1, box=None) for name, value in values.items()
    }
    return Extraction(
        file="a.jpg", kind="business_license", fields=fields, problems=(), seconds=1.0, sha256="", text=""
    )


def met(name: str, label_key: str, label: str, value: Value | None) -> list[bool]:
    return list(score({"a.jpg": result(**{name: value})}, {"a.jpg": {label_key: label}}).exact.get(name, []))


@pytest.mark.parametrize(
    ("name", "key", "label", "value", "expected"),
    [
        ("uscc", "统一社会信用代码/注册号", USCC, USCC, [True]),
        ("uscc", "统一社会信用代码/注册号", USCC, None, [False]),
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


def test_code_label_that_is_no_code_is_left_out_and_counted() -> None:
    scores = score({"a.jpg": result(uscc=USCC)}, {"a.jpg": {"统一社会信用代码/注册号": USCC[:-1]}})

    assert (list(scores.exact.get("uscc", [])), scores.bad_code_labels) == ([], 1)


def test_sole_traders_type_and_form_are_one_label() -> None:
    results = {"a.jpg": result(company_type="个体工商户", organisation_form="个人经营")}

    for label in ("个体工商户个人经营", "个人经营个体工商户"):
        assert score(results, {"a.jpg": {"类型": label}}).exact["company_type"] == [True]


def test_scope_is_scored_by_characters() -> None:
    scores = score({"a.jpg": result(business_scope="食品销售")}, {"a.jpg": {"经营范围": "食品零售"}})

    assert (scores.scope_errors, scores.scope_chars) == (1, 4)


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
