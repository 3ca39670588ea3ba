"""The notice of a decision as laid out on a page or on paper: what the machine granted, what people decided."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from app.cases.genuine import mark_of
from app.cases.grounds import REMEDIES
from app.cases.happened import events_of_case
from app.cases.states import DECIDED, CaseState
from app.clock import SHANGHAI, today
from app.errors import AppError
from app.items.telling import clause_titles, explanation_of, notice_of
from approval_rules.language_words import Both, masked
from approval_rules.telling.explanation import Cited
from approval_rules.telling.stored import UnexplainedDossier

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from app.cases.happened import Happened
    from app.cases.service import CaseFile
    from app.web.dependencies import Services

_HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_ASK: Final = "cn.law.pipl.2021#art-24"
_KINDS: Final[Mapping[CaseState, Both]] = {
    CaseState.GRANTED: Both("准予决定书", "Notice of approval"),
    CaseState.REFUSED: Both("不予许可决定书", "Notice of refusal"),
    CaseState.NOT_ACCEPTED: Both("不予受理决定书", "Notice of non-acceptance"),
}
_DECIDED: Final[Mapping[CaseState, Both]] = {
    CaseState.GRANTED: Both("经审查，准予您所申请的事项。", "After review, what you applied for is granted."),
    CaseState.REFUSED: Both("经审查，不予许可您所申请的事项。", "After review, what you applied for is refused."),
    CaseState.NOT_ACCEPTED: Both("经审查，不予受理您的申请。", "After examination, your application is not accepted."),
}


class NoNotice(AppError):
    """The case is not decided, so there is no notice of a decision; wait for it."""

    code = "no_notice"
    status = HTTPStatus.CONFLICT


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """One reason with the clauses it rests on; a person's own words are there in Chinese alone."""

    said: Both
    basis: tuple[Cited, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A notice.

    Attributes:
        decision: what is decided, in a sentence.
        by_machine: it was made automatically, and says so.
        address: what the QR code leads to.
    """

    number: str
    kind: Both
    result: CaseState
    title: Both
    applicant: str
    authority: Both
    received_on: date
    decided_on: date
    by_machine: bool
    decision: Both
    amount_cny: Decimal | None
    grounds: tuple[Ground, ...]
    basis: tuple[Cited, ...]
    remedies: tuple[Cited, ...]
    ask_basis: tuple[Cited, ...]
    dossier_sha256: str
    base_url: str

    @property
    def verify_path(self) -> str:
        return f"/notices/verify?case={self.number}&mark={mark_of(self.dossier_sha256)}"

    @property
    def address(self) -> str:
        return self.base_url + self.verify_path


def paper_of(served: Services, found: CaseFile, base_url: str) -> Paper:
    """The notice of a case that is decided.

    Args:
        base_url: where the service is reached, without a slash at the end.

    Raises:
        NoNotice: it is not decided, or went no further.
    """
    number = found.summary.case_no
    event = _decisive(events_of_case(served.office.engine, number))
    if event is None:
        raise NoNotice(f"{number} is not decided: there is no notice of it")
    state, titles = CaseState(event.content["state"]), clause_titles(served.corpus)
    version: Mapping[str, Any] = found.content["item_version"]
    by_machine = "outcome" in event.content
    granted, grounds = _by_machine(served, found) if by_machine else (None, _by_people(event, titles))
    against = state is not CaseState.GRANTED
    return Paper(
        number=number,
        kind=_KINDS[state],
        result=state,
        title=Both(seen(version["title"]), seen(version["title_en"])),
        applicant=seen(masked(found.summary.applicant_name)),
        authority=Both(seen(version["authority"]), seen(version.get("authority_en") or version["authority"])),
        received_on=found.summary.received_on,
        decided_on=event.at.astimezone(SHANGHAI).date(),
        by_machine=by_machine,
        decision=granted or _DECIDED[state],
        amount_cny=None if against or found.amount_cny is None else Decimal(found.amount_cny),
        grounds=grounds,
        basis=_cited(version.get("basis") or (), titles),
        remedies=_cited(event.content.get("remedies") or REMEDIES, titles),
        ask_basis=_cited((_ASK,), titles),
        dossier_sha256=found.dossier_sha256,
        base_url=base_url,
    )


def has_notice(events: Iterable[Happened]) -> bool:
    return _decisive(events) is not None


def seen(text: str) -> str:
    """The text in one line, without characters that are not seen or turn what is read around."""
    spaced = " ".join(unicodedata.normalize("NFC", text).split())
    return "".join(char for char in spaced if unicodedata.category(char) not in _HIDDEN)


def _decisive(events: Iterable[Happened]) -> Happened | None:
    """The event by which the case was decided."""
    return next((one for one in reversed(list(events)) if one.content.get("state") in DECIDED), None)


def _by_machine(served: Services, found: CaseFile) -> tuple[Both | None, tuple[Ground, ...]]:
    """What is granted, and each check that holds; neither for a dossier of a release that is known no longer."""
    given = (found, served.office.items, served.corpus, today(served.office.clock))
    try:
        notice, explanation = notice_of(*given), explanation_of(*given)
    except UnexplainedDossier:
        return None, ()
    granted = None if notice is None else Both(*(seen(masked(one)) for one in (notice.granted.zh, notice.granted.en)))
    return granted, tuple(
        Ground(said=Both(*(seen(masked(text)) for text in (one.says.zh, one.says.en))), basis=one.basis)
        for one in explanation.met
    )


def _by_people(event: Happened, titles: Mapping[str, str]) -> tuple[Ground, ...]:
    reason = seen(masked(str(event.content.get("reason") or "")))
    basis = _cited(event.content.get("basis") or (), titles)
    return (Ground(said=Both(reason, reason), basis=basis),) if reason or basis else ()


def _cited(clauses: Iterable[str], titles: Mapping[str, str]) -> tuple[Cited, ...]:
    return tuple(Cited(one, titles.get(one, "")) for one in clauses)
