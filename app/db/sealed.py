"""Columns that are sealed on the way into the database and opened on the way out: the rest of the code sees plain text.

What stands there unsealed was written before sealing existed; it is read as it is, and `zhiban vault reseal` seals it.
That opens no door: whoever can write to the database could as well write a case; what was decided is held against the
audit chain by its hash, sealed or not.
"""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakKeyDictionary

from sqlalchemy import LargeBinary, String, Text, event, type_coerce
from sqlalchemy.types import TypeDecorator

from app.errors import AppError
from app.vault.errors import SealBroken, VaultError
from app.vault.vault import MAGIC
from approval_rules.values import BadValue, ValueType, parse

if TYPE_CHECKING:
    from sqlalchemy import Column, ColumnElement, Connection, Dialect, Engine
    from sqlalchemy.engine import ExceptionContext

    from app.vault.vault import Vault

TEXT_MAGIC: Final = "zs1."

_VAULTS: Final[WeakKeyDictionary[Dialect, Vault]] = WeakKeyDictionary()
"""Of each engine, by its dialect: that is what a column's type is handed."""


def attach(engine: Engine, vault: Vault) -> None:
    """Have the sealed columns of this engine use the vault."""
    _VAULTS[engine.dialect] = vault
    event.listen(engine, "handle_error", _as_it_is)


def vault_of(bound: Engine | Connection) -> Vault:
    return _of(bound.dialect)


class SealedText(TypeDecorator[str]):
    """Text, stored as `zs1.` and base64. It can't be compared or sorted by: the same text is sealed anew each time.

    Args:
        context: table and column, which what is sealed is bound to.
    """

    impl = Text
    cache_ok = True

    def __init__(self, context: str) -> None:
        super().__init__()
        self.context = context

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else sealed_text(_of(dialect), self.context, value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None or not value.startswith(TEXT_MAGIC):
            return value
        return _of(dialect).open(self.context, sealed_bytes(value)).decode()

    def coerce_compared_value(self, _op: object, _value: object) -> Any:  # noqa: ANN401  never comes back
        raise _not_comparable(self.context)


class SealedBytes(TypeDecorator[bytes]):
    """Bytes; the very same come back."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, context: str) -> None:
        super().__init__()
        self.context = context

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        return None if value is None else _of(dialect).seal(self.context, value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        if value is None or not value.startswith(MAGIC):
            return value
        return _of(dialect).open(self.context, value)

    def coerce_compared_value(self, _op: object, _value: object) -> Any:  # noqa: ANN401  never comes back
        raise _not_comparable(self.context)


class ApplicantKey(TypeDecorator[str]):
    """The 统一社会信用代码 of a company as it is; the 公民身份号码 of a person as `Vault.index` has it, with a #.

    It can be compared with either.
    """

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return _of(dialect).index(value) if value and is_persons_number(value) else value

    def coerce_compared_value(self, _op: object, _value: object) -> ApplicantKey:
        return self


def key_as_stored(vault: Vault, key: str) -> str:
    """The key of an applicant as the database holds it: nobody's number stands there."""
    return vault.index(key) if is_persons_number(key) else key


def is_persons_number(key: str) -> bool:
    try:
        return parse(key, ValueType.RESIDENT_ID) == key
    except BadValue:
        return False


def as_stored(column: Column[bytes]) -> ColumnElement[bytes]:
    """A sealed column of bytes as it is stored; `opened` then opens each value, and a broken one stops nothing."""
    return type_coerce(column, LargeBinary())


def opened(bound: Engine | Connection, column: Column[bytes], stored: bytes | None) -> bytes | None:
    """What a value of that column holds; nothing of one that was changed, which then is not what was hashed."""
    if stored is None or not isinstance(column.type, SealedBytes):
        return stored
    try:
        return column.type.process_result_value(stored, bound.dialect)
    except SealBroken:
        return b""


def sealed_text(vault: Vault, context: str, plain: str) -> str:
    return TEXT_MAGIC + base64.b64encode(vault.seal(context, plain.encode())).decode()


def sealed_bytes(text: str) -> bytes:
    """The sealed value that a column of text holds, or SealBroken."""
    try:
        return base64.b64decode(text.removeprefix(TEXT_MAGIC), validate=True)
    except (binascii.Error, ValueError) as error:
        raise SealBroken("a sealed text was changed; restore it from a backup") from error


def _of(dialect: Dialect) -> Vault:
    vault = _VAULTS.get(dialect)
    if vault is None:
        raise VaultError("personal data is sealed, and no vault was opened for this database; use open_database")
    return vault


def _not_comparable(context: str) -> TypeError:
    return TypeError(f"{context} is sealed: nothing can be compared with it; use a hash or Vault.index beside it")


def _as_it_is(context: ExceptionContext) -> None:
    """An error of ours, raised while a value was sealed or opened, is told as it is and not as one of the statement."""
    if isinstance(context.original_exception, AppError):
        raise context.original_exception
