"""Which side of a matter a question asks about, and what is left of it without the words that ask."""

from __future__ import annotations

import re
from enum import StrEnum

from app.assistant.words import tagged


class Aspect(StrEnum):
    """The value is a word that titles of such clauses carry."""

    AMOUNT = "金额"
    MATERIALS = "材料"
    TIME = "时限"
    WINDOW = "申报时间"
    CONDITIONS = "条件"
    WAY = "方式"


_CUES = (
    (
        Aspect.AMOUNT,
        (
        r"多少钱|几多钱|(?:能|可以|给|拿|补|奖|贷|领|返|发)[到得]?多少|金额|标准是?|额度|几块钱|多大优惠|"
        r"比例|百分之几|多少万|(?:(?<=补贴)|(?<=补助)|(?<=奖励)|(?<=资助)|(?<=贴息)|(?<=返还))(?:是|"
        r"有)?多少|how much|amount"
        ),
    ),
    (
        Aspect.MATERIALS,
        (
        r"材料|证件|文件|(?:带|交|准备|提交|提供|附)(?:些|点|上)?(?:什么|啥|哪些)|(?:要|拿|凭|用|出示|"
        r"交)什么(?:证明|手续|证件|东西)|哪些手续|(?:要|需)(?:要)?啥手续|清单|documents?|materials?|"
        r"paperwork"
        ),
    ),
    (
        Aspect.TIME,
        (
        r"多久|多长时间|几天|多少天|几个工作日|多少个?工作日|时限|什么时候能?办好|办好|有效期|几年|how long|"
        r"valid"
        ),
    ),
    (
        Aspect.WINDOW,
        (
        r"申报时间|什么时候(?:能|可以|开始)?(?:申请|申报|报名|开始)|截止|期限|何时|什么时候|到(?:什么时候|"
        r"哪(?:一)?年|几时)|哪天|deadline|when"
        ),
    ),
    (
        Aspect.CONDITIONS,
        (
        r"条件|谁能|谁可以|哪些人|哪些企业|什么人|什么企业|什么样的|能不能|符合什么|资格|要求|对象|门槛|"
        r"eligib\w+|qualif\w+|who can|requirements?"
        ),
    ),
    (
        Aspect.WAY,
        (
        r"怎么|如何|哪里|在哪|什么地方|哪个地方|去哪|到哪|哪儿|网上|流程|步骤|方式|渠道|咋|哪个(?:网站|部门|"
        r"平台|窗口)|how do i|how to|how can|where"
        ),
    ),
)  # fmt: skip
CLAUSE_TITLES = {
    Aspect.AMOUNT: re.compile(r"金额|标准|额度|待遇|支持|收费"),
    Aspect.MATERIALS: re.compile(r"材料"),
    Aspect.TIME: re.compile(r"时限|期限|有效期"),
    Aspect.WINDOW: re.compile(r"申报时间|申请时间|期限|有效期|签注的时间|受理时间"),
    Aspect.CONDITIONS: re.compile(r"条件|对象|范围|谁可以"),
    Aspect.WAY: re.compile(r"方式|步骤|流程|渠道|地点|在哪|怎么办"),
}
"""How titles of clauses name each side."""
_SAYS_LITTLE = re.compile("|".join(pattern for _, pattern in _CUES), re.IGNORECASE)
_FILLER = frozenset(
    re.findall(
        r"\S+",
        """
        请问 那么 那 它 这个 这项 这种 这样 该 上述 刚才 你说 的话 呢 吗 吧 啊 呀 了 的 是 要 需要 可以 能 会 有 没有
        还 又 什么 哪些 多少 几 办理 办 申请 申领 申报 拿 领 交 去 到 和 跟 请 我 我们 想 就 都 不 是不是 收不收费
        收费 费用 免费 交钱 花钱 要钱 钱 在 必须 本人 别人 代办 代 谁
        """,
    )
)
_FEE_WORDS = re.compile(r"收不收费|收费|要不要钱|要钱|交钱|花钱|免费")
_ENDS = re.compile(r"[\s?？。！!，,、；;：:]+")


def aspects(text: str) -> frozenset[Aspect]:
    return frozenset(aspect for aspect, cue in _CUES if re.search(cue, text, re.IGNORECASE))


def aspect_words(text: str) -> tuple[str, ...]:
    """The words of a question that ask, as they stand in it."""
    found = (re.search(cue, text, re.IGNORECASE) for _, cue in _CUES)
    fee = _FEE_WORDS.search(text)
    return tuple(dict.fromkeys(one[0] for one in (*found, fee) if one))


def topic(text: str) -> str:
    """What is left of a question without its question words: the thing it is about."""
    left = _ENDS.sub(" ", _SAYS_LITTLE.sub(" ", _FEE_WORDS.sub(" ", text)))
    runs = ("".join(word for word, _ in tagged(run) if word not in _FILLER) for run in left.split())
    return " ".join(run for run in runs if run)
