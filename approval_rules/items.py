"""Items as data: `items/<id>/item.yaml` with its versions, and the rules file each version names.

A version is loaded together with the vocabulary entries it uses, so that what is pinned to a case decides it again
years later, whatever the files say then.
"""

from __future__ import annotations

import hashlib
import re
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from approval_rules.advice import closest
from approval_rules.amounts import AmountSpec, facts_of
from approval_rules.canonical import canonical_json
from approval_rules.clauses import Clause, InForce, ItemId
from approval_rules.conditions.evaluating import Evaluator, evaluator
from approval_rules.conditions.language import facts_read
from approval_rules.conditions.parsing import ConditionField
from approval_rules.deadlines import Limits
from approval_rules.errors import NotInForce, UnknownItem
from approval_rules.facts import FactSpec, load_vocabulary
from approval_rules.values import BadValue

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from approval_rules.conditions.language import Condition


class Outcome(StrEnum):
    """What the rules lead to, best first; the worst wins. The machine acts on `approve` alone."""

    APPROVE = "approve"
    CORRECT = "correct"
    ESCALATE = "escalate"
    NOT_ACCEPT = "not_accept"


class Automation(StrEnum):
    OFF = "off"
    ASSISTED = "assisted"
    UNATTENDED = "unattended"


_AUTOMATIONS: Final = tuple(Automation)


def narrower(one: Automation, other: Automation) -> Automation:
    """Whichever leaves less to the machine."""
    return min(one, other, key=_AUTOMATIONS.index)


class Claim(StrEnum):
    """How a service or a support is claimed: 免申即享, 快申快享, 申报."""

    NO_APPLICATION = "no_application"
    FAST = "fast"
    APPLY = "apply"


class ApplicantKind(StrEnum):
    ENTERPRISE = "enterprise"
    PARTNERSHIP = "partnership"
    INDIVIDUAL_BUSINESS = "individual_business"
    FARMER_COOPERATIVE = "farmer_cooperative"
    SOCIAL_ORGANIZATION = "social_organization"
    PERSON = "person"


