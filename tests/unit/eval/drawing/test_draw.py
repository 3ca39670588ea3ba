import json
from datetime import date
from pathlib import Path

import pytest
from PIL import Image

from app.models.errors import ModelsMissing
from app.registries.synthetic import synthetic_companies
from app.settings import Settings
from eval.draw import demo_set, run

MODELS = Settings().models_dir
KEYS = {
    "统一社会信用代码/注册号",
    "名称",
    "类型",
    "住所/经营场所",
    "法定代表人/经营者",
    "注册资本",
    "成立日期",
    "营业期限",
    "经营范围",
}


def test_missing_fonts_are_one_line_that_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelsMissing, match=r"NotoSerifCJKsc-Regular\.otf is missing\. Run `zhiban models"):
        run(tmp_path / "out", count=1, seed=1, models=tmp_path)


@pytest.mark.models
def test_a_set_is_the_same_bytes_for_the_same_seed(tmp_path: Path) -> None:
    for name in ("first", "second"):
        run(tmp_path / name, count=4, seed=11, models=MODELS)

    first = {path.relative_to(tmp_path / "first") for path in (tmp_path / "first").rglob("*.*")}
    assert len(first) == 5
    for path in first:
        assert (tmp_path / "first" / path).read_bytes() == (tmp_path / "second" / path).read_bytes()


@pytest.mark.models
def test_the_truth_names_every_picture_and_what_is_printed_on_it(tmp_path: Path) -> None:
    companies = synthetic_companies(4, 2)

    run(tmp_path, count=4, seed=2, models=MODELS)

    truth = json.loads((tmp_path / "truth.json").read_text(encoding="utf-8"))
    assert sorted(truth) == sorted(path.name for path in (tmp_path / "images").iterdir())
    for company, printed in zip(companies, truth.values(), strict=True):
        assert set(printed) <= KEYS
        assert printed["法定代表人/经营者"] == company.legal_representative
        assert printed["住所/经营场所"] == company.registered_address
        assert printed["成立日期"] == f"{company.established_on:%Y年%m月%d日}"


@pytest.mark.models
def test_both_layouts_and_faces_take_turns(tmp_path: Path) -> None:
    run(tmp_path, count=4, seed=2, models=MODELS)

    kinds = [path.name[5:].rsplit("-", 1)[0] for path in sorted((tmp_path / "images").iterdir())]
    assert kinds == ["upright-song", "wide-song", "upright-hei", "wide-hei"]
    for path in (tmp_path / "images").iterdir():
        with Image.open(path) as picture:
            assert (picture.width > picture.height) == ("wide" in path.name)


@pytest.mark.models
def test_the_demo_set_is_a_photo_and_two_forms(tmp_path: Path) -> None:
    company = synthetic_companies(1, 5)[0]

    demo_set(tmp_path, company, MODELS, certified_on=date(2025, 12, 8))

    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "award-form.png",
        "food-filing-form.png",
        "licence.jpg",
    ]
    for name in ("award-form.png", "food-filing-form.png"):
        with Image.open(tmp_path / name) as form:
            assert form.size == (1240, 1754)
    assert (tmp_path / "licence.jpg").stat().st_size < 1_000_000


@pytest.mark.models
def test_another_company_gives_another_licence(tmp_path: Path) -> None:
    one, other = synthetic_companies(2, 5)

    demo_set(tmp_path / "one", one, MODELS)
    demo_set(tmp_path / "other", other, MODELS)

    assert (tmp_path / "one" / "licence.jpg").read_bytes() != (tmp_path / "other" / "licence.jpg").read_bytes()
