"""An explanation as a text that a person reads from top to bottom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from approval_rules.evidence import SourceKind
from approval_rules.language_words import Language, masked, yuan

if TYPE_CHECKING:
    from collections.abc import Iterator

    from approval_rules.language_words import Both
    from approval_rules.telling.due import Due
    from approval_rules.telling.explanation import Cited, Explanation, Met, ReasonTold, SourceSaid, UsedFact


def explanation_text(explanation: Explanation, language: Language) -> str:
    return masked("\n".join(_lines(explanation, language))) + "\n"


def fact_line(fact: UsedFact, language: Language) -> str:
    """名称：甲公司，来自申请表、企业登记; where the sources differ, each with what it says."""
    words = _WORDS[language]
    by_value: dict[str, list[str]] = {}
    for one in fact.said:
        by_value.setdefault(one.value.in_(language), []).append(_source(one, language))
    said = [
        words["said"].format(value, words["comma"].join(dict.fromkeys(sources))) for value, sources in by_value.items()
    ]
    return words["named"].format(fact.title.in_(language), words["stop"].join(said))


def _source(one: SourceSaid, language: Language) -> str:
    """A register with the day that its record stands for."""
    source = one.source.in_(language)
    is_dated = one.kind is SourceKind.REGISTER
    return _WORDS[language]["as_of"].format(source, one.as_of.isoformat()) if is_dated else source


def cited_line(basis: tuple[Cited, ...], language: Language) -> str:
    words = _WORDS[language]
    return words["comma"].join(
        words["clause"].format(one.title, one.clause) if one.title else one.clause for one in basis
    )


def due_line(one: Due, language: Language) -> str:
    """一次性告知补正的期限：2026-03-09，还有5个工作日; a day that may still move is marked."""
    words = _WORDS[language]
    mark = one.mark.in_(language)
    line = words["due"].format(one.title.in_(language), one.due_on.isoformat(), one.left.in_(language))
    return line + (words["aside"].format(mark) if mark else "")


def _lines(one: Explanation, language: Language) -> Iterator[str]:
    words = _WORDS[language]
    yield words["title"].format(one.item_title.in_(language))
    if one.case_no is not None:
        yield words["case_no"].format(one.case_no)
    yield words["received"].format(one.received_on.isoformat(), one.decided_on.isoformat())
    yield words["version"].format(one.item_version)
    yield from ("", words["result"], one.result.in_(language), one.next_step.in_(language))
    if one.reasons:
        yield from ("", words["reasons"])
        for number, reason in enumerate(one.reasons, start=1):
            yield from _reason(number, reason, language)
    if one.met:
        yield from ("", words["met"], *(f"- {_met(check, language)}" for check in one.met))
    yield from ("", words["facts"], *(f"- {fact_line(fact, language)}" for fact in one.facts))
    if one.amount is not None:
        yield from ("", words["amount"].format(yuan(one.amount.cny, language)))
        yield from (f"- {step.in_(language)}" for step in one.amount.steps)
        yield f"  {words['basis']}{cited_line(one.amount.basis, language)}"
    if one.deadlines:
        yield from ("", words["deadlines"], *(f"- {due_line(due, language)}" for due in one.deadlines))
    yield from ("", words["ask"], one.ask.in_(language), f"{words['basis']}{cited_line(one.ask_basis, language)}")


def _reason(number: int, reason: ReasonTold, language: Language) -> Iterator[str]:
    words = _WORDS[language]
    yield f"{number}. {reason.message.in_(language)}"
    parts: list[tuple[str, Both]] = []
    if reason.required and language is Language.ZH:
        parts.append((words["required"], reason.required))
    if reason.found and (language is Language.ZH or not reason.required):
        parts.append((words["found"], reason.found))
    parts += [(words["missing"], one) for one in reason.missing]
    yield from (f"   {label}{text.in_(language)}" for label, text in parts)
    if reason.basis:
        yield f"   {words['basis']}{cited_line(reason.basis, language)}"


def _met(check: Met, language: Language) -> str:
    return _WORDS[language]["aside_basis"].format(check.says.in_(language), cited_line(check.basis, language))


_WORDS: Final = {
    Language.ZH: {
        "title": "决定说明：{}",
        "case_no": "办件编号：{}",
        "received": "收件日期：{}；作出日期：{}",
        "version": "规则版本：{}",
        "result": "【结果】",
        "reasons": "【没有通过的审查要点】",
        "met": "【已经符合的审查要点】",
        "facts": "【用到的事实】",
        "amount": "【金额】{}",
        "deadlines": "【期限】",
        "ask": "【请工作人员办理】",
        "required": "要求：",
        "found": "实际：",
        "missing": "还不能确定：",
        "basis": "依据：",
        "named": "{}：{}",
        "said": "{}，来自{}",
        "as_of": "{}截至{}",
        "clause": "{}〔{}〕",
        "due": "{}：{}，{}",
        "aside": "（{}）",
        "aside_basis": "{}（依据：{}）",
        "comma": "、",
        "stop": "；",
    },
    Language.EN: {
        "title": "Explanation of a decision: {}",
        "case_no": "Case number: {}",
        "received": "Received on {}; decided on {}",
        "version": "Version of the rules: {}",
        "result": "RESULT",
        "reasons": "WHAT DOES NOT HOLD",
        "met": "WHAT HOLDS",
        "facts": "FACTS THAT WERE USED",
        "amount": "AMOUNT: {}",
        "deadlines": "DEADLINES",
        "ask": "ASKING FOR A PERSON",
        "required": "Required: ",
        "found": "Found: ",
        "missing": "Not known for certain: ",
        "basis": "Basis: ",
        "named": "{}: {}",
        "said": "{}, from {}",
        "as_of": "{} as of {}",
        "clause": "{1} “{0}”",
        "due": "{}: {}, {}",
        "aside": " ({})",
        "aside_basis": "{} (basis: {})",
        "comma": ", ",
        "stop": "; ",
    },
}