class _Spec(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class RequiredWhen(_Spec):
    when: ConditionField


class Deferrable(_Spec):
    """容缺受理: within so many working days of acceptance the material may still be filed."""

    workdays: Annotated[int, Field(ge=1, le=1000)]
    basis: Annotated[list[Clause], Field(min_length=1)]


class Material(_Spec):
    """`document` is the kind of document (a file in `documents/`) that serves as this material.

    Without one, any file is kept for a person to look at. `required` may hang on a condition: unknown asks for it.
    What is neither `deferrable` nor `replaceable_by_commitment` has to be there before the application is accepted;
    the machine asks for it in either case.
    """

    id: ItemId | Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    title: str
    title_en: str = ""
    document: str = ""
    required: Literal["always", "never"] | RequiredWhen = "always"
    note: str = ""
    deferrable: Deferrable | None = None
    replaceable_by_commitment: bool = False


class RegisterUse(_Spec):
    """A register the item asks, and how old its record may be on the day of receipt."""

    id: str
    max_age_days: Annotated[int, Field(ge=0)]


class SaidTwice(_Spec):
    """One sentence in Chinese and in English."""

    zh: str
    en: str


class Rule(_Spec):
    """One 审查要点. `holds` is the condition as written; `notice` is what the applicant is told when it fails."""

    id: ItemId
    says: str
    holds: ConditionField
    otherwise: Outcome
    notice: str
    basis: Annotated[list[Clause], Field(min_length=1)]
    uncertain: Annotated[str, Field(description="What about the rule is not known for certain.")] = ""

    @field_validator("otherwise")
    @classmethod
    def _never_approves(cls, otherwise: Outcome) -> Outcome:
        if otherwise is Outcome.APPROVE:
            fix = "Write correct, escalate or not_accept"
            raise BadValue("a rule that fails can't lead to approve", fix=fix)
        return otherwise

    @model_validator(mode="after")
    def _notice_can_be_filled(self) -> Rule:
        read = facts_read(self.condition)
        unfilled = sorted(placeholders(self.notice) - read)
        if unfilled:
            problem = f"the notice names {{{unfilled[0]}}}, which the rule does not read"
            raise BadValue(problem, at=("notice",), fix=closest(unfilled[0], sorted(read)))
        return self

    @property
    def condition(self) -> Condition:
        condition: Condition = self.holds.condition
        return condition

    @cached_property
    def ask(self) -> Evaluator:
        """The condition made ready to be asked of many cases."""
        return evaluator(self.condition)


class Described(_Spec):
    """What an item is, whatever the version."""

    title: str
    title_en: str
    authority: str
    authority_en: str = ""
    region: str
    applicants: Annotated[list[ApplicantKind], Field(min_length=1)]


class Versioned(_Spec):
    """What a version says besides its rules."""

    in_force: InForce
    automation: Automation
    uncertain: Annotated[str, Field(description="What is not known for certain; then never unattended.")] = ""
    claim: Claim = Claim.APPLY
    basis: Annotated[list[Clause], Field(min_length=1)]
    evidence_basis: Annotated[list[Clause], Field(min_length=1)]
    form: str
    materials: list[Material]
    decisive: list[str]
    registers: list[RegisterUse]
    limits: Limits = Limits()
    steps: list[SaidTwice] = []
    granted: str = ""
    granted_en: str = ""
    amount: AmountSpec | None = None

    def uncertainties(self) -> Iterator[str]:
        """What the version, its limits and its amounts say is not known for certain."""
        limits = (self.limits.correction_notice, self.limits.decision, self.limits.promised)
        yield from filter(None, [self.uncertain, *(one.uncertain for one in limits if one is not None)])
        if self.amount is not None and self.amount.uncertain:
            yield self.amount.uncertain


class Switched(_Spec):
    """Staff let it be decided less by machine than its data allows, since that day.

    `on` is None where nobody could tell how far they let it be: then a person decides.
    """

    on: date | None


class ItemVersion(Described, Versioned):
    """One item as it stood in one period, complete in itself: it can be pinned to a case as JSON.

    `switched` is there only in what a case is decided by while staff have narrowed the item; no file holds it.
    """

    item: ItemId
    rules: Annotated[list[Rule], Field(min_length=1)]
    facts: dict[str, FactSpec]
    switched: Switched | None = None

    @classmethod
    def read(cls, content: Mapping[str, Any]) -> ItemVersion:
        """The version that plain data holds, by the vocabulary inside it and not by that of today.

        Raises:
            ValidationError: the data is no version.
        """
        facts = {name: FactSpec.model_validate(spec) for name, spec in content["facts"].items()}
        version = cls.model_validate(content, context={"vocabulary": facts})
        version.__dict__["canonical"] = canonical_json(content)  # as stored, whatever fields a later release adds
        return version

    @model_validator(mode="after")
    def _makes_sense(self) -> ItemVersion:
        if self.automation is Automation.UNATTENDED:
            self._may_be_unattended()
        self._names_what_there_is()
        for key, text in (("granted", self.granted), ("granted_en", self.granted_en)):
            strange = sorted(placeholders(text) - set(self.decisive_facts))
            if strange:
                problem = f"it names {{{strange[0]}}}, which is neither decisive nor read by a rule"
                raise BadValue(problem, at=(key,), fix=closest(strange[0], self.decisive_facts))
        return self

    def _names_what_there_is(self) -> None:
        ids = [rule.id for rule in self.rules]
        for place, one in enumerate(ids):
            if one in ids[:place]:
                raise BadValue("two rules have the same id", at=("rules", place, "id"), fix="Give each its own id")
        for place, fact in enumerate(self.decisive):
            if fact not in self.facts:
                problem, fix = f"there is no fact '{fact}' in approval_rules/facts", closest(fact, load_vocabulary())
                raise BadValue(problem, at=("decisive", place), fix=fix)

    def as_if_unattended(self) -> ItemVersion:
        """A copy switched on whatever is uncertain about it: to prove and to measure, never to decide a case."""
        return self._changed({"automation": Automation.UNATTENDED, "switched": None})

    def narrowed(self, automation: Automation, switched: Switched) -> ItemVersion:
        """A copy that is decided by machine no further than that; itself where its data does not allow more."""
        if narrower(automation, self.automation) is self.automation:
            return self
        return self._changed({"automation": automation, "switched": switched})

    def _changed(self, update: Mapping[str, object]) -> ItemVersion:
        copied = self.model_copy(update=update)
        for name in ("canonical", "id"):
            copied.__dict__.pop(name, None)
        return copied

    def _may_be_unattended(self) -> None:
        if next(self.uncertainties(), "") or any(rule.uncertain for rule in self.rules):
            problem = "an item with something uncertain can't be switched to unattended"
            raise BadValue(problem, at=("automation",), fix="Write assisted until nothing is uncertain any more")
        for place, material in enumerate(self.materials):
            if not material.document and material.required != "never":
                problem = "an item with a material that no machine reads can't be switched to unattended"
                raise BadValue(problem, at=("materials", place), fix="Name its document kind, or write assisted")

    @cached_property
    def canonical(self) -> bytes:
        """The version as canonical JSON: what is pinned to a case and hashed."""
        left_out = {"switched"} if self.switched is None else None
        return canonical_json(self.model_dump(mode="json", by_alias=True, exclude=left_out))

    @cached_property
    def id(self) -> str:
        """Names the item, its start date and the first 12 hex digits of the hash of its content."""
        digest = hashlib.sha256(self.canonical).hexdigest()
        return f"{self.item}@{self.in_force.start.isoformat()}+{digest[:12]}"

    @cached_property
    def max_age_days(self) -> Mapping[str, int]:
        return {use.id: use.max_age_days for use in self.registers}

    @cached_property
    def decisive_facts(self) -> tuple[str, ...]:
        """What the two-source gate guards: the facts named, and every fact that a condition or an amount reads."""
        conditions = [rule.condition for rule in self.rules]
        conditions += [one.required.when.condition for one in self.materials if isinstance(one.required, RequiredWhen)]
        read = {fact for condition in conditions for fact in facts_read(condition)}
        if self.amount is not None:
            read |= facts_of(self.amount)
        return tuple(dict.fromkeys([*self.decisive, *sorted(read)]))

    @cached_property
    def condition_facts(self) -> Mapping[str, tuple[str, ...]]:
        """Of each rule, the facts its condition reads, sorted."""
        return {rule.id: tuple(sorted(facts_read(rule.condition))) for rule in self.rules}

    @cached_property
    def counts_workdays(self) -> bool:
        """Whether any condition counts working days, so that a calendar belongs to the decision."""
        parts = self.model_dump(mode="json", by_alias=True, include={"rules", "materials", "amount"})
        return b'"workdays"' in canonical_json(parts)


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"\{([^{}]*)\}", text))


class Item(_Spec):
    """`records` are the ids of the source records its facts were taken from."""

    id: ItemId
    title: str
    title_en: str
    records: list[str]
    versions: list[ItemVersion]

    def version_on(self, on: date) -> ItemVersion:
        """The version in force on that day.

        Raises:
            NotInForce: none is; names the days on which one is.
        """
        for version in self.versions:
            if version.in_force.covers(on):
                return version
        raise NotInForce(self.id, on, tuple(str(version.in_force) for version in self.versions))


def find_item(item_id: str, items: Mapping[str, Item]) -> Item:
    """The item, or UnknownItem with the ids there are."""
    if item_id not in items:
        raise UnknownItem(item_id, tuple(items))
    return items[item_id]
