"""What is told of a company's schemes, as plain data: what is lacking, by when, what is best, what to ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from approval_rules.language_words import plain
from approval_rules.values import to_json

if TYPE_CHECKING:
    from datetime import date

    from approval_rules.language_words import Both
    from approval_rules.matching.asking import Question
    from approval_rules.matching.choosing import Best
    from approval_rules.matching.shortfall_words import Told
    from approval_rules.schemes import SchemeMatch


def bare(fact: str) -> str:
    """The name under which a profile holds the fact, as `zhiban match --fields` lists it."""
    return fact.removeprefix("profile.")


def shortfall_json(told: Told) -> dict[str, Any]:
    one = told.shortfall
    return {
        "fact": bare(one.fact),
        "title": told.title,
        "outlook": one.outlook.value,
        "gap": None if one.gap is None else plain(one.gap),
        "unit": told.unit,
        "first_on": one.first_on and one.first_on.isoformat(),
        **_text(told.text),
    }


def deadline_json(found: SchemeMatch, on: date) -> dict[str, Any]:
    """`last_on`: the last day to claim it, none when no end is set; `opens_on`: the first, while it is to come."""
    is_to_come = found.window is not None and found.window.start > on
    return {
        "last_on": found.last_on and found.last_on.isoformat(),
        "opens_on": found.window.start.isoformat() if found.window and is_to_come else None,
    }


def best_json(best: Best) -> dict[str, Any]:
    return {
        "chosen": list(best.chosen),
        "total_cny": to_json(best.total_cny),
        "paid_cny": {name: to_json(amount) for name, amount in best.paid_cny.items()},
        "left_out": [
            {"id": one.id, "why": one.why.value, "because_of": list(one.because_of), **_text(one.text)}
            for one in best.left_out
        ],
    }


def question_json(asked: Question) -> dict[str, Any]:
    return {
        "fact": bare(asked.fact),
        "type": asked.value_type.value,
        "title": asked.title.zh,
        "title_en": asked.title.en,
        **_text(asked.text),
        "unit": asked.unit,
        "choices": {code: title.zh for code, title in asked.choices.items()},
        "stake_cny": to_json(asked.stake_cny),
        "schemes": list(asked.schemes),
    }


def _text(text: Both) -> dict[str, str]:
    return {"text": text.zh, "text_en": text.en}
