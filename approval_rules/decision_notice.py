"""The notice of a decision (决定书): what is granted, to whom, on what basis, by which office, on which day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from approval_rules.explain import ASK_BASIS
from approval_rules.items import Outcome
from approval_rules.language_words import Both, Language, both, masked, yuan
from approval_rules.telling.checks import Telling, filled
from approval_rules.telling.explanation import Cited, cited_to_json
from approval_rules.telling.explanation_text import cited_line
from approval_rules.telling.stored import StoredDecision

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from approval_rules.explain import Occasion


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionNotice:
    """A decision that grants what was asked for. A refusal has no notice here: only a person may refuse.

    Attributes:
        number: the case number.
        granted: the sentence of the version that says what is granted.
        dossier_sha256: by it anyone can tell which facts and rules the decision rests on.
    """

    number: str
    title: Both
    applicant: str
    authority: Both
    received_on: date
    decided_on: date
    is_automated: bool
    granted: Both
    amount_cny: Decimal | None
    basis: tuple[Cited, ...]
    ask_basis: tuple[Cited, ...]
    dossier_sha256: str

    def to_text(self, language: Language) -> str:
        words = _WORDS[language]
        amount = "" if self.amount_cny is None else words["amount"].format(yuan(self.amount_cny, language))
        lines = [
            words["title"].format(self.title.in_(language)),
            words["number"].format(self.number),
            "",
            words["to"].format(self.applicant),
            words["examined"].format(self.received_on.isoformat(), self.title.in_(language)),
            words["basis"].format(cited_line(self.basis, language)),
            self.granted.in_(language) + amount,
            words["automated" if self.is_automated else "by a person"].format(cited_line(self.ask_basis, language)),
            "",
            self.authority.in_(language),
            self.decided_on.isoformat(),
            words["dossier"].format(self.dossier_sha256),
        ]
        return masked("\n".join(lines)) + "\n"

    def to_json(self, language: Language) -> dict[str, object]:
        return {
            "language": language.value,
            "number": self.number,
            "title": self.title.in_(language),
            "applicant": masked(self.applicant),
            "authority": self.authority.in_(language),
            "received_on": self.received_on.isoformat(),
            "decided_on": self.decided_on.isoformat(),
            "is_automated": self.is_automated,
            "granted": masked(self.granted.in_(language)),
            "amount_cny": None if self.amount_cny is None else str(self.amount_cny),
            "basis": cited_to_json(self.basis),
            "dossier_sha256": self.dossier_sha256,
        }


def decision_notice(
    dossier: bytes, occasion: Occasion, *, applicant: str, dossier_sha256: str
) -> DecisionNotice | None:
    """The notice of a case that was granted; None while it is not, and for a pre-check.

    Raises:
        UnexplainedDossier: it is no dossier that this release can read.
    """
    decision = StoredDecision.read(dossier)
    if decision.outcome is not Outcome.APPROVE or occasion.case_no is None:
        return None
    version = decision.version
    telling = Telling(decision=decision, clause_titles=occasion.clause_titles, names=occasion.names)
    templates = Both(version.granted or _GRANTED.zh, version.granted_en or _GRANTED.en)
    title = Both(version.title, version.title_en)
    return DecisionNotice(
        number=occasion.case_no,
        title=title,
        applicant=applicant,
        authority=Both(version.authority, version.authority_en or version.authority),
        received_on=decision.received_on,
        decided_on=occasion.decided_on,
        is_automated=occasion.is_automated,
        granted=both(lambda language: filled(templates.in_(language), language, telling)),
        amount_cny=decision.amount_cny,
        basis=telling.cited(version.basis),
        ask_basis=telling.cited((ASK_BASIS,)),
        dossier_sha256=dossier_sha256,
    )


_GRANTED: Final = Both("准予所申请的事项。", "What was applied for is granted.")
_WORDS: Final = {
    Language.ZH: {
        "title": "决定书：{}",
        "number": "编号：{}",
        "to": "{}：",
        "examined": "您于{}提出的“{}”申请，经审查，全部审查要点都符合。",
        "basis": "依据{}，决定如下：",
        "amount": "金额{}。",
        "automated": "本决定由系统自动作出。您有权要求说明理由，也可以一步申请由工作人员复核（{}）。",
        "by a person": "本决定由工作人员作出。您有权要求说明理由（{}）。",
        "dossier": "卷宗指纹 SHA-256：{}",
    },
    Language.EN: {
        "title": "Notice of decision: {}",
        "number": "Number: {}",
        "to": "To {}:",
        "examined": "Your application of {} for “{}” was examined, and everything that is checked holds.",
        "basis": "On the basis of {} it is decided:",
        "amount": " The amount is {}.",
        "automated": "The decision was made automatically. You may ask for its reasons, and in one step for a review by"
        " a person ({}).",
        "by a person": "The decision was made by a member of staff. You may ask for its reasons ({}).",
        "dossier": "Dossier SHA-256: {}",
    },
}
