"""The fixed words of the simulator's pages, by the name the template uses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from approval_rules.language_words import Both

if TYPE_CHECKING:
    from collections.abc import Mapping

WORDS: Final[Mapping[str, Both]] = {
    "simulator": Both("政策演算器", "Policy simulator"),
    "lead": Both(
        "选一项政策，改动它的门槛或者金额，看哪些企业受益、哪些企业受损、要花多少钱。"
        "只按登记信息能证明的事实推算，结果只有数字，不含企业名单。",
        "Choose a scheme, change its thresholds or amounts, and see who gains, who loses and what it costs."
        " Only facts that registers prove are used, and the result has figures alone, no list of companies.",
    ),
    "scheme": Both("政策", "Scheme"),
    "choose": Both("请选择", "Choose"),
    "next": Both("下一步", "Next"),
    "latest": Both("最近的演算", "The last simulations"),
    "asked_at": Both("提出时间", "Asked at"),
    "progress": Both("进度", "Progress"),
    "gains": Both("受益", "Gain"),
    "loses": Both("受损", "Lose"),
    "cost_change": Both("资金变化（元）", "Change of cost (CNY)"),
    "seen": Both("{}家", "{} companies"),
    "draft": Both("演算", "Simulate"),
    "on": Both(
        "按{}施行的版本演算。改动要试的数字，其余不动。",
        "By the version in force on {}. Change the figures you want to try and leave the rest.",
    ),
    "start": Both("开始演算", "Start"),
    "not_started": Both("没有开始演算", "Not started"),
    "no_figures": Both("这项政策没有可以改动的数字。", "This scheme has no figure that can be changed."),
    "conditions": Both("条件", "Conditions"),
    "amounts": Both("金额", "Amounts"),
    "share": Both("比例，如 0.20", "a share, such as 0.20"),
    "money_cny": Both("元", "CNY"),
    "now": Both("现在", "Now"),
    "result": Both("演算结果", "Result"),
    "again": Both("改别的数字再试", "Try other figures"),
    "running": Both(
        "已看{}家企业；这一页每五秒更新一次",
        "{} companies seen; this page is refreshed every five seconds",
    ),
    "done": Both("已看{}家企业", "{} companies seen"),
    "by": Both("按{}推算，只用登记信息能证明的事实。", "As of {}, by facts that registers prove alone."),
    "changes": Both("改动", "What was changed"),
    "condition": Both("条件或档次", "Condition or step"),
    "new": Both("草案", "Draft"),
    "whole": Both("合计", "In all"),
    "gaining": Both("受益企业", "Companies that gain"),
    "gaining_how": Both("新符合，或者金额增加", "fit newly, or get more"),
    "losing": Both("受损企业", "Companies that lose"),
    "losing_how": Both("不再符合，或者金额减少", "fit no longer, or get less"),
    "fitting": Both("符合的企业", "Companies that fit"),
    "cost": Both("资金（元）", "Cost (CNY)"),
    "budget": Both("资金总额（元）", "Budget (CNY)"),
    "over_budget": Both("草案超出{}元", "the draft exceeds it by CNY {}"),
    "unknown": Both("无法判断的企业", "Companies not known"),
    "unknown_how": Both("缺少事实，没有算进上面的数字", "a fact is missing; they are in none of the figures above"),
    "no_amount": Both("没有金额的企业", "Companies without an amount"),
    "no_amount_how": Both("符合，但算不出金额", "fit, but no amount follows"),
    "chart": Both("资金的现在和草案，数字见下表", "cost now and under the draft; the figures are in the table below"),
    "now_cny": Both("现在（元）", "Now (CNY)"),
    "new_cny": Both("草案（元）", "Draft (CNY)"),
    "change_cny": Both("变化（元）", "Change (CNY)"),
    "companies": Both("企业", "Companies"),
    "fit_now": Both("现在符合", "Fit now"),
    "fit_new": Both("草案符合", "Fit under the draft"),
    "not_known": Both("无法判断", "Not known"),
    "left_out": Both(
        "其余{}组没有符合或者无法判断的企业，没有列出。",
        "{} more groups hold no company that fits or might: they are not listed.",
    ),
    "no_value": Both("不详", "not known"),
}
