"""How an answer of a gateway is read: every value for certain, or none of it."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.registries.gateway.config import RegisterSource, load_registers_file
from app.registries.gateway.mapping import read_answer, strict_json
from app.registries.gateway.reasons import DownReason, NoAnswer
from approval_rules.values import PERMANENT, Row
from tests.gateway_office import REGISTERS, told_of
from tests.office import COMPANY, ON

if TYPE_CHECKING:
    from pathlib import Path

SOURCE = RegisterSource.model_validate(
    {
        "gateway": "city",
        "url": "https://gateway.example/{key}",
        "record": "data",
        "absent": {"at": "code", "is": 404},
        "as_of": {"at": "at", "written": "instant"},
        "facts": {
            "uscc": "code",
            "insured_at_year_end": {"at": "people.insured", "optional": True},
            "hires": {
                "at": "hires",
                "columns": {
                    "resident_id": "id",
                    "hired_on": {"at": "from", "written": "compact"},
                    "contract_months": {"at": "months", "written": "digits"},
                    "earlier_subsidy": {"at": "earlier", "values": {"无": "none"}},
                },
            },
        },
    }
)
PERSON = "310115199001010002"
HIRE = {"id": PERSON, "from": "20250701", "months": "12", "earlier": "无"}
GOOD: dict[str, Any] = {
    "code": 0,
    "at": "2026-03-01T17:00:00Z",
    "data": {"code": COMPANY.uscc, "people": {"insured": 3}, "hires": [HIRE]},
}


def _read(answer: object) -> object:
    content = json.dumps(answer, ensure_ascii=False).encode()
    return read_answer(content, "social_insurance", SOURCE, COMPANY.uscc, ON)


def _refused(answer: object) -> DownReason:
    with pytest.raises(NoAnswer) as refused:
        _read(answer)
    return refused.value.reason


def _with(**changes: object) -> dict[str, Any]:
    return GOOD | {"data": GOOD["data"] | changes}


def test_a_good_answer_is_read_with_every_value_and_its_day_in_shanghai() -> None:
    told = _read(GOOD)

    assert told is not None
    assert told.as_of == date(2026, 3, 2)  # type: ignore[attr-defined]
    row = Row(
        (("contract_months", 12), ("earlier_subsidy", "none"), ("hired_on", date(2025, 7, 1)), ("resident_id", PERSON))
    )
    assert told.facts["insurance.hires"] == (row,)  # type: ignore[attr-defined]


def test_only_the_agreed_word_says_that_there_is_no_record() -> None:
    assert _read({"code": 404}) is None
    assert _refused({"code": "404"}) is DownReason.MALFORMED
    assert _refused({"code": 404.0}) is DownReason.MALFORMED


@pytest.mark.parametrize(
    ("hires", "reason"),
    [
        ([HIRE | {"from": "2025-07-01"}], DownReason.UNEXPECTED_VALUE),
        ([HIRE | {"months": "twelve"}], DownReason.UNEXPECTED_VALUE),
        ([HIRE | {"months": "\uff11\uff12"}], DownReason.UNEXPECTED_VALUE),
        ([HIRE | {"earlier": "有"}], DownReason.UNEXPECTED_VALUE),
        ([{name: value for name, value in HIRE.items() if name != "earlier"}], DownReason.UNEXPECTED_VALUE),
        ([HIRE, "another"], DownReason.UNEXPECTED_VALUE),
        ({"0": HIRE}, DownReason.UNEXPECTED_VALUE),
        ("none", DownReason.UNEXPECTED_VALUE),
    ],
)
def test_one_cell_that_can_not_be_read_spoils_the_whole_answer(hires: object, reason: DownReason) -> None:
    assert _refused(_with(hires=hires)) is reason


def test_null_is_not_known_and_a_place_that_is_gone_is_no_answer_unless_it_may_be() -> None:
    unknown = _read(_with(hires=None, people={}))

    assert unknown is not None
    assert set(unknown.facts) == {"insurance.uscc"}  # type: ignore[attr-defined]
    assert _refused(GOOD | {"data": {"code": COMPANY.uscc, "people": {}}}) is DownReason.UNEXPECTED_VALUE


@pytest.mark.parametrize("at", ["2026-03-01", "2026-03-01T17:00:00", 20260301, None, "2026-03-02T17:00:00Z", True])
def test_an_instant_without_its_zone_or_of_a_day_to_come_is_no_date(at: object) -> None:
    assert _refused(GOOD | {"at": at}) is DownReason.UNDATED


def test_fractions_stay_exact() -> None:
    assert strict_json(b'{"a": 0.1, "b": 12345678901234567890.12}') == {
        "a": Decimal("0.1"),
        "b": Decimal("12345678901234567890.12"),
    }


@pytest.mark.parametrize("content", [b"NaN", b"Infinity", b'{"a":1,"a":2}', b"\xff", b"", b"[" * 90_000, b"1" * 9_000])
def test_what_is_no_strict_json_is_malformed(content: bytes) -> None:
    with pytest.raises(NoAnswer) as refused:
        strict_json(content)

    assert refused.value.reason is DownReason.MALFORMED


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)
PLACES = [("code",), ("at",), ("data",), *(("data", name) for name in ("code", "people", "hires"))]


@given(place=st.sampled_from(PLACES), value=_JSON)
def test_whatever_stands_in_one_place_the_answer_is_about_whom_was_asked_for_or_none(
    place: tuple[str, ...], value: object
) -> None:
    answer = json.loads(json.dumps(GOOD))
    inner = answer if len(place) == 1 else answer["data"]
    inner[place[-1]] = value

    try:
        told = _read(answer)
    except NoAnswer:
        return

    assert told is None or told.facts["insurance.uscc"] == COMPANY.uscc  # type: ignore[attr-defined]
    assert told is None or told.as_of <= ON  # type: ignore[attr-defined]


@given(st.binary(max_size=60), st.integers(min_value=0, max_value=400))
def test_no_bytes_lead_to_anything_but_an_answer_or_its_refusal(noise: bytes, at: int) -> None:
    good = json.dumps(GOOD, ensure_ascii=False).encode()
    content = good[:at] + noise + good[at + len(noise) :]

    try:
        told = read_answer(content, "social_insurance", SOURCE, COMPANY.uscc, ON)
    except NoAnswer:
        return

    assert told is None or told.facts["insurance.uscc"] == COMPANY.uscc


def test_the_file_of_an_office_reads_what_its_gateway_says(tmp_path: Path) -> None:
    file = tmp_path / "registers.yaml"
    file.write_text(REGISTERS.replace("ADDRESS", "https://gateway.example"), encoding="utf-8")
    source = load_registers_file(file).registers["company_registry"]

    told = read_answer(json.dumps(told_of(COMPANY)).encode(), "company_registry", source, COMPANY.uscc, ON)

    assert told is not None
    assert told.facts["company.registered_capital_cny"] == COMPANY.registered_capital_cny
    assert told.facts["company.valid_until"] is PERMANENT
    assert told.facts["company.established_on"] == COMPANY.established_on
