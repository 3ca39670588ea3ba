"""The kinds of applicants that questions name, and swapping one for another."""

from __future__ import annotations

import re

from retrieval.passages import Audience

_NAMED = (
    (Audience.INDIVIDUAL_BUSINESS, re.compile(r"个体(?:工商)?户|个体经营者?|个体户主")),
    (Audience.FARMER_COOPERATIVE, re.compile(r"农民(?:专业)?合作社|合作社")),
    (Audience.SOCIAL_ORGANIZATION, re.compile(r"社会组织|社会团体|社团|基金会|民办非企业(?:单位)?|社会服务机构")),
    (
        Audience.ENTERPRISE, re.compile(
            r"(?:有限|股份)?(?:责任)?公司|(?<!中小)(?<!微利)(?<!新技术)(?<!小微)(?<!专精特新)企业(?!所得税)"
        ),
    ),
    (Audience.PERSON, re.compile(r"(?:自然人|个人)(?!所得税|信息|创业)")),
)  # fmt: skip
TITLES = {
    Audience.ENTERPRISE: "公司（企业）",
    Audience.INDIVIDUAL_BUSINESS: "个体工商户",
    Audience.FARMER_COOPERATIVE: "农民专业合作社",
    Audience.SOCIAL_ORGANIZATION: "社会组织",
    Audience.PERSON: "个人",
}
"""How an applicant of each kind is called in our own sentences."""


def applicants_in(text: str) -> dict[Audience, str]:
    """Each kind named, with the word it is named by."""
    return {kind: found[0] for kind, named in _NAMED if (found := named.search(text))}


def without_applicants(text: str) -> str:
    for _, named in _NAMED:
        text = named.sub("", text)
    return text


def swap_applicant(text: str, turn: str) -> str | None:
    """`text` with its one kind of applicant replaced by the one in `turn`; None when there is not one of each."""
    old, new = applicants_in(text), applicants_in(turn)
    if len(new) != 1 or len(old) != 1:
        return None
    return text.replace(next(iter(old.values())), next(iter(new.values())))
