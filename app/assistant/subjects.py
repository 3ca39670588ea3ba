"""What an answer has to speak of because the question names it: a subject, or that it asks for a fee.

Similar texts stand close together for a search: an award for one qualification looks much like that for another. So the
words below, if a question names one, have to stand in the clause or in a title above it.
"""

from __future__ import annotations

import re

_SAME_WORD = re.findall(
    r"\S+",
    """
    单项冠军 科技型中小企业 创新型中小企业 技术先进型 独角兽 瞪羚 企业技术中心
    企业所得税 印花税 房产税 契税 消费税 土地增值税 车船税
    积分 落户 注销 歇业 股权转让 商标 残疾人 退役军人 农民工 散装食品 保健食品 婴幼儿
    药品 医疗器械 化妆品 烟草
    """,
)
_SEVERAL_WORDS = {
    r"奖励|奖金|奖多少": r"奖|资助|补贴|补助",
    r"补贴|补助": r"补|资助|奖|券|贴|返还",
    r"高新技术企业|高企": r"高新技术企业",
    r"专精特新": r"专精特新",
    r"小巨人": r"小巨人|专精特新",
    r"注册资[本金]|出资额?|验资|实缴|认缴": r"注册资[本金]|出资|验资|实缴|认缴",
    r"个人所得税|(?<![一二三四五六七八九十两几多哪\d])个税": r"个人所得税",
    r"增值税(?!小规模)": r"增值税(?!小规模)",
    r"(?<![相有无])关税": r"(?<![相有无])关税",
    r"年度报告|(?<![今去每当明前])年报(?![名销税])": r"年度报告|年报",
    r"外国人|外籍|外国籍": r"外国人|外籍|外国籍",
    r"港澳|台胞|台湾居民|香港居民|澳门居民": r"港澳|台胞|台湾|香港|澳门",
}
_SUBJECTS = {word: word for word in _SAME_WORD} | _SEVERAL_WORDS

_FEE = re.compile(r"收(?:不收)?费|收(?:不收)?钱|[交花]钱|要(?:不要)?钱|免费|工本费|手续费")
_PRICE = re.compile(r"费用|多少钱|几块钱")
_ERRAND = re.compile(r"办|登记|注册|备案|许可|证|照|审批|复核|申请")
_GRANT = re.compile(r"补贴|补助|奖|资助|贷|贴息|返还|券|减免|优惠|[补给拿领]")
_GRANTED = re.compile(r"补贴|补助|奖励|奖金|资助|奖多少|补多少|给多少")
_SAYS_A_FEE = re.compile(r"收费|免费|收取|工本费|手续费|缴费标准")


def subjects(text: str) -> frozenset[str]:
    """For each subject that a question names, the pattern of the words an answer may call it by."""
    return frozenset(told for asked, told in _SUBJECTS.items() if re.search(asked, text))


def named_subjects(text: str) -> frozenset[str]:
    """The words of `text` that name a subject."""
    found = (re.search(asked, text) for asked in _SUBJECTS)
    return frozenset(one[0] for one in found if one)


def asks_for_a_fee(text: str) -> bool:
    """Whether it asks what an errand costs; what a grant brings is another question."""
    return bool(_FEE.search(text) or (_PRICE.search(text) and _ERRAND.search(text) and not _GRANT.search(text)))


def asks_for_a_grant(text: str) -> bool:
    """Whether it asks for money that a place gives out, each by rules of its own."""
    return bool(_GRANTED.search(text))


def says_a_fee(text: str) -> bool:
    return bool(_SAYS_A_FEE.search(text))


def names_all(text: str, wanted: frozenset[str]) -> bool:
    """Whether every subject of a question stands in a text (its titles included)."""
    return all(re.search(told, text) for told in wanted)
