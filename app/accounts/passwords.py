"""Passwords: how they are kept, and which are too easy to guess."""

from __future__ import annotations

import itertools
import re
import string
import unicodedata
from functools import cache
from pathlib import Path
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Final

from app.accounts.errors import WeakPassword

if TYPE_CHECKING:
    from argon2 import PasswordHasher

FEWEST_CHARS: Final = 12
MOST_CHARS: Final = 128
_FEWEST_DIFFERENT: Final = 6
_MEMORY_KIB: Final = 19_456
_PASSES: Final = 2
_LANES: Final = 1
"""OWASP's password storage cheat sheet for Argon2id: 19 MiB, two passes, one lane."""
_AT_ONCE: Final = BoundedSemaphore(4)
"""Hashes made at the same time: many tries to sign in then take neither the memory nor every core."""

_COMMON_FILE: Final = Path(__file__).parent / "common_passwords.txt"
"""Words and runs that are guessed first, one a line."""
_RUNS: Final = (string.digits, string.ascii_lowercase, "qwertyuiop", "asdfghjkl", "zxcvbnm", "1234567890")
_RUN_CHARS: Final = 4


def check_password(password: str, *names: str) -> None:
    """Refuse what is guessed first; anything long enough that is none of that will do.

    Args:
        names: of the account and of who has it: a password with one of them in it is refused.

    Raises:
        WeakPassword: the message says what is asked of a password.
    """
    if not FEWEST_CHARS <= len(password) <= MOST_CHARS:
        raise WeakPassword(f"密码需要 {FEWEST_CHARS} 到 {MOST_CHARS} 个字符")
    plain = _levelled(password)
    if any(len(name) > 1 and _levelled(name) in plain for name in names):
        raise WeakPassword("密码里不能有用户名或姓名，请换一个")
    if len(set(plain)) < _FEWEST_DIFFERENT or _is_common(plain):
        raise WeakPassword("这个密码太容易被猜到，请换一个：几个不相干的词连在一起就很好")


def hashed(password: str) -> str:
    with _AT_ONCE:
        return _hasher().hash(_normal(password))


def is_right(password_hash: str | None, password: str) -> bool:
    """Whether it is the password. With no hash the same work is done, so that the time tells nothing."""
    from argon2.exceptions import InvalidHashError, VerificationError

    nobodys = _nobodys()
    with _AT_ONCE:
        try:
            matches = _hasher().verify(password_hash or nobodys, _normal(password[:MOST_CHARS]))
        except (VerificationError, InvalidHashError):
            return False
    return matches and password_hash is not None


def is_outdated(password_hash: str) -> bool:
    """Whether it was made with other parameters than a new one would be."""
    return _hasher().check_needs_rehash(password_hash)


@cache
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher, Type

    return PasswordHasher(time_cost=_PASSES, memory_cost=_MEMORY_KIB, parallelism=_LANES, type=Type.ID)


@cache
def _nobodys() -> str:
    return _hasher().hash("nobody has this password")


def _normal(password: str) -> str:
    return unicodedata.normalize("NFKC", password)


def _levelled(text: str) -> str:
    return "".join(_normal(text).casefold().split())


def _is_common(plain: str) -> bool:
    """Whether nothing is left of it but common words, runs of keys and figures or signs."""
    rest = plain
    for word in _guessed_first():
        rest = rest.replace(word, "")
    rest = re.sub(r"[\d\W_]+", "", rest)
    return len(set(rest)) < _RUN_CHARS


@cache
def _guessed_first() -> tuple[str, ...]:
    """The common words, and every run of neighbouring keys, letters or figures, both ways; the longest first."""
    found = set(_COMMON_FILE.read_text(encoding="utf-8").split())
    for keys in _RUNS:
        for first, last in itertools.combinations(range(len(keys) + 1), 2):
            if last - first >= _RUN_CHARS:
                found |= {keys[first:last], keys[first:last][::-1]}
    return tuple(sorted(found, key=len, reverse=True))
