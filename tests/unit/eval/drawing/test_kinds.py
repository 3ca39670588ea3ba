import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner
from PIL import Image

from app.settings import Settings
from eval.__main__ import main
from eval.draw import run_kind
from eval.drawing.kinds import DRAWERS, Drawn
from eval.drawing.typeface import Typefaces

MODELS = Settings().models_dir
FRONT = {"name", "sex", "ethnicity", "born_on", "home_address", "id_number"}
BACK = {"issued_by", "valid_from", "valid_until"}
ALWAYS = {
    "identity_card_front": FRONT,
    "identity_card_back": BACK,
    "food_licence": {
        "operator_name",
        "uscc",
        "legal_representative",
        "registered_address",
        "premises_address",
        "business_type",
        "operating_items",
        "licence_no",
        "issued_by",
        "issued_on",
        "valid_until",
    },
    "account_permit": {"company_name", "legal_representative", "bank", "account_no", "account_approval_no"},
    "vat_invoice": {
        "invoice_kind",
        "invoice_no",
        "issued_on",
        "buyer_name",
        "seller_name",
        "seller_code",
        "amount_cny",
        "total_cny",
        "total_in_words_cny",
    },
    "high_tech_certificate": {"company_name", "certificate_no", "issued_on", "valid_for"},
    "patent_certificate": {
        "patent_kind",
        "certificate_no",
        "invention_name",
        "inventors",
        "patent_no",
        "filed_on",
        "patentee",
        "granted_on",
    },
    "property_certificate": {
        "certificate_no",
        "owner",
        "ownership",
        "location",
        "unit_no",
        "right_kind",
        "right_nature",
        "use",
        "area",
        "term",
    },
    "lease_contract": {"landlord", "tenant", "premises_address", "lease_from", "lease_until", "rent_cny"},
    "commitment_letter": {"company_name", "signed", "sealed"},
    "food_licence_application": {"company_name", "application_kind", "business_type", "applied_on"},
}
SOMETIMES = {
    "vat_invoice": {"invoice_code", "buyer_code", "tax_cny"},
    "patent_certificate": {"grant_no"},
    "lease_contract": {"area_m2"},
    "commitment_letter": {"uscc", "legal_representative", "signed_on"},
    "food_licence_application": {
        "uscc",
        "legal_representative",
        "registered_address",
        "premises_address",
        "contact_phone",
        "operating_items",
        "area_m2",
    },
}
PAGES = 12


@cache
def drawn(kind: str, seed: str) -> Drawn:
    return DRAWERS[kind](Random(seed), Typefaces(MODELS))  # noqa: S311  not secret


def fields(kind: str, count: int = PAGES) -> list[Mapping[str, object]]:
    return [drawn(kind, f"{kind}/{number}").documents[0][1] for number in range(count)]


@pytest.mark.models
@pytest.mark.parametrize("kind", DRAWERS)
def test_the_truth_names_the_kind_s_fields_and_no_other(kind: str) -> None:
    pages = [drawn(kind, f"{kind}/{number}") for number in range(PAGES)]

    for page in pages:
        for one, truth in page.documents:
            assert ALWAYS[one] <= set(truth) <= ALWAYS[one] | SOMETIMES.get(one, set())
            assert all(isinstance(value, bool) or (isinstance(value, str) and value) for value in truth.values())
        assert page.image.mode == "RGB"


@pytest.mark.models
@pytest.mark.parametrize("kind", DRAWERS)
def test_the_same_seed_draws_the_same_page(kind: str) -> None:
    again = DRAWERS[kind](Random(f"{kind}/3"), Typefaces(MODELS))  # noqa: S311  not secret

    assert again.documents == drawn(kind, f"{kind}/3").documents
    assert again.image.tobytes() == drawn(kind, f"{kind}/3").image.tobytes()


@pytest.mark.models
@pytest.mark.parametrize("kind", DRAWERS)
def test_pages_of_a_kind_differ_in_look_and_in_what_they_say(kind: str) -> None:
    pages = [drawn(kind, f"{kind}/{number}") for number in range(PAGES)]

    looks = {page.image.convert("L").resize((12, 12)).quantize(8).tobytes() for page in pages}
    assert len(looks) >= PAGES - 2
    assert len({json.dumps([dict(one) for _, one in page.documents]) for page in pages}) >= PAGES - 1


@pytest.mark.models
def test_a_page_with_both_faces_names_both_in_the_order_in_which_they_stand() -> None:
    pages = [drawn("identity_card_both", f"identity_card_both/{number}") for number in range(PAGES)]

    orders = {tuple(kind for kind, _ in page.documents) for page in pages}
    assert orders == {
        ("identity_card_front", "identity_card_back"),
        ("identity_card_back", "identity_card_front"),
    }


@pytest.mark.models
def test_food_licence_patent_and_account_numbers_have_their_form() -> None:
    for truth in fields("food_licence"):
        assert str(truth["licence_no"]).startswith("JY")
        assert len(str(truth["licence_no"])) == 16
    for truth in fields("patent_certificate"):
        assert len(str(truth["patent_no"])) == len("ZL201810123456.7")
        assert str(truth["filed_on"]) < str(truth["granted_on"])
    for truth in fields("account_permit"):
        assert str(truth["account_approval_no"])[0] == "J"
        assert len(str(truth["account_approval_no"])) == 14


@pytest.mark.models
def test_a_set_takes_turns_between_clean_and_degraded_and_is_the_same_bytes_again(tmp_path: Path) -> None:
    for name in ("one", "two"):
        run_kind("high_tech_certificate", tmp_path / name, count=4, seed=9, models=MODELS)

    truth = json.loads((tmp_path / "one" / "truth.json").read_text(encoding="utf-8"))
    assert [page["wear"] for page in truth.values()] == ["clean", "degraded", "clean", "degraded"]
    assert sorted(truth) == sorted(path.name for path in (tmp_path / "one" / "images").iterdir())
    assert truth["0000-clean.jpg"]["documents"][0]["kind"] == "high_tech_certificate"
    for file in truth:
        assert (tmp_path / "one/images" / file).read_bytes() == (tmp_path / "two/images" / file).read_bytes()
        with Image.open(tmp_path / "one/images" / file) as picture:
            assert picture.format == "JPEG"


@pytest.mark.models
def test_a_set_of_one_wear_has_that_wear_only(tmp_path: Path) -> None:
    arguments = ["draw", "--kind", "identity_card_back", "--count", "2", "--out", str(tmp_path), "--wear", "degraded"]

    result = CliRunner().invoke(main, arguments)

    assert result.exit_code == 0
    truth = json.loads((tmp_path / "truth.json").read_text(encoding="utf-8"))
    assert [page["wear"] for page in truth.values()] == ["degraded", "degraded"]


def test_the_drawing_code_shares_nothing_with_the_reading_code() -> None:
    texts = {path.name: path.read_text(encoding="utf-8") for path in Path("eval/drawing").glob("*.py")}

    assert "kinds.py" in texts
    for text in texts.values():
        assert not re.search(r"^\s*(from|import) (extractors|approval_rules\.document)", text, re.MULTILINE)


def test_a_kind_that_nobody_draws_is_refused_with_those_there_are(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["draw", "--kind", "passport", "--out", str(tmp_path)])

    assert result.exit_code == 2
    assert "no such kind; choose all or one of: identity_card_front" in result.output
