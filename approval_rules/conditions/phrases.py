"""The words of conditions in each language: one phrase an operator, and how several sentences are joined."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from approval_rules.conditions.language import Operator, Quantifier
from approval_rules.language_words import Language
from approval_rules.texts import Normalisation

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """Templates; what goes into the braces is said in the same language.

    Attributes:
        sentence: of a subject and what is said of it.
        predicates: by operator. denials: of those that are denied in one word; the rest are excluded as a whole.
        same, lies_in: affirmed and denied; of another fact, and of a region by the figures it begins with.
        one_of_one: a list to choose from that has a single choice.
        answered: of a question that is answered with yes or no.
        records: what the records of a list are called, one of which has no measure word of its own.
        where: what is true of single records; `where_all` when it is several things at once.
        quantified: of `noun` and `where`. counts, no_records: of `n`, `unit`, `noun` and `where`; plain: without where.
        before, after: of a span and the fact that it is counted from.
    """

    sentence: str
    sum_of: str
    predicates: Mapping[Operator, str]
    denials: Mapping[Operator, str]
    same: tuple[str, str]
    lies_in: tuple[str, str]
    one_of_one: str
    leaving_aside: Mapping[Normalisation, str]
    answered: str
    yes_no: tuple[str, str]
    joined: str
    all_of: str
    any_of: str
    excluded: str
    excluded_all: str
    excluded_any: str
    number: str
    stop: str
    records: str
    where: str
    where_all: str
    quantified: Mapping[Quantifier, str]
    counts: Mapping[Operator, str]
    no_records: str
    plain_counts: Mapping[Operator, str]
    no_records_plain: str
    before: str
    after: str
    same_day: str
    share_of: str
    times: str
    known: str


_SO_MANY: Final[Mapping[Operator, str]] = {
    Operator.IS: "正好有{n}{unit}{noun}",
    Operator.AT_LEAST: "至少有{n}{unit}{noun}",
    Operator.AT_MOST: "最多有{n}{unit}{noun}",
    Operator.MORE_THAN: "有超过{n}{unit}{noun}",
    Operator.LESS_THAN: "有不到{n}{unit}{noun}",
}

_CHINESE: Final = Phrases(
    sentence="{}{}",
    sum_of="{}之和",
    predicates={
        Operator.IS: "为{}",
        Operator.ONE_OF: "为{}",
        Operator.AT_LEAST: "不低于{}",
        Operator.AT_MOST: "不超过{}",
        Operator.MORE_THAN: "高于{}",
        Operator.LESS_THAN: "低于{}",
        Operator.ON_OR_AFTER: "不早于{}",
        Operator.ON_OR_BEFORE: "不晚于{}",
        Operator.AFTER: "晚于{}",
        Operator.BEFORE: "早于{}",
        Operator.MENTIONS: "含有{}",
        Operator.LISTS: "列有{}一项",
        Operator.STARTS_WITH: "以{}开头",
        Operator.WITHIN: "在{}范围内",
        Operator.MATCHES: "与{}一致",
        Operator.INCLUDES: "包括{}",
        Operator.INCLUDES_ANY: "包括{}中的至少一项",
        Operator.INCLUDES_ALL: "同时包括{}",
    },
    denials={
        Operator.IS: "不是{}",
        Operator.ONE_OF: "不是{}",
        Operator.MENTIONS: "不含有{}",
        Operator.LISTS: "没有列{}一项",
        Operator.STARTS_WITH: "不以{}开头",
        Operator.WITHIN: "不在{}范围内",
        Operator.MATCHES: "与{}不一致",
        Operator.INCLUDES: "不包括{}",
        Operator.INCLUDES_ANY: "不包括{}中的任何一项",
    },
    same=("与{}相同", "与{}不同"),
    lies_in=("在{}", "不在{}"),
    one_of_one="{}之一",
    leaving_aside={
        Normalisation.EXACT: "（一字不差）",
        Normalisation.PRINTED: "（不计全角半角、空格和标点的写法）",
        Normalisation.NAME: "（不计全角半角、空格、标点和间隔点的写法）",
        Normalisation.ADDRESS: "（不计全角半角、空格、标点的写法和开头的省、直辖市）",
    },
    answered="“{}”一项为{}",
    yes_no=("“是”", "“否”"),
    joined="，且",
    all_of="同时符合：{}",
    any_of="以下应符合一项：{}",
    excluded="排除以下情形：{}",
    excluded_all="排除同时符合以下各项的情形：{}",
    excluded_any="排除以下任一情形：{}",
    number="（{}）{}",
    stop="；",
    records="“{}”记录",
    where="符合：{}",
    where_all="{}",
    quantified={Quantifier.SOME: "有{noun}{where}", Quantifier.EVERY: "所有{noun}都{where}"},
    counts={operator: phrase + "{where}" for operator, phrase in _SO_MANY.items()},
    no_records="没有{noun}{where}",
    plain_counts=_SO_MANY,
    no_records_plain="没有{noun}",
    before="{1}前{0}",
    after="{1}后{0}",
    same_day="{}当日",
    share_of="{1}的{0}",
    times="{1}的{0}倍",
    known="{}（{}）",
)

_ENGLISH: Final = Phrases(
    sentence="{} {}",
    sum_of="sum of {}",
    predicates={
        Operator.IS: "is {}",
        Operator.ONE_OF: "is {}",
        Operator.AT_LEAST: "is at least {}",
        Operator.AT_MOST: "is at most {}",
        Operator.MORE_THAN: "is more than {}",
        Operator.LESS_THAN: "is less than {}",
        Operator.ON_OR_AFTER: "is no earlier than {}",
        Operator.ON_OR_BEFORE: "is no later than {}",
        Operator.AFTER: "is later than {}",
        Operator.BEFORE: "is earlier than {}",
        Operator.MENTIONS: "mentions {}",
        Operator.LISTS: "lists {}",
        Operator.STARTS_WITH: "begins with {}",
        Operator.WITHIN: "lies within {}",
        Operator.MATCHES: "agrees with {}",
        Operator.INCLUDES: "include {}",
        Operator.INCLUDES_ANY: "include at least one of {}",
        Operator.INCLUDES_ALL: "include all of {}",
    },
    denials={
        Operator.IS: "is not {}",
        Operator.ONE_OF: "is not any of {}",
        Operator.MENTIONS: "does not mention {}",
        Operator.LISTS: "does not list {}",
        Operator.STARTS_WITH: "does not begin with {}",
        Operator.WITHIN: "lies outside {}",
        Operator.MATCHES: "does not agree with {}",
        Operator.INCLUDES: "do not include {}",
        Operator.INCLUDES_ANY: "include none of {}",
    },
    same=("is the same as {}", "is not the same as {}"),
    lies_in=("is in {}", "is not in {}"),
    one_of_one="one of {}",
    leaving_aside={
        Normalisation.EXACT: " (to the letter)",
        Normalisation.PRINTED: " (apart from widths, spaces and stops)",
        Normalisation.NAME: " (apart from widths, spaces, stops and the dots between names)",
        Normalisation.ADDRESS: " (apart from widths, spaces, stops and the province or municipality at the beginning)",
    },
    answered="the answer to “{}” is {}",
    yes_no=("yes", "no"),
    joined=", and ",
    all_of="all of these hold: {}",
    any_of="at least one of these holds: {}",
    excluded="this is excluded: {}",
    excluded_all="these do not all hold at once: {}",
    excluded_any="none of these holds: {}",
    number="({}) {}",
    stop="; ",
    records="{}",
    where="{}",
    where_all="{}",
    quantified={
        Quantifier.SOME: "for some of the {noun}: {where}",
        Quantifier.EVERY: "for every one of the {noun}: {where}",
    },
    counts={
        Operator.IS: "{noun} include exactly {n} for which {where}",
        Operator.AT_LEAST: "{noun} include at least {n} for which {where}",
        Operator.AT_MOST: "{noun} include at most {n} for which {where}",
        Operator.MORE_THAN: "{noun} include more than {n} for which {where}",
        Operator.LESS_THAN: "{noun} include fewer than {n} for which {where}",
    },
    no_records="{noun} include none for which {where}",
    plain_counts={
        Operator.IS: "number of {noun} is exactly {n}",
        Operator.AT_LEAST: "number of {noun} is at least {n}",
        Operator.AT_MOST: "number of {noun} is at most {n}",
        Operator.MORE_THAN: "number of {noun} is more than {n}",
        Operator.LESS_THAN: "number of {noun} is less than {n}",
    },
    no_records_plain="there are no {noun}",
    before="{} before {}",
    after="{} after {}",
    same_day="{} itself",
    share_of="{} of {}",
    times="{} times {}",
    known="{} ({})",
)

PHRASES: Final[Mapping[Language, Phrases]] = {Language.ZH: _CHINESE, Language.EN: _ENGLISH}

DENIALS: Final[Mapping[str, str]] = {
    "存在": "不存在",
    "有": "没有",
    "列入": "未列入",
    "属于": "不属于",
    "处于": "不处于",
    "认定为": "未认定为",
    "已获": "未获",
}
"""How a Chinese title that says something of the applicant is denied: its first word, and what takes its place."""

ENTANGLED: Final = frozenset("并且和或及与、，是否而又效限")
"""A title with one of these is not denied by its first word: the denial might miss the rest, or the word be another."""
