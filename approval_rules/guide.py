"""The applicant's guide to an item (办事指南), made from the very version that decides it, in either language.

Whatever it says, the checker does, so online guide, counter guide and checker can't disagree.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from approval_rules.conditions.saying import Saying, said
from approval_rules.explain import ASK_BASIS
from approval_rules.facts import load_namespaces
from approval_rules.items import Automation, RequiredWhen
from approval_rules.language_words import NO_NAMES, Both, Language, apart, in_quotes, title_of
from approval_rules.telling.amounts import cap_said, pays_said, when_said
from approval_rules.telling.guide_words import (
    APPLICANTS,
    AUTOMATION,
    CLAIMS,
    LIMIT_TITLES,
    LIMITS,
    MATERIALS,
    SECTIONS,
    WORDS,
    SectionName,
)
from approval_rules.telling.sources import register_title

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from approval_rules.amounts import AmountSpec
    from approval_rules.deadlines import Limit
    from approval_rules.document_spec import DocumentSpec, FieldSpec
    from approval_rules.items import ItemVersion, Material, Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One thing that a section says; `basis` are the ids of its clauses."""

    text: str
    basis: tuple[str, ...] = ()

    def to_json(self) -> dict[str, object]:
        return {"text": self.text, "basis": list(self.basis)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    name: SectionName
    title: str
    points: tuple[Point, ...]

    def to_json(self) -> dict[str, object]:
        return {"name": self.name.value, "title": self.title, "points": [one.to_json() for one in self.points]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """A guide in one language; sections that have nothing to say are left out."""

    item: str
    version: str
    language: Language
    title: str
    lead: str
    sections: tuple[Section, ...]

    def to_json(self) -> dict[str, object]:
        return {
            "item": self.item,
            "item_version": self.version,
            "language": self.language.value,
            "title": self.title,
            "lead": self.lead,
            "sections": [one.to_json() for one in self.sections],
        }

    def to_markdown(self) -> str:
        lines = [f"# {self.title}", "", self.lead]
        for section in self.sections:
            lines += ["", f"## {section.title}", ""]
            lines += [f"- {point.text}{self._cited(point.basis)}" for point in section.points]
        return "\n".join([*lines, "", f"`{self.version}`", ""])

    def _cited(self, basis: tuple[str, ...]) -> str:
        clauses = apart((f"`{clause}`" for clause in basis), self.language)
        return WORDS["basis"].in_(self.language).format(clauses) if basis else ""


def guide(
    version: ItemVersion,
    language: Language,
    *,
    form: DocumentSpec | None = None,
    names: Mapping[str, Both] = NO_NAMES,
) -> Guide:
    """The guide to one version.

    Args:
        form: the kind of the version's form; without it the guide does not list what the form asks for.
        names: what items are called, by their ids.
    """
    writer = _Writer(version, language, names)
    made = {name: tuple(points) for name, points in writer.sections(form)}
    return Guide(
        item=version.item,
        version=version.id,
        language=language,
        title=writer.words("title", writer.own(version.title, version.title_en)),
        lead=writer.lead(),
        sections=tuple(
            Section(name=name, title=SECTIONS[name].in_(language), points=made[name])
            for name in SectionName
            if made.get(name)
        ),
    )


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes the sections of one version in one language."""

    version: ItemVersion
    language: Language
    names: Mapping[str, Both]

    def sections(self, form: DocumentSpec | None) -> Iterator[tuple[SectionName, Iterable[Point]]]:
        version = self.version
        yield SectionName.APPLICANTS, self._applicants()
        yield SectionName.CONDITIONS, self._conditions()
        yield SectionName.MATERIALS, self._materials()
        yield SectionName.FORM, self._form(form)
        yield SectionName.REGISTERS, self._registers()
        yield SectionName.STEPS, (Point(text=self.own(step.zh, step.en)) for step in version.steps)
        yield SectionName.LIMITS, self._limits()
        if version.amount is not None:
            yield SectionName.AMOUNT, self._amount(version.amount)
        yield SectionName.DECISION, self._decision()
        yield SectionName.UNCERTAIN, self._uncertain()
        yield SectionName.BASIS, self._basis()
        yield SectionName.ASK, self._ask()

    def words(self, key: str, *values: str) -> str:
        return WORDS[key].in_(self.language).format(*values)

    def own(self, zh: str, en: str) -> str:
        """What the item says itself; where it has no English, the Chinese in quotation marks."""
        return zh if self.language is Language.ZH else en or in_quotes(zh)

    def lead(self) -> str:
        span = self.version.in_force
        key, days = ("from", [span.start]) if span.end is None else ("until", [span.start, span.end])
        when = self.words(key, *(day.isoformat() for day in days))
        authority = self.own(self.version.authority, self.version.authority_en)
        gap = "" if self.language is Language.ZH else " "
        return self.words("authority", authority) + gap + self.words("in_force", when)

    def _how(self) -> Saying:
        return Saying(vocabulary=self.version.facts, language=self.language, names=self.names)

    def _chinese(self, key: str, text: str) -> str:
        """A remark that is written in Chinese only."""
        return self.words(key, self.own(text, ""))

    def _applicants(self) -> Iterator[Point]:
        kinds = [APPLICANTS[kind].in_(self.language) for kind in self.version.applicants]
        yield Point(text=apart(kinds, self.language))

    def _conditions(self) -> Iterator[Point]:
        for rule in self.version.rules:
            doubt = self._chinese("not_certain", rule.uncertain) if rule.uncertain else ""
            yield Point(text=self._says(rule) + doubt, basis=tuple(rule.basis))

    def _materials(self) -> Iterator[Point]:
        for material in self.version.materials:
            text = self._material(material) + self._in_brackets(material.note)
            if material.replaceable_by_commitment:
                text = MATERIALS["commitment"].in_(self.language).format(text)
            if material.deferrable is None:
                yield Point(text=text)
            else:
                text = MATERIALS["deferrable"].in_(self.language).format(text, material.deferrable.workdays)
                yield Point(text=text, basis=tuple(material.deferrable.basis))
        if not self.version.materials:
            yield Point(text=MATERIALS["none"].in_(self.language))

    def _material(self, material: Material) -> str:
        title = self.own(material.title, material.title_en)
        if isinstance(material.required, RequiredWhen):
            return (
                MATERIALS["when"].in_(self.language).format(title, said(material.required.when.condition, self._how()))
            )
        return MATERIALS[material.required].in_(self.language).format(title)

    def _form(self, form: DocumentSpec | None) -> Iterator[Point]:
        if form is None:
            yield Point(text=self.words("form_only", self.words("application_form")))
            return
        fields = apart((self._field(field) for field in form.fields), self.language)
        title = form.title if self.language is Language.ZH else self.words("application_form")
        yield Point(text=self.words("form", title, fields))

    def _field(self, field: FieldSpec) -> str:
        spec = self.version.facts.get(field.record or "")
        if self.language is Language.ZH:
            return field.title
        return field.name.replace("_", " ") if spec is None else title_of(spec, self.language)

    def _registers(self) -> Iterator[Point]:
        spaces = {space.register_id: name for name, space in load_namespaces().items() if space.register_id}
        for use in self.version.registers:
            space = spaces.get(use.id, "")
            facts = [name for name in self.version.decisive_facts if name.partition(".")[0] == space]
            titles = apart((title_of(self.version.facts[one], self.language) for one in facts), self.language)
            register = register_title(use.id).in_(self.language)
            yield Point(text=self.words("register", register, titles) if facts else register)

    def _limits(self) -> Iterator[Point]:
        for key, limit in self._limits_set():
            yield Point(text=self._limit(key, limit), basis=tuple(limit.basis))
        if self.version.limits.decision is None and self.version.limits.promised is None:
            yield Point(text=LIMITS["none"].in_(self.language))

    def _limits_set(self) -> list[tuple[str, Limit]]:
        limits = self.version.limits
        named = [("correction_notice", limits.correction_notice), ("decision", limits.decision)]
        return [(key, one) for key, one in (*named, ("promised", limits.promised)) if one is not None]

    def _limit(self, key: str, limit: Limit) -> str:
        on_the_spot = {"decision": "on_the_spot", "promised": "promised_on_the_spot"}
        if limit.workdays == 0 and key in on_the_spot:
            key = on_the_spot[key]
        text = LIMITS[key].in_(self.language).format(self._workdays(limit.workdays))
        if limit.extendable:
            gap = "" if self.language is Language.ZH else " "
            text += gap + LIMITS["extendable"].in_(self.language).format(self._workdays(limit.extendable))
        return text + (self._chinese("not_certain", limit.uncertain) if limit.uncertain else "")

    def _workdays(self, count: int) -> str:
        """Chinese has the unit in its sentence."""
        if self.language is Language.ZH:
            return str(count)
        return "1 working day" if count == 1 else f"{count} working days"

    def _amount(self, spec: AmountSpec) -> Iterator[Point]:
        basis, how = tuple(spec.basis), self._how()
        for row in spec.rows:
            when = when_said(row, how, is_only=len(spec.rows) == 1)
            text = self.words("rows", when, pays_said(row, how)) + self._in_brackets(row.note)
            yield Point(text=text, basis=basis)
        if spec.cap is not None:
            yield Point(text=cap_said(spec, self.language), basis=basis)
        if spec.note:
            yield Point(text=self._chinese("note", spec.note), basis=basis)

    def _in_brackets(self, note: str) -> str:
        if not note:
            return ""
        text = self._chinese("note", note)
        return f"（{text}）" if self.language is Language.ZH else f" ({text})"

    def _decision(self) -> Iterator[Point]:
        yield Point(text=CLAIMS[self.version.claim].in_(self.language))
        yield Point(text=AUTOMATION[self.version.automation].in_(self.language))

    def _uncertain(self) -> Iterator[Point]:
        version = self.version
        if version.uncertain:
            yield Point(text=self._chinese("uncertain", version.uncertain))
        doubts = [(self._says(rule), rule.uncertain) for rule in version.rules]
        doubts += [(self._limit_title(key), one.uncertain) for key, one in self._limits_set()]
        if version.amount is not None:
            doubts.append((SECTIONS[SectionName.AMOUNT].in_(self.language), version.amount.uncertain))
        for about, doubt in doubts:
            if doubt:
                yield Point(text=self.words("uncertain_of", in_quotes(about), self.own(doubt, "")))

    def _limit_title(self, key: str) -> str:
        return LIMIT_TITLES[key].in_(self.language)

    def _says(self, rule: Rule) -> str:
        return self.own(rule.says, said(rule.condition, self._how()))

    def _basis(self) -> Iterator[Point]:
        yield Point(text=self.words("basis_of"), basis=tuple(self.version.basis))
        yield Point(text=self.words("evidence_of"), basis=tuple(self.version.evidence_basis))

    def _ask(self) -> Iterator[Point]:
        if self.version.automation is not Automation.UNATTENDED:
            yield Point(text=self.words("ask_staff"))
            return
        yield Point(text=self.words("ask_before"), basis=(ASK_BASIS,))
        yield Point(text=self.words("ask_after"), basis=(ASK_BASIS,))
