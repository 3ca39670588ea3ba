"""Answers that are prepared for tests and for looking at pages: with sentences of the texts as they stand there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.assistant.reply import Answer, Citation, Clarification, Doubt, Topic
from corpora import CORPORA_DIR
from retrieval.corpus import read_corpus

if TYPE_CHECKING:
    from datetime import date

    from app.assistant.question import Question

MATERIALS: Final = "guide.prepackaged-food-filing#materials"
FOLLOWED: Final = "只销售预包装食品的备案，材料有哪些？"
"""Answered with real quotes and what could be asked next."""
OPEN: Final = "招用毕业生的补贴标准是多少？"
"""Asked back which district is meant."""
IN_ENGLISH: Final = "What do I need to file for selling prepackaged food?"
NEAR: Final = "养老院可以申请房租补贴吗？"
"""Not answered, with texts that come near."""
OPTIONS: Final = ("黄浦区", "全市")
NEXT: Final = ("条件是什么？", "怎么办理？", "多久能办好？")


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """The first sentences of each of the clauses, with how many."""

    quoted: dict[str, int]
    suggestions: tuple[str, ...] = ()
    ask: str = ""
    options: tuple[str, ...] = ()


PREPARED: Final = {
    FOLLOWED: Prepared(quoted={MATERIALS: 3, "guide.prepackaged-food-filing#conditions": 1}, suggestions=NEXT),
    IN_ENGLISH: Prepared(quoted={MATERIALS: 2}, suggestions=NEXT[:2]),
    OPEN: Prepared(
        quoted={"huangpu-hiring-subsidy#amount": 1, "job-expansion-subsidy-2024#facts-amount": 1},
        ask="各区的规定不一样，您问的是哪个区？",
        options=OPTIONS,
    ),
}
TOPICS: Final = {
    NEAR: (
        Topic(title="创业场地房租补贴（上海）", clause="startup-rent-subsidy#conditions"),
        Topic(title="黄浦区跨国公司地区总部租房资助", clause="huangpu-regional-headquarters-rent#amount"),
    )
}
NOTICE: Final = "本回答由系统自动给出，只引用来源里的原句，以来源原文为准。您可以随时要求人工服务。"


def answered(question: Question, on: date) -> Answer:
    prepared = PREPARED[question.asked]
    citations = tuple(_citations(prepared))
    said = [f"《{one.title}》：“{one.quote}”" for one in citations]
    ask = [prepared.ask] if prepared.ask else []
    return Answer(
        question=question.text,
        answer="\n".join([*ask, *said]),
        citations=citations,
        abstained=False,
        reason="",
        doubt=None,
        notice=NOTICE,
        on=on,
        suggestions=prepared.suggestions,
        clarification=Clarification(text=prepared.ask, options=prepared.options) if prepared.ask else None,
    )


def abstained(question: Question, on: date) -> Answer:
    titles = "、".join(f"《{one.title}》" for one in TOPICS[question.asked])
    why = "现有的政策和指南里没有找到足以回答这个问题的依据。"
    near = f"可以换个说法再问，或者看看相近的内容：{titles}。也可以转人工服务。"
    return Answer(
        question=question.text,
        answer=f"{why}{near}",
        citations=(),
        abstained=True,
        reason=why,
        doubt=Doubt.NO_BASIS,
        notice=NOTICE,
        on=on,
        topics=TOPICS[question.asked],
    )


def _citations(prepared: Prepared) -> list[Citation]:
    corpus = read_corpus(CORPORA_DIR)
    return [
        Citation(
            clause=name,
            title=f"{clause.source.title} {clause.title}",
            quote=quote,
            url=clause.source.source.url,
            read_on=clause.source.source.read_on,
            source=clause.source.id,
            valid_from=clause.source.in_force.start,
            valid_to=clause.source.in_force.end,
            possible=clause.source.source.completeness != "full" and clause.source.kind == "scheme",
        )
        for name, most in prepared.quoted.items()
        for clause in [corpus.clauses[name]]
        for quote in clause.text.split("\n")[:most]
    ]
