"""Decides what is ready to be, and writes its case: forms that wait at the same moment together, all else alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias
from weakref import WeakKeyDictionary

from app.cases.filed import Judged, NewCase, new_case
from app.cases.recording import record, record_forms
from app.db.together import Together
from app.flows.judging import judge_forms, judge_to_write
from app.intake.keeping import filed_as
from app.operation.measures import Stage, stage

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.cases.filed import Also
    from app.flows.judging import Read
    from app.flows.office import Office
    from app.intake.application import Upload
    from app.intake.keeping import Sent

Written: TypeAlias = tuple[str, Judged]
"""The number of the case, and how it was judged."""
_Begun: TypeAlias = "tuple[Office, list[NewCase | Exception]]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """An application that was read; `uploads` are its files by the name that it uses."""

    read: Read
    sent: Sent
    uploads: Mapping[str, Upload]
    also: Also | None


_FORMS: Final[WeakKeyDictionary[Office, Together[tuple[Office, Ready], _Begun, Written]]] = WeakKeyDictionary()


def decide_ready(office: Office, ready: Ready) -> Written:
    """Judge it and write its case.

    Nobody waits for another's documents to be stored, nor for a register of somebody else that may be slow: what has
    either is decided alone.

    Raises:
        GrantedMeanwhile: nothing was written; decide again.
    """
    registers = ready.read.version.registers
    if ready.uploads or not all(office.registers.is_at_hand(one.id) for one in registers):
        return _decide_alone(office, ready)
    forms = _FORMS.get(office) or _FORMS.setdefault(office, Together(_judge_all, _write_all))
    return forms.do((office, ready))


def _decide_alone(office: Office, ready: Ready) -> Written:
    new = _new(office, ready, judge_to_write(office, ready.read))
    with stage(Stage.RECORD):
        return record(office.engine, office.files, new), new.judged


def _judge_all(waiting: Sequence[tuple[Office, Ready]]) -> _Begun:
    office, ready = waiting[0][0], [one for _, one in waiting]
    judged = judge_forms(office, [one.read for one in ready])
    return office, [_tried(office, *one) for one in zip(ready, judged, strict=True)]


def _write_all(begun: _Begun) -> list[Written | Exception]:
    office, found = begun
    new = [one for one in found if isinstance(one, NewCase)]
    with stage(Stage.RECORD):
        results = iter(record_forms(office.engine, new))
    return [_written(one, next(results)) if isinstance(one, NewCase) else one for one in found]


def _written(new: NewCase, result: str | Exception) -> Written | Exception:
    return result if isinstance(result, Exception) else (result, new.judged)


def _tried(office: Office, ready: Ready, judged: Judged | Exception) -> NewCase | Exception:
    if isinstance(judged, Exception):
        return judged
    try:
        return _new(office, ready, judged)
    except Exception as error:  # noqa: BLE001  whatever it is belongs to this application alone
        return error


def _new(office: Office, ready: Ready, judged: Judged) -> NewCase:
    filed = filed_as(ready.sent, ready.uploads, judged.applicant, judged.district)
    return new_case(office.clock, filed, judged, ready.also)
