"""What a conversation asks for: the last question, with what an earlier one named when it says too little itself."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from app.assistant.errors import BadQuestion
from app.assistant.everyday_words import with_official_words
from app.assistant.periods import years_in
from app.assistant.places import places_in, swap_places
from app.assistant.subjects import asks_for_a_fee, subjects
from retrieval.sentences import sentences
from retrieval.tokens import pairs

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_QUESTION_CHARS = 500
"""Most characters in one question, wherever it is asked."""


class Aspect(StrEnum):
    """Which side of a matter is asked about; the value is a word that titles of such clauses carry."""

    AMOUNT = "金额"
    MATERIALS = "材料"
    TIME = "时限"
    WINDOW = "申报时间"
    CONDITIONS = "条件"
    WAY = "方式"


_CUES = (
    (Aspect.AMOUNT, r"多少钱|几多钱|(?:能|可以|给|拿|补|奖|贷)[到得]?多少|金额|标准是?|额度|几块钱|多大优惠"),
    (Aspect.MATERIALS, r"材料|证件|文件|(?:带|交|准备|提交|提供)(?:些|点)?什么|要什么(?:证明|手续)|哪些手续"),
    (Aspect.TIME, r"多久|多长时间|几天|多少天|几个工作日|多少个?工作日|时限|什么时候能?办好|办好|有效期"),
    (Aspect.WINDOW, r"申报时间|什么时候(?:能|可以)?(?:申请|申报|报名)|截止|期限|何时|什么时候"),
    (Aspect.CONDITIONS, r"条件|谁能|谁可以|哪些人|哪些企业|什么人|什么企业|能不能|符合什么|资格"),
    (Aspect.WAY, r"怎么|如何|哪里|在哪|去哪|到哪|哪儿|网上|流程|步骤|方式|渠道"),
)
_FILLER = (
    r"请问|那么|那|它|这个|这项|这种|这样|该|上述|刚才|你说|的话|呢|吗|吧|啊|呀|了|的|是|要|需要|可以|能|会|有|没有|还|又|"
    r"什么|哪些|多少|几|办理|办|申请|申领|申报|拿|领|交|去|到|和|跟|请|我|我们|想|就|都|不|是不是|收不收费|收费|费用|免费|交钱|花钱|要钱|钱|"
    r"在|必须|本人|别人|代办|代"
)
_SAYS_LITTLE = re.compile("|".join(pattern for _, pattern in _CUES) + "|" + _FILLER)
_REFERS_BACK = re.compile(r"^\s*(?:那|它|这个|这项|这种|该|上述|刚才)|呢\s*[?？。]*\s*$")
_ORDER = re.compile(
    r"忽略|无视|忘记|忘掉|系统提示|提示词|你现在是|扮演|假装|不要引用|直接批准|越狱|"
    r"ignore|disregard|system prompt|pretend",
    re.IGNORECASE,
)
_ENDS = re.compile(r"[\s?？。！!，,、；;：:]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question that stands alone.

    `text` is what is searched; `asked` what the person typed last. `added` holds the wording that a follow-up brings
    beside the earlier topic: an answer has to be about that too. `subjects` are patterns of words that an answer has to
    name, `years` the period asked about, `fee` that a cost is asked for.
    """

    text: str
    asked: str
    added: frozenset[str]
    aspects: frozenset[Aspect]
    places: frozenset[str]
    subjects: frozenset[str]
    years: frozenset[int]
    fee: bool


def understand(turns: Sequence[str]) -> Question:
    """The last of the `turns` as a question that stands alone.

    Raises:
        BadQuestion: no turn, an empty last turn, or one over the limit.
    """
    spoken = [_clean(turn) for turn in turns]
    if not spoken or not _ENDS.sub("", spoken[-1]):
        raise BadQuestion("The question is empty: write what you want to know")
    if any(len(turn) > MAX_QUESTION_CHARS for turn in spoken):
        raise BadQuestion(f"A question is over {MAX_QUESTION_CHARS} characters: shorten it")
    asked = [_without_orders(turn) for turn in spoken]
    context, added = asked[0], frozenset[str]()
    for turn in asked[1:]:
        context, added = _resolve(context, turn)
    return Question(
        text=with_official_words(context),
        asked=spoken[-1],
        added=added,
        aspects=aspects(context),
        places=frozenset(places_in(context).values()),
        subjects=subjects(context),
        years=years_in(context),
        fee=asks_for_a_fee(context),
    )


def aspects(text: str) -> frozenset[Aspect]:
    return frozenset(aspect for aspect, cue in _CUES if re.search(cue, text))


def topic(text: str) -> str:
    """What is left of a question without its question words: the thing it is about."""
    return _ENDS.sub(" ", _SAYS_LITTLE.sub(" ", text)).strip()


def _resolve(context: str, turn: str) -> tuple[str, frozenset[str]]:
    """The next standing-alone question, and the wording a follow-up brought along."""
    own = topic(turn)
    if len(own.replace(" ", "")) > 1 and not _REFERS_BACK.search(turn):
        return turn, frozenset()
    elsewhere = swap_places(context, places_in(turn))
    if elsewhere is not None:
        return elsewhere, frozenset()
    return f"{topic(context) or context} {turn}", frozenset(pairs(own))


def _without_orders(turn: str) -> str:
    """The sentences that ask; those that give orders to the machine are no question. All of them if none asks."""
    pieces = [piece for piece in sentences(turn) if not _ORDER.search(piece)]
    return "".join(pieces) or turn


def _clean(turn: str) -> str:
    """Without control characters and broken surrogates, with whitespace levelled."""
    spaced = (" " if char.isspace() else char for char in turn)
    kept = "".join(char for char in spaced if unicodedata.category(char) not in {"Cc", "Cs"})
    return " ".join(kept.split())
