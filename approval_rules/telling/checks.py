"""Checks in words: what each one is about, and why one does not hold, in both languages.

Chinese is what the rules themselves say; English is made from the condition, so that it is never written twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from approval_rules.conditions.saying import Saying, said
from approval_rules.evidence import Support
from approval_rules.items import placeholders
from approval_rules.language_words import Both, Language, bare, both, in_quotes, titles_of
from approval_rules.telling.explanation import NOTHING, Cited, Met, ReasonTold
from approval_rules.telling.sources import SUPPORT, source_title
from approval_rules.telling.stored import steps_of
from approval_rules.unmet import findings, missing_facts, told
from approval_rules.verdict import Reason

if TYPE_CHECKING:
    from collections.abc import Mapping

    from approval_rules.items import Rule
    from approval_rules.telling.stored import StoredCheck, StoredDecision


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """A stored decision, with what the caller calls its clauses and the items it names."""

    decision: StoredDecision
    clause_titles: Mapping[str, str]
    names: Mapping[str, Both]

    def how(self, language: Language) -> Saying:
        one = self.decision
        return Saying(
            vocabulary=one.version.facts, language=language, facts=one.world, calendar=one.calendar, names=self.names
        )

    def cited(self, clauses: tuple[str, ...] | list[str]) -> tuple[Cited, ...]:
        return tuple(Cited(clause, self.clause_titles.get(clause, "")) for clause in clauses)

    def rule(self, check: StoredCheck) -> Rule | None:
        return next((one for one in self.decision.version.rules if one.id == check.rule), None)


def met(check: StoredCheck, telling: Telling) -> Met:
    return Met(check=check.rule, says=_says(check, telling), basis=telling.cited(check.basis))


def reason(check: StoredCheck, why: Reason, telling: Telling) -> ReasonTold:
    """A check that does not hold, in words."""
    rule = telling.rule(check)
    if why is Reason.RULE_FAILED and rule is not None:
        return _failed(check, rule, telling)
    missing = _missing(rule, telling) if why is Reason.RULE_UNKNOWN and rule is not None else ()
    return ReasonTold(
        check=check.rule,
        reason=why,
        holds=check.holds,
        leads_to=check.leads_to,
        says=_says(check, telling),
        message=_message(check, why, telling),
        required=NOTHING if rule is None else _sentence(rule, telling),
        found=_sources(check, telling),
        missing=missing,
        basis=telling.cited(check.basis),
    )


def filled(text: str, language: Language, telling: Telling) -> str:
    """The text with the facts that it names in braces, as people read them; a sentence has its units itself."""
    for name in placeholders(text):
        value, spec = telling.decision.value_of(name), telling.decision.version.facts[name]
        words = _UNKNOWN.in_(language) if value is None else bare(value, spec, language, names=telling.names)
        text = text.replace("{" + name + "}", words)
    return text


def _failed(check: StoredCheck, rule: Rule, telling: Telling) -> ReasonTold:
    steps = steps_of(rule.condition, check, telling.decision.version)
    found = both(lambda language: told(findings(rule.condition, steps, telling.how(language)), language))
    required = _sentence(rule, telling)
    return ReasonTold(
        check=check.rule,
        reason=Reason.RULE_FAILED,
        holds=check.holds,
        leads_to=check.leads_to,
        says=_says(check, telling),
        message=Both(filled(rule.notice, Language.ZH, telling), f"Not met: {required.en}. Found: {found.en}."),
        required=required,
        found=found,
        basis=telling.cited(check.basis),
    )


def _sentence(rule: Rule, telling: Telling) -> Both:
    return both(lambda language: said(rule.condition, telling.how(language)))


def _missing(rule: Rule, telling: Telling) -> tuple[Both, ...]:
    decision = telling.decision
    facts = missing_facts(rule.condition, decision.world, decision.calendar)
    return tuple(_missing_fact(fact, telling) for fact in facts) or (_NO_CALENDAR,)


def _missing_fact(fact: str, telling: Telling) -> Both:
    title, found = titles_of(telling.decision.version.facts[fact]), telling.decision.weighed.get(fact)
    support = Support.MISSING if found is None else found.support
    why = SUPPORT[support]
    if support is Support.AGREED and found is not None:
        why = _WORDINGS_DIFFER if len(found.values) > 1 else _ROWS_INCOMPLETE
    return Both(f"“{title.zh}”{why.zh}", f"“{title.en}” {why.en}")


def _sources(check: StoredCheck, telling: Telling) -> Both:
    """What each source says of the fact that the check is about."""
    decision = telling.decision
    found = decision.weighed.get(check.fact)
    if found is None or not found.readings:
        return NOTHING
    spec, version = decision.version.facts[check.fact], decision.version
    sources = [source_title(one.kind, one.source, version) for one in found.readings]
    values = [one.value for one in found.readings]

    def say(language: Language) -> str:
        words = [_UNREAD.in_(language) if one is None else in_quotes(bare(one, spec, language)) for one in values]
        mark, stop = _MARKS[language]
        return stop.join(f"{source.in_(language)}{mark}{word}" for source, word in zip(sources, words, strict=True))

    return both(say)


def _says(check: StoredCheck, telling: Telling) -> Both:
    rule = telling.rule(check)
    english = said(rule.condition, telling.how(Language.EN)) if rule is not None else _says_in_english(check, telling)
    return Both(check.says, english)


def _says_in_english(check: StoredCheck, telling: Telling) -> str:
    version, (gate, _, name) = telling.decision.version, check.rule.partition(".")
    if check.fact in version.facts:
        spec = version.facts[check.fact]
        title = in_quotes(titles_of(spec).en)
        way = "declared" if spec.declared_in else "known" if spec.known_only_by else "agreed"
        return _SUPPORTED[way].format(title)
    if gate == "material":
        return f"“{_material(name, telling)}” is handed in and can be read"
    return _SAYS.get(gate, check.rule)


def _material(name: str, telling: Telling) -> str:
    found = next((one for one in telling.decision.version.materials if one.id == name), None)
    return found.title_en if found is not None and found.title_en else name.replace("_", " ")


def _message(check: StoredCheck, why: Reason, telling: Telling) -> Both:
    if check.fact in telling.decision.version.facts:
        title = titles_of(telling.decision.version.facts[check.fact]).en
        return Both(check.message, f"“{title}” {SUPPORT[Support(why.value)].en}; a member of staff checks it.")
    if why in {Reason.MATERIAL_MISSING, Reason.MATERIAL_UNUSABLE}:
        return Both(check.message, MESSAGES[why].format(_material(check.rule.partition(".")[2], telling)))
    if why is Reason.RULE_UNKNOWN:
        english = said(rule.condition, telling.how(Language.EN)) if (rule := telling.rule(check)) else check.rule
        return Both(check.message, MESSAGES[why].format(english))
    switched = telling.decision.version.switched
    if why is Reason.NOT_UNATTENDED and switched is not None:
        return Both(check.message, _NOT_TOLD if switched.on is None else _SWITCHED.format(switched.on))
    return Both(check.message, MESSAGES[why])


MESSAGES: Final[Mapping[Reason, str]] = {
    Reason.MATERIAL_MISSING: "“{}” was not handed in. Please hand in a clear and complete one.",
    Reason.MATERIAL_UNUSABLE: "What was handed in as “{}” can't be used. Please hand in a clear and complete one.",
    Reason.FORM_INCOMPLETE: "The form is not filled in completely or correctly. Please correct it.",
    Reason.KEY_UNREAD: "The number by which a register is asked could not be read; a member of staff checks it.",
    Reason.REGISTER_DOWN: "A register could not be asked; a member of staff checks it.",
    Reason.NO_RECORD: "A register has no record under what was filed; a member of staff checks it.",
    Reason.ASKED_FOR_PERSON: "The applicant asked for a person.",
    Reason.FILE_ELSEWHERE: "A file is the same as one in another applicant's case; a member of staff checks it.",
    Reason.PAYOUT_DOUBT: "It is not as in the published list, or not known for certain; a member of staff checks it.",
    Reason.RULE_UNKNOWN: "It can't be told by machine whether this holds: {}. A member of staff checks it.",
    Reason.AMOUNT_UNKNOWN: "No amount can be told for certain; a member of staff sets it.",
    Reason.NOT_UNATTENDED: "This service is decided by a member of staff, whatever the rules say.",
}
"""The English message by reason; those of a rule that failed and of the sources are made from the facts."""

_SWITCHED: Final = "Since {}, this service is decided by a member of staff, whatever the rules say."
_NOT_TOLD: Final = "Whether this service may be decided without a person can't be told now; a member of staff decides."
_SUPPORTED: Final = {
    "declared": "{} was declared by the applicant in the form, and is checked afterwards",
    "known": "{} is on record with the one source that can know it, and recent enough",
    "agreed": "{} has two independent sources that agree, one of them a register",
}
_SAYS: Final = {
    "form": "the form is filled in completely and correctly",
    "evidence": "the data to check by were obtained",
    "switch": "this service may be decided without a person",
    "amount": "the amount can be told for certain",
}
_MARKS: Final = {Language.ZH: ("：", "；"), Language.EN: (": ", "; ")}
_UNKNOWN: Final = Both("未知", "(not known)")
_UNREAD: Final = Both("未能读取", "could not be read")
_NO_CALENDAR: Final = Both(
    "计算工作日所需年份的工作日历还没有", "no calendar of working days reaches the year it takes"
)
_WORDINGS_DIFFER: Final = Both(
    "在各来源中写法不同，结论也随之不同", "is worded differently by its sources, and the answer differs with it"
)
_ROWS_INCOMPLETE: Final = Both("的记录不完整", "has records in which something is missing")
