"""What the asker's own company can get: told by status from what is known and said, and the next question asked.

This quotes nothing and decides nothing. It names schemes with what the matching says of them, and the clause of each.
What somebody says of their company stays in the turns of the conversation: it is used for matching here, and nowhere
else, and goes when the conversation is erased.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from app.assistant.english import is_english
from app.assistant.manners import manner_of
from app.assistant.orders import asks
from app.assistant.sessions import scheme_words as words
from app.assistant.sessions.records import About
from app.assistant.sessions.replies import ClarificationView, Reply, named_clause
from app.assistant.sessions.scheme_questions import asks_what_there_is
from app.assistant.sessions.stating import LONGEST, NotSaid, read_answer
from app.flows.match import match_profile
from approval_rules.facts import load_vocabulary
from approval_rules.language_words import Language, apart, shown, title_of, yuan
from approval_rules.matching.asking import asked
from approval_rules.schemes import MatchStatus
from approval_rules.values import BadValue, ValueType, to_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from app.assistant.sessions.records import Session, Turn
    from app.assistant.sessions.replies import CitationView
    from app.flows.match import MatchReport
    from approval_rules.facts import FactSpec
    from approval_rules.schemes import Scheme, SchemeMatch
    from approval_rules.values import Value
    from retrieval.corpus import Corpus

MOST: Final = 5
"""Schemes named of each status; of the others it is said how many there are."""
_FITTING: Final = (MatchStatus.ELIGIBLE, MatchStatus.POSSIBLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """What was said of the company so far.

    Attributes:
        facts: by full name, as the asker said. skipped: facts that the asker could not tell.
        pending: the fact that the last reply asked for, if the last turn was about this.
        is_second: it was asked for twice already.
    """

    facts: Mapping[str, Value] = field(default_factory=dict)
    skipped: frozenset[str] = frozenset()
    pending: FactSpec | None = None
    is_second: bool = False
    language: Language = Language.ZH


def goes_on(talk: Talk, said: str) -> bool:
    """Whether a turn answers, or tries to answer, what was asked last; a question or a greeting does not."""
    if talk.pending is None or len(said) > LONGEST:
        return False
    if read_answer(talk.pending, said) is not NotSaid.NOT_READ:
        return True
    return not asks(said) and manner_of(said) is None


def talk_of(session: Session, earlier: Sequence[Turn]) -> Talk:
    """What the earlier turns come to, oldest first; all of it from what is stored of them."""
    facts, skipped, language = _said_at_first(session), set[str](), Language.ZH
    for turn in earlier:
        if turn.about is About.OWN_SCHEMES and turn.reply is not None:
            facts |= _typed(turn.reply.stated)
            skipped |= set(turn.reply.skipped)
            if asks_what_there_is(turn.question):
                language = Language.EN if is_english(turn.question) else Language.ZH
    last = earlier[-1] if earlier else None
    reply = last.reply if last is not None and last.about is About.OWN_SCHEMES else None
    return Talk(
        facts=facts,
        skipped=frozenset(skipped),
        pending=load_vocabulary().get(reply.asks) if reply else None,
        is_second=reply is not None and reply.asks_again,
        language=language,
    )


def told_of_schemes(said: str, talk: Talk, schemes: Sequence[Scheme], corpus: Corpus, on: date) -> Reply:
    """What fits by what was said, with the next question; or the last question once more."""
    pending = None if asks_what_there_is(said) else talk.pending
    if pending is None:
        language = Language.EN if is_english(said) else Language.ZH
        return _told(replace(talk, language=language), schemes, corpus, on)
    name, value = f"profile.{pending.name}", read_answer(pending, said)
    if value is NotSaid.NOT_READ and not talk.is_second:
        return _once_more(pending, talk.language, on)
    title = title_of(pending, talk.language)
    if isinstance(value, NotSaid):
        lead = words.SKIPPED[value].in_(talk.language).format(title)
        skipping = replace(talk, skipped=talk.skipped | {name})
        return _told(skipping, schemes, corpus, on).model_copy(update={"skipped": (name,)}).led_by(lead)
    lead = words.NOTED.in_(talk.language).format(title, shown(value, pending, talk.language))
    stating = replace(talk, facts={**talk.facts, name: value})
    reply = _told(stating, schemes, corpus, on)
    return reply.model_copy(update={"stated": {name: to_json(value)}}).led_by(lead)


def _once_more(pending: FactSpec, language: Language, on: date) -> Reply:
    text = asked(pending, language)
    return Reply(
        answer=f"{words.NOT_READ.in_(language)}\n{text}\n{words.HOW_TO_ANSWER.in_(language)}",
        notice=words.NOTICE.in_(language),
        on=on,
        clarification=_options(pending, language, text),
        asks=f"profile.{pending.name}",
        asks_again=True,
    )


def _told(talk: Talk, schemes: Sequence[Scheme], corpus: Corpus, on: date) -> Reply:
    language, facts = talk.language, talk.facts
    report = match_profile(facts, schemes, on, talk.skipped)
    question = report.next_question
    lines = _summary(report, language) if facts else [words.NOTHING_KNOWN.in_(language)]
    if question is None:
        lines.append(words.NO_QUESTION.in_(language))
    else:
        stake = words.STAKE.in_(language).format(yuan(question.stake_cny, language)) if question.stake_cny else ""
        lines += [question.text.in_(language) + stake, words.HOW_TO_ANSWER.in_(language)]
    spec = load_vocabulary()[question.fact] if question else None
    return Reply(
        answer="\n".join(lines),
        citations=tuple(_cited(report, corpus) if facts else ()),
        notice=words.NOTICE.in_(language),
        on=on,
        clarification=_options(spec, language, question.text.in_(language)) if spec and question else None,
        asks=question.fact if question else "",
    )


def _summary(report: MatchReport, language: Language) -> list[str]:
    by_status = {status: [one for one in report.schemes if one.status is status] for status in MatchStatus}
    lines = [words.LEAD.in_(language).format(report.on, len(report.schemes))]
    lines += [
        words.FITTING[status].in_(language).format(_named(found, language))
        for status in _FITTING
        if (found := by_status[status])
    ]
    unknown, not_so = len(by_status[MatchStatus.UNKNOWN]), len(by_status[MatchStatus.INELIGIBLE])
    return [*lines, words.REST.in_(language).format(unknown, not_so)]


def _named(found: Sequence[SchemeMatch], language: Language) -> str:
    """The ones that pay most first."""
    first = sorted(found, key=lambda one: (-(one.amount_cny or 0), one.id))
    named = apart((_with_amount(one, language) for one in first[:MOST]), language)
    more = len(found) - MOST
    return named + words.MORE.in_(language).format(more) if more > 0 else named


def _with_amount(one: SchemeMatch, language: Language) -> str:
    amount = "" if one.amount_cny is None else words.AMOUNT.in_(language).format(yuan(one.amount_cny, language))
    return f"《{one.title}》{amount}"


def _cited(report: MatchReport, corpus: Corpus) -> Iterator[CitationView]:
    """The clause with the conditions of each scheme that is named; those that stand in no text of ours are left."""
    for status in _FITTING:
        found = [one for one in report.schemes if one.status is status]
        for one in sorted(found, key=lambda one: (-(one.amount_cny or 0), one.id))[:MOST]:
            if (clause := corpus.clauses.get(one.citations[0])) is not None:
                yield named_clause(clause, possible=status is MatchStatus.POSSIBLE)


def _options(spec: FactSpec, language: Language, text: str) -> ClarificationView | None:
    """What can be sent as the next turn, where there is a choice."""
    if spec.type is ValueType.BOOLEAN:
        options: tuple[str, ...] = words.YES_NO[language]
    elif spec.type is ValueType.CHOICE:
        is_zh = language is Language.ZH
        options = tuple(title if is_zh else code.replace("_", " ") for code, title in spec.choices.items())
    else:
        return None
    return ClarificationView(text=text, options=(*options, words.DOES_NOT_KNOW.in_(language)))


def _said_at_first(session: Session) -> dict[str, Value]:
    """What the asker said when the conversation began."""
    kinds = load_vocabulary()["profile.entity_type"].choices
    facts: dict[str, Value] = {"profile.region": session.region} if session.region else {}
    if session.applicant is not None and session.applicant.value in kinds:
        facts["profile.entity_type"] = session.applicant.value
    return facts


def _typed(stated: Mapping[str, object]) -> dict[str, Value]:
    """What was stored, typed anew; what the vocabulary no longer takes is not known any more."""
    vocabulary = load_vocabulary()
    found: dict[str, Value] = {}
    for name, raw in stated.items():
        with suppress(BadValue, KeyError):
            found[name] = vocabulary[name].parse(raw)
    return found
