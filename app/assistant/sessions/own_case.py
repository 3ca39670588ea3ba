"""Questions about the asker's own case: told apart by narrow patterns, and answered from the case alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from app.assistant.sessions.replies import Reply, named_clause
from app.cases import service as cases
from app.clock import today
from app.errors import NotFound
from app.items.telling import explanation_of
from approval_rules.language_words import Language
from approval_rules.telling.stored import UnexplainedDossier

if TYPE_CHECKING:
    from app.assistant.sessions.replies import CitationView
    from app.cases.service import CaseFile
    from app.flows.office import Office
    from approval_rules.telling.explanation import Explanation
    from retrieval.corpus import Corpus

CASE_NO: Final = re.compile(r"(?<![0-9A-Z])ZB\d{8}-[0-9A-F]{10}(?![0-9A-Z])", re.ASCII | re.IGNORECASE)

_LONGEST: Final = 60
"""Characters of a question that asks for nothing but a case."""

# Every repetition is possessive, so that no text makes the matching slow.
_POLITE: Final = r"(?:您好|你好|请问|麻烦|请|帮我|帮忙|给我|我想|想|查询|查|看|问|知道|一下|，|,|、|\s)*+"
_CASE: Final = (
    r"(?:这个|那个|这件|的|上周|上次|昨天|今天|提交|申报|交|报|办理)*+"
    r"(?:申请|办件|案子|件|备案|补贴申请|材料)?"
)
_MINE: Final = rf"(?:我们公司|我们|我家|我司|我|本人|本公司){_CASE}"
_WHERE: Final = r"(?:哪里|哪儿|哪一步|哪步|哪个环节|哪|什么地方|第几步|什么阶段)(?:一步)?"
_STANDING: Final = (
    r"(?:现在|目前|到底|已经|的)*+(?:办理|审批|审核|处理|办|审|批)?(?:进度|进展|状态|结果|情况)?(?:现在|目前|到底|是|都)*+"
    rf"(?:(?:办|审|走|进行|处理|批)?[到在]{_WHERE}|怎么样|怎样|如何|咋样|办好|办完|批下来|批|审完|审好|通过|有结果|出结果|好|完)"
    r"[了没有呢吗啊]*+"
)
_LACKING: Final = (
    r"(?:现在|目前|到底)*+(?:还|又)(?:缺|差|少|要补|需要补|得补)(?:什么|哪些|啥|几样|几份)?"
    r"(?:材料|东西|文件|资料|证件)?[了没有呢吗啊]*+"
)
_OWN: Final = tuple(
    re.compile(rf"{_POLITE}(?:{pattern})[\s?？。！!~]*", re.IGNORECASE)
    for pattern in (
        _MINE + _STANDING,
        _MINE + _LACKING,
        rf"{_CASE}[办审走批](?:理|批|核)?到{_WHERE}[了呢吗啊]*+",
        _LACKING,
        rf"{_MINE}的?(?:办理|审批|审核|办件)?(?:进度|进展|状态)",
        r"(?:what(?:'s| is) the )?(?:status|progress) of my (?:application|case|filing)",
        r"(?:where|how) is my (?:application|case|filing)(?: now)?",
        r"what(?:'s| is) (?:still )?missing (?:from|in) my (?:application|case|filing)",
    )
)

SIGN_IN: Final = (
    "查询自己的办件需要先登录。\n"
    "请在“登录查办件”处填写办件编号（在收件回执上，以ZB开头）和申请时填写的统一社会信用代码或公民身份号码；"
    "请不要把证件号码写在问题里。\n"
    "也可以转人工服务。"
)
_NOTICE: Final = "以上是系统中的办件信息，以办理机关的通知为准。您可以随时要求人工服务。"
_STATES: Final = {"received": "已收件，等待工作人员办理", "granted": "已自动核准"}


def asks_about_own_case(question: str) -> bool:
    """Whether somebody asks how their own case stands; how such things are looked up in general is another question."""
    if CASE_NO.search(question):
        return True
    return len(question) <= _LONGEST and any(pattern.fullmatch(question) for pattern in _OWN)


def sign_in_first(office: Office) -> Reply:
    """What is said to somebody who is not signed in: the same whether there is a case or not."""
    return Reply(answer=SIGN_IN, on=today(office.clock), needs_sign_in=True)


def told_of_case(office: Office, corpus: Corpus, case_no: str) -> Reply:
    """How the case stands today, what it lacks, and by when what happens, with the clauses of it."""
    on = today(office.clock)
    try:
        found = cases.find(office.engine, case_no)
    except NotFound:
        return sign_in_first(office)
    try:
        told = explanation_of(found, office.items, corpus, on)
    except UnexplainedDossier:
        return Reply(answer=_state(found), on=on, notice=_NOTICE)
    return Reply(answer="\n".join(_lines(found, told)), citations=_cited(told, corpus), on=on, notice=_NOTICE)


def _lines(found: CaseFile, told: Explanation) -> list[str]:
    plain = told.to_json(Language.ZH)
    lines = [_state(found), plain["result"], *_reasons(told), *_deadlines(told), plain["next_step"]]
    if found.summary.review_requested:
        lines.append("您已要求人工复核，工作人员会处理。")
    return [str(line) for line in lines if line]


def _state(found: CaseFile) -> str:
    state = found.summary.state.value
    return f"办件{found.summary.case_no}（{found.summary.title}）：{_STATES.get(state, state)}。"


def _reasons(told: Explanation) -> list[str]:
    """Everything that does not hold, each with what is not known."""
    lines = [one.to_json(Language.ZH) for one in told.reasons]
    said = [f"{one['message']}" + _missing(one["missing"]) for one in lines]
    return [f"还有{len(said)}处需要核对或补正：", *(f"{at}. {line}" for at, line in enumerate(said, 1))] if said else []


def _missing(missing: object) -> str:
    return f"（{'；'.join(map(str, missing))}）" if isinstance(missing, list) and missing else ""


def _deadlines(told: Explanation) -> list[str]:
    return [
        f"{one.title.in_(Language.ZH)}：{one.due_on.isoformat()}（{one.left.in_(Language.ZH)}）"
        for one in told.deadlines
    ]


def _cited(told: Explanation, corpus: Corpus) -> tuple[CitationView, ...]:
    """The clauses of the reasons and deadlines, named and not quoted; those that stand in no text of ours are left."""
    ids = [one.clause for reason in told.reasons for one in reason.basis]
    ids += [clause for one in told.deadlines for clause in one.basis]
    return tuple(named_clause(corpus.clauses[clause]) for clause in dict.fromkeys(ids) if clause in corpus.clauses)
