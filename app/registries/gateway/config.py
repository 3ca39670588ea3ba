"""The registers file: which registers are asked elsewhere, where, and how an answer is read."""

from __future__ import annotations

import os
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, model_validator

from app.errors import BadSetting
from app.registries.service import register_columns, register_ids, register_namespace
from approval_rules import strict_yaml
from approval_rules.errors import BadRuleFile
from approval_rules.values import DATES, ValueType

if TYPE_CHECKING:
    from approval_rules.facts import FactSpec

KEY_MARK: Final = "{key}"
_LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})
_MULTIPLIED: Final = frozenset({ValueType.MONEY_CNY, ValueType.NUMBER, ValueType.SHARE})
Seconds = Annotated[float, Field(gt=0, le=60)]


class WrittenAs(StrEnum):
    """How a source writes a value that JSON has no form for."""

    ISO = "iso"
    COMPACT = "compact"
    INSTANT = "instant"
    DIGITS = "digits"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Secret(_Part):
    """Where a secret is: an environment variable or a file. It never stands in the registers file."""

    env: str = ""
    file: Path | None = None

    @model_validator(mode="after")
    def _has_one_place(self) -> Secret:
        if bool(self.env) == bool(self.file):
            raise ValueError("give either env (the name of a variable) or file")
        return self

    def read(self) -> str:
        """Raises BadSetting when it is not there."""
        try:
            found = os.environ.get(self.env, "") if self.file is None else self.file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise BadSetting(f"ZHIBAN_REGISTERS_FILE: the secret {self.file} can't be read") from error
        if not found.strip():
            raise BadSetting(f"ZHIBAN_REGISTERS_FILE: the secret {self.file or self.env} is empty; set it")
        return found.strip()


class ClientCertificate(_Part):
    file: Path
    key_file: Path
    password: Secret | None = None


class ClientCredentials(_Part):
    """OAuth2 client credentials (RFC 6749, 4.4), sent by HTTP Basic."""

    token_url: str
    client_id: str
    client_secret: Secret
    scope: str = ""

    @model_validator(mode="after")
    def _is_safe(self) -> ClientCredentials:
        _require_https(self.token_url)
        return self


class Gateway(_Part):
    """How a gateway is reached, and how long it may take.

    `total_s` is the longest that a look-up holds a decision, all tries together; `at_once` the most look-ups of one
    register at a time.
    """

    ca_file: Path | None = None
    client_certificate: ClientCertificate | None = None
    oauth2: ClientCredentials | None = None
    headers: dict[str, str] = {}
    connect_s: Seconds = 1
    read_s: Seconds = 2
    total_s: Seconds = 4
    tries: Annotated[int, Field(ge=1, le=5)] = 2
    at_once: Annotated[int, Field(ge=1, le=64)] = 8
    max_answer_bytes: Annotated[int, Field(ge=1_000, le=64_000_000)] = 1_000_000
    rest_after_failures: Annotated[int, Field(ge=1, le=1_000)] = 5
    rest_s: Annotated[float, Field(gt=0, le=3600)] = 30


class Cell(_Part):
    """Where a value stands in an answer and how it is written there; a plain text is its place alone.

    What `values` names becomes what it says (null: not known); anything else is read as `written` says. The place has
    to be there unless it is `optional`; null there means that the source does not know.
    """

    at: Annotated[str, Field(min_length=1)]
    written: WrittenAs = WrittenAs.ISO
    values: dict[str, str | bool | int | None] = {}
    times: Decimal = Decimal(1)
    optional: bool = False
    columns: dict[str, Cell] = {}

    @model_validator(mode="before")
    @classmethod
    def _short(cls, raw: Any) -> Any:  # noqa: ANN401  whatever stands in the file
        return {"at": raw} if isinstance(raw, str) else raw

    @model_validator(mode="after")
    def _is_whole(self) -> Cell:
        if self.times != 1 and self.columns:
            raise ValueError("times: a list of records is no number")
        return self

    def check(self, fact: FactSpec) -> None:
        """Raises ValueError when the fact can't be read so."""
        columns = {column.name: column for column in fact.columns}
        if (fact.type is ValueType.RECORDS) != bool(self.columns):
            raise ValueError(f"{fact.name}: columns are for a list of records, which needs them")
        if self.written in {WrittenAs.COMPACT, WrittenAs.INSTANT} and fact.type not in DATES:
            raise ValueError(f"{fact.name}: only a date is written so")
        unknown = sorted(
            {str(one) for one in self.values.values() if fact.choices and one is not None} - set(fact.choices)
        )
        if unknown:
            raise ValueError(f"{fact.name}: has no choice {', '.join(unknown)}; it has {', '.join(fact.choices)}")
        if self.times != 1 and fact.type not in _MULTIPLIED:
            raise ValueError(f"{fact.name}: only an amount, a number or a share can be multiplied")
        for name, cell in self.columns.items():
            if name not in columns:
                raise ValueError(f"{fact.name}: has no column {name}; it has {', '.join(columns)}")
            cell.check(columns[name])


