"""The fixed words of a company's own pages, by the name the template uses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from approval_rules.items import Claim
from approval_rules.language_words import Both
from approval_rules.schemes import MatchStatus

if TYPE_CHECKING:
    from collections.abc import Mapping

    from approval_rules.language_words import Language

STATUSES: Final = {
    MatchStatus.ELIGIBLE: Both("符合", "fits"),
    MatchStatus.POSSIBLE: Both("可能符合", "may fit"),
    MatchStatus.UNKNOWN: Both("还不能确定", "not known yet"),
    MatchStatus.INELIGIBLE: Both("不符合", "does not fit"),
}
CLAIMS: Final = {
    Claim.NO_APPLICATION: Both("免申即享", "no application"),
    Claim.FAST: Both("快申快享", "short application"),
    Claim.APPLY: Both("需要申报", "by application"),
}
WORDS: Final[Mapping[str, Both]] = {
    "companies": Both("我的企业", "My companies"),
    "no_companies": Both(
        "这个账号还没有绑定企业。请用企业的身份登录，或者请管理员绑定。",
        "Your account acts for no company yet. Sign in as the company, or ask an administrator.",
    ),
    "code": Both("统一社会信用代码", "Social credit code"),
    "status": Both("登记状态", "Status"),
    "as_of": Both("匹配日期", "As of"),
    "unnamed": Both("（登记信息暂时查不到名称）", "(name not known from the register)"),
    "unknown": Both("不详", "not known"),
    "notices": Both("消息和提醒", "Notices"),
    "payouts": Both("待确认的免申即享", "Offers to confirm"),
    "offer": Both("待您确认", "For you to confirm"),
    "see_offer": Both("查看并确认", "Look and confirm"),
    "reminders": Both("未读提醒", "Unread notices"),
    "all_notices": Both("全部提醒", "All notices"),
    "together": Both("现在就确定符合的，最多可得", "Of what fits for certain you can have up to"),
    "together_how": Both("，怎样组合见下面。", ". How it adds up stands below."),
    "browse": Both("浏览全部政策", "All schemes"),
    "to_profile": Both("企业画像", "Profile"),
    "ended": Both(
        "登记状态为{}，不再匹配政策。登记有误的，请向登记机关更正。",
        "The register says {}: no scheme is matched. If that is wrong, have the register corrected.",
    ),
    "refused": Both("还没有保存", "Not saved"),
    "next": Both("再补充一项", "The next question"),
    "decides": Both("这一项关系到{0}项政策，涉及约{1}。", "Schemes that wait for it: {0}. It decides about {1}."),
    "decides_some": Both("这一项关系到{0}项政策。", "Schemes that wait for it: {0}."),
    "own_word": Both(
        "您填的内容标为“企业自述”，只用来匹配，兑现以登记信息和材料为准。",
        "What you state is marked as your own word. It serves to match schemes; nothing is paid on it.",
    ),
    "save": Both("保存并重新匹配", "Save and match again"),
    "yes": Both("是", "Yes"),
    "no": Both("否", "No"),
    "choose": Both("请选择", "Choose"),
    "several": Both("可以选几项；都没有就不选", "Any number of them, or none"),
    "fits": Both("符合和可能符合的政策", "Schemes that fit, or may fit"),
    "none_fit": Both("目前没有找到符合的政策。", "No scheme is found to fit so far."),
    "partial": Both("原文的条件只部分可知，请看原文", "Its conditions are known only in part: read the text"),
    "by_statement": Both("依企业自述", "by your own word"),
    "rests_on": Both(
        "依企业自述：{}。兑现前以登记信息和材料为准。", "Rests on what you stated: {}. Proof is needed before payment."
    ),
    "amount": Both("金额", "Amount"),
    "no_amount": Both("金额见原文", "Amount: see the text"),
    "amount_missing": Both("金额还要知道", "For the amount we need"),
    "until": Both("截止{}", "until {}"),
    "opens": Both("{}开始申报", "opens on {}"),
    "no_end": Both("没有截止日期", "no closing day"),
    "over": Both("申报期已于{}结束", "closed on {}"),
    "on_file": Both("已在库的材料", "On file already"),
    "needed": Both("还需准备的材料", "Still to bring"),
    "no_materials": Both("政策没有列出材料", "The scheme lists no materials"),
    "held": Both("{0}（{1}）", "{0} ({1})"),
    "in_case": Both("以前的办件{0}，{1}提交", "sent in with case {0} on {1}"),
    "number": Both("编号{}", "number {}"),
    "valid_until": Both("有效期至{}", "valid until {}"),
    "apply": Both("在线申报", "Apply online"),
    "read": Both("看政策", "Read the scheme"),
    "best": Both("最佳组合", "The best combination"),
    "best_lead": Both(
        "互相排斥的只能享受一项。下面这些同时享受，合计最多。",
        "Of schemes that exclude each other one can be had. These together bring most.",
    ),
    "total": Both("合计", "Total"),
    "left_out": Both("没有选进来的", "Left out"),
    "best_unknown": Both("组合太多，没有算出哪一个最好。", "There are too many combinations to tell the best."),
    "with_possible": Both("把“可能符合”的也算上", "Counting those that may fit"),
    "near": Both("差一点就符合", "Nearly there"),
    "near_lead": Both(
        "现在不符合，差多少、最早哪一天可以符合，写在下面。",
        "They do not fit now: what is lacking, and from which day they could.",
    ),
    "open": Both("还不能确定", "Not known yet"),
    "lacking": Both("还缺", "We lack"),
    "others": Both("不符合或者已经结束", "Those that do not fit, or are over"),
    "profile": Both("企业画像", "Profile"),
    "profile_lead": Both(
        "登记信息给出的内容直接采用，不用填写。", "What registers tell is used as it is; you need not state it."
    ),
    "source_facts": Both("登记信息给出的事实", "Facts that registers tell"),
    "fact": Both("事实", "Fact"),
    "value": Both("内容", "Value"),
    "source": Both("来源", "Source"),
    "day": Both("日期", "Day"),
    "absence": Both("“{}”中没有记录", "no record in the register “{}”"),
    "statements": Both("企业自述", "Stated by you"),
    "no_statements": Both("还没有填写。", "Nothing has been stated."),
    "unused": Both("与登记信息不一致，以登记信息为准", "differs from the register, which is used"),
    "replaced": Both("登记信息已有，以登记信息为准", "the register tells it now, and is used"),
    "differs": Both("登记信息中没有记录，暂按自述匹配", "the register has no record; your word is used for matching"),
    "change": Both("修改", "Change"),
    "take_back": Both("撤回", "Take back"),
    "add": Both("补充其他事实", "State another fact"),
    "pick": Both("选一项", "Pick a fact"),
    "go_on": Both("填写", "Go on"),
    "silent": Both("暂时没有采用的登记信息", "Registers that tell nothing now"),
}


def word(name: str, language: Language) -> str:
    return WORDS[name].in_(language)
