"""What was proved of an item, kept beside the database by the hash of all that was proved.

A proof takes seconds to minutes, so it is made when somebody asks for it, one at a time and in a process of its own: a
solver can't be used by two threads, and what it does must not hold up who asks for something else. Until then it is
honestly not there. What is proved is the item by its data: staff only ever narrow it.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any, Final

import structlog

from approval_rules.calendar import load_calendar
from approval_rules.canonical import canonical_json
from approval_rules.dossier import ENGINE
from approval_rules.language_words import Both
from approval_rules.proving.results import Property, Standing

if TYPE_CHECKING:
    from pathlib import Path

    from app.clock import Clock
    from approval_rules.items import Item
    from approval_rules.proving.results import Proved

log = structlog.get_logger()

GIVEN_UP_S: Final = 900
"""A proof that began so long ago was broken off with its process."""
_ONE_AT_A_TIME: Final = threading.Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptProof:
    """Of one version, by the day that it begins; of all versions together where that is empty."""

    version: str
    property: Property
    standing: Standing
    because: tuple[Both, ...]
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptProofs:
    """`remarks`: something that harms nobody and that the author may not have meant."""

    proved_at: str
    proofs: tuple[KeptProof, ...]
    remarks: tuple[Both, ...]

    @property
    def proved(self) -> int:
        return sum(one.standing is Standing.PROVED for one in self.proofs)

    @property
    def is_whole(self) -> bool:
        return bool(self.proofs) and self.proved == len(self.proofs)


class ProofShelf:
    """The proofs that a folder keeps, shared by all processes of the service."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder, self._clock = folder, clock

    def of(self, item: Item) -> KeptProofs | None:
        """What was proved of the item as it is now; None when nothing was, or when it can't be read."""
        try:
            return _from_json(json.loads(self._path(item).read_bytes()))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def is_being_proved(self, item: Item) -> bool:
        try:
            return time.time() - self._mark(item).stat().st_mtime < GIVEN_UP_S
        except OSError:
            return False

    def begin(self, item: Item) -> None:
        """Have it proved by a thread, unless it is being proved already.

        Raises:
            OSError: the folder can't be written.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        mark = self._mark(item)
        if self.is_being_proved(item):
            return
        mark.unlink(missing_ok=True)
        try:
            mark.touch(exist_ok=False)
        except FileExistsError:
            return
        threading.Thread(target=self._prove, args=(item, mark), name=f"prove-{item.id}", daemon=True).start()

    def prove(self, item: Item) -> KeptProofs:
        """Prove it here and now, and keep what comes of it."""
        return self._keep(item, _proved(item))

    def _prove(self, item: Item, mark: Path) -> None:
        try:
            with _ONE_AT_A_TIME, ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as apart:
                result = apart.submit(_proved_by_id, item.id, _key(item)).result()
            self._keep(item, result)
        except Exception as error:  # noqa: BLE001  whatever it is, the item stays not proved
            log.warning("item_not_proved", item_id=item.id, error=type(error).__name__)
        finally:
            mark.unlink(missing_ok=True)

    def _keep(self, item: Item, result: Proved) -> KeptProofs:
        content = _to_json(result, self._clock.now().isoformat())
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._path(item)
        draft = path.with_name(f"{path.name}.{os.getpid()}.part")
        draft.write_bytes(canonical_json(content))
        draft.replace(path)
        return _from_json(content)

    def _path(self, item: Item) -> Path:
        return self._folder / f"{_key(item)}.json"

    def _mark(self, item: Item) -> Path:
        return self._folder / f"{_key(item)}.begun"


def _proved(item: Item) -> Proved:
    from approval_rules.proving.prove import prove

    return prove(item, calendar=load_calendar())


def _proved_by_id(item_id: str, key: str) -> Proved:
    """In the other process: of the item that the files describe, which has to be the one that was meant."""
    from approval_rules.item_files import load_items

    item = load_items()[item_id]
    if _key(item) != key:
        raise ValueError(f"the files of {item_id} have changed since the service began")
    return _proved(item)


def _key(item: Item) -> str:
    """Changes with everything that the proofs are of: rules, calendars and engine."""
    whole = [ENGINE, load_calendar().to_json(), [hashlib.sha256(one.canonical).hexdigest() for one in item.versions]]
    return hashlib.sha256(canonical_json(whole)).hexdigest()[:40]


def _to_json(result: Proved, at: str) -> dict[str, Any]:
    return {
        "proved_at": at,
        "proofs": [
            {
                "version": "" if one.version is None else one.version.isoformat(),
                "property": one.property.value,
                "standing": one.standing.value,
                "because": [[words.zh, words.en] for words in one.because],
                "milliseconds": round(one.seconds * 1000),
            }
            for one in result.proofs
        ],
        "remarks": [[one.words.zh, one.words.en] for one in result.remarks],
    }


def _from_json(content: dict[str, Any]) -> KeptProofs:
    return KeptProofs(
        proved_at=str(content["proved_at"]),
        proofs=tuple(
            KeptProof(
                version=str(one["version"]),
                property=Property(one["property"]),
                standing=Standing(one["standing"]),
                because=tuple(Both(zh, en) for zh, en in one["because"]),
                seconds=one["milliseconds"] / 1000,
            )
            for one in content["proofs"]
        ),
        remarks=tuple(Both(zh, en) for zh, en in content["remarks"]),
    )