class Absent(_Part):
    """What an answer says, at a place of it, when there is no record. Nothing else is taken for that."""

    at: str
    is_: Annotated[str | bool | int, Field(alias="is")]


class RegisterSource(_Part):
    """One register as a gateway answers for it.

    `record` is the place of the record in the answer, to which the places of `facts` are relative; empty: the whole
    answer. `also_kept` holds every answer against what was imported; where they differ, nobody is approved.
    """

    gateway: str
    url: str
    facts: dict[str, Cell]
    as_of: Cell
    record: str = ""
    absent: Absent | None = None
    also_kept: bool = False

    @model_validator(mode="after")
    def _is_safe(self) -> RegisterSource:
        _require_https(self.url)
        if self.url.count(KEY_MARK) != 1 or KEY_MARK in urlsplit(self.url).netloc:
            raise ValueError(f"url: needs {KEY_MARK} once, in its path or query")
        return self


class RegistersFile(_Part):
    gateways: dict[str, Gateway]
    registers: dict[str, RegisterSource]

    @model_validator(mode="after")
    def _fits(self) -> RegistersFile:
        for register, source in self.registers.items():
            if register not in register_ids():
                raise ValueError(f"there is no register {register}; there are {', '.join(register_ids())}")
            if source.gateway not in self.gateways:
                raise ValueError(f"{register}: there is no gateway {source.gateway}")
            _check_facts(register, source)
        return self


def load_registers_file(path: Path) -> RegistersFile:
    """Raises BadSetting with file, line and a fix; files named in it are found beside it."""
    try:
        read = strict_yaml.load_model(path, RegistersFile)
    except BadRuleFile as error:
        raise BadSetting(f"ZHIBAN_REGISTERS_FILE: {error}") from error
    return _beside(read, path.parent)


def _check_facts(register: str, source: RegisterSource) -> None:
    columns, key = register_columns(register), register_namespace(register)[1].key
    if key not in source.facts:
        raise ValueError(f"{register}: facts need {key}, by which an answer is known to be about whom was asked for")
    for name, cell in source.facts.items():
        if name not in columns:
            raise ValueError(f"{register}: has no fact {name}; it has {', '.join(columns)}")
        cell.check(columns[name])


def _require_https(url: str) -> None:
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError as error:
        raise ValueError(f"{url} is no address") from error
    if (
        not host
        or not url.isascii()
        or parts.username
        or not (parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK))
    ):
        raise ValueError(f"{url}: write https://…; http only to this machine, and no user name")


def _beside(read: RegistersFile, folder: Path) -> RegistersFile:
    return RegistersFile.model_construct(
        gateways={name: _placed(one, folder) for name, one in read.gateways.items()}, registers=read.registers
    )


def _placed(part: Any, folder: Path) -> Any:  # noqa: ANN401  a model, or a value of one
    """The same with every relative path counted from the folder."""
    if isinstance(part, Path):
        return folder / part
    if isinstance(part, BaseModel):
        return part.model_copy(update={name: _placed(getattr(part, name), folder) for name in type(part).model_fields})
    return part
