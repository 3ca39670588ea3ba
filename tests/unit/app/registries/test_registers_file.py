"""The registers file is refused with its line and what to do, before any register is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.errors import BadSetting
from app.registries.gateway.breaker import Breaker
from app.registries.gateway.config import Secret, load_registers_file
from app.registries.sources import build_registers
from tests.gateway_office import REGISTERS
from tests.office import FixedClock
from tests.registers import RegistersInMemory

if TYPE_CHECKING:
    from pathlib import Path

GOOD = REGISTERS.replace("ADDRESS", "https://gateway.example")


def _file(folder: Path, text: str) -> Path:
    path = folder / "registers.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("https://gateway.example/companies/{key}", "https://gateway.example/companies", "needs {key} once"),
        ("https://gateway.example/companies/{key}", "https://{key}.example/", "needs {key} once"),
        ("https://gateway.example", "http://gateway.example", "write https"),
        ("https://gateway.example", "https://us:secret@gateway.example", "no user name"),
        ("https://gateway.example", "https://网关.example", "write https"),
        ("https://gateway.example", "file:///etc", "write https"),
        ("gateway: city", "gateway: village", "there is no gateway village"),
        ("  company_registry:", "  moon_registry:", "there is no register moon_registry"),
        ("      uscc: tyshxydm\n", "", "facts need uscc"),
        ("      region: djjg.xzqh", "      shoe_size: djjg", "has no fact shoe_size"),
        ("{存续: operating,", "{存续: alive,", "alive"),
        ("zczb, times: 10000", "zczb, written: compact", "only a date is written so"),
        ("clrq, written: compact", "clrq, times: 2", "can be multiplied"),
        ("region: djjg.xzqh", "region: {at: djjg, columns: {a: b}}", "columns are for a list of records"),
        ("tries: 2", "tries: 0", "tries"),
        ('total_s: "0.6"', 'total_s: "61"', "total_s"),
        (
            "tries: 2",
            "tries: 2, oauth2: {token_url: 'http://a.example', client_id: a, client_secret: {env: A}}",
            "https",
        ),
        ("tries: 2", "tries: 2, oauth2: {token_url: 'https://a.example', client_id: a, client_secret: {}}", "env"),
        ("as_of: asOf", "", "as_of"),
        ("    record: data", "    recrod: data", "recrod"),
    ],
)
def test_a_mistake_is_refused_with_its_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in GOOD

    with pytest.raises(BadSetting) as refused:
        load_registers_file(_file(tmp_path, GOOD.replace(old, new, 1)))

    assert str(refused.value).startswith("ZHIBAN_REGISTERS_FILE: ")
    assert "registers.yaml:" in str(refused.value)
    assert said in str(refused.value)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="ZHIBAN_REGISTERS_FILE"):
        load_registers_file(tmp_path / "nothing.yaml")


@pytest.mark.parametrize(
    "setting",
    [
        "ca_file: nothing.pem",
        "ca_file: registers.yaml",
        "client_certificate: {file: nothing.pem, key_file: nothing.key}",
        "oauth2: {token_url: 'https://a.example', client_id: a, client_secret: {file: nothing.txt}}",
        "oauth2: {token_url: 'https://a.example', client_id: a, client_secret: {env: ZHIBAN_TEST_NOT_SET}}",
    ],
)
def test_a_certificate_or_secret_that_is_not_there_is_refused_at_the_start(tmp_path: Path, setting: str) -> None:
    text = GOOD.replace("tries: 2", f"tries: 2, {setting}")

    with pytest.raises(BadSetting, match="ZHIBAN_REGISTERS_FILE"):
        build_registers(RegistersInMemory(FixedClock()), _file(tmp_path, text), FixedClock())


def test_a_secret_is_read_from_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHIBAN_TEST_SECRET", " s \n")

    assert Secret(env="ZHIBAN_TEST_SECRET").read() == "s"


def test_without_a_file_every_register_is_a_kept_one() -> None:
    kept = RegistersInMemory(FixedClock())

    assert build_registers(kept, None, FixedClock()) is kept


class Watch:
    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


def test_a_source_rests_after_failures_in_a_row_and_one_look_up_tries_it_again() -> None:
    watch = Watch()
    breaker = Breaker(failures=3, rest_s=30, now=watch)
    for _ in range(2):
        breaker.failed()
    breaker.succeeded()
    for _ in range(2):
        breaker.failed()
    still_asked = breaker.lets_through()
    breaker.failed()

    resting = breaker.lets_through()
    watch.at = 30
    tries = [breaker.lets_through() for _ in range(3)]
    breaker.failed()
    watch.at = 59
    after_a_bad_try = breaker.lets_through()
    watch.at = 60
    breaker.lets_through()
    breaker.succeeded()

    assert (still_asked, resting, tries, after_a_bad_try) == (True, False, [True, False, False], False)
    assert [breaker.lets_through() for _ in range(3)] == [True] * 3
