"""The words of the pages of the audit log, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from approval_rules.language_words import Both

if TYPE_CHECKING:
    from collections.abc import Mapping

WORDS: Final[Mapping[str, Both]] = {
    "title": Both("审计日志", "Audit log"),
    "lead": Both(
        "谁在什么时候做了什么，一条一条地记着，只增不改。您的每次查看也会记下来。",
        "Who did what, and when, entry by entry; nothing in it is ever changed. That you read it is noted as well.",
    ),
    "narrowed": Both(
        "您的权限限于一部分办件，这里只列出与这些办件有关的记录。",
        "Your permission is for some cases; only entries about those are listed here.",
    ),
    "chain": Both("记录链", "The chain"),
    "entries": Both("记录总数", "Entries"),
    "last_entry": Both("最后一条", "Last entry"),
    "checkpoint": Both("最近的检查点", "Last checkpoint"),
    "checkpoint_is": Both("第{}条，{}", "entry {}, {}"),
    "no_checkpoint": Both("还没有检查点", "No checkpoint yet"),
    "checkpoint_holds": Both("检查点签名有效，链与它一致", "The checkpoint is signed, and the chain agrees with it"),
    "checkpoint_broken": Both(
        "检查点与链不一致，请立即报告并运行 zhiban audit verify",
        "The checkpoint and the chain disagree: report it at once, and run zhiban audit verify",
    ),
    "since": Both("检查点之后的记录", "Entries since"),
    "verify_title": Both("核验一段", "Verify a stretch"),
    "verify_hint": Both(
        "逐条重新计算散列值，核对前后是否相接，一次最多{}条。"
        "核验整条链和全部办件，请在服务器上运行 zhiban audit verify；导出带签名的文件，运行 zhiban audit export。",
        "Every hash is worked out again and held against the entry before it, {} entries at most. "
        "On the server, zhiban audit verify goes through the whole chain and every case, "
        "and zhiban audit export writes a signed file.",
    ),
    "first": Both("从第几条", "From entry"),
    "last": Both("到第几条", "To entry"),
    "verify": Both("立即核验", "Verify now"),
    "verified": Both("第{}条至第{}条完好，相接无误。", "Entries {} to {} are whole and follow each other."),
    "verified_with": Both("其中有{}个检查点，都与链一致。", "Checkpoints among them: {}; the chain agrees with each."),
    "broken": Both(
        "第{}条不对：被改过、缺失或者顺序错了。请立即报告。",
        "Entry {} is wrong: changed, missing or out of its place. Report it at once.",
    ),
    "wrong_range": Both(
        "请填写两个存在的编号，前一个不大于后一个，一次最多{}条。",
        "Give the numbers of two entries that there are, in order, {} entries at most.",
    ),
    "filters": Both("筛选", "Filters"),
    "case": Both("办件编号", "Case number"),
    "who": Both("谁", "Who"),
    "who_hint": Both("姓名、账号，或 machine", "Name, account, or machine"),
    "event": Both("做了什么", "What was done"),
    "every_event": Both("全部", "Everything"),
    "group_cases": Both("办件", "Cases"),
    "group_views": Both("查看", "Looks"),
    "group_items": Both("事项和配置", "Items and configuration"),
    "group_files": Both("文件和登记信息", "Files and registers"),
    "group_talks": Both("咨询", "Conversations"),
    "group_companies": Both("企业", "Companies"),
    "group_payouts": Both("免申即享", "Payouts"),
    "group_accounts": Both("账号", "Accounts"),
    "group_systems": Both("系统和通知", "Systems and notices"),
    "group_personal": Both("个人信息", "Personal data"),
    "from": Both("从哪天", "From"),
    "to": Both("到哪天", "To"),
    "words": Both("内容中的字词", "Words in it"),
    "show": Both("查找", "Search"),
    "clear": Both("清除筛选", "Clear the filters"),
    "wrong": Both("有一项看不懂，没有按它查找", "One field was not understood, and was left out of the search"),
    "wrong_from": Both("开始日期要写成2026-03-02这样", "Write the first day like 2026-03-02"),
    "wrong_to": Both("结束日期要写成2026-03-02这样", "Write the last day like 2026-03-02"),
    "wrong_span": Both("开始日期在结束日期之后", "The first day is after the last"),
    "newest": Both("最新的记录", "Latest entries"),
    "results": Both("查到的记录", "What was found"),
    "number": Both("序号", "Number"),
    "at": Both("时间", "Time"),
    "subject": Both("关于什么", "About"),
    "content": Both("内容", "Content"),
    "none": Both("没有符合的记录。", "There is no such entry."),
    "none_yet": Both("已经查到第{}条，还没有符合的记录。", "Nothing was found down to entry {}."),
    "reached": Both("已经查到第{}条。", "Looked through down to entry {}."),
    "older": Both("更早的记录", "Older entries"),
    "go_on": Both("继续往前查", "Look further back"),
    "latest": Both("回到最新", "Back to the latest"),
    "entry": Both("第{}条记录", "Entry {}"),
    "back": Both("审计日志", "Audit log"),
    "actor_machine": Both("系统", "The machine"),
    "actor_applicant": Both("申请人（没有账号）", "An applicant without an account"),
    "actor_operator": Both("运维人员（命令行）", "An operator at the command line"),
    "actor_office": Both("办理机关", "The office"),
    "actor_link": Both("通知里的链接", "A link in a notice"),
    "in_shanghai": Both("北京时间", "Time in Shanghai"),
    "stored_at": Both("原样", "As stored"),
    "empty": Both("没有内容", "Nothing"),
    "masked": Both(
        "身份证号、电话等以***代替。散列值按原文计算。",
        "Numbers that identify a person are shown as ***. The hash is of what is stored.",
    ),
    "place": Both("在链中的位置", "Place in the chain"),
    "own_hash": Both("本条的散列值", "Its hash"),
    "before_hash": Both("上一条的散列值", "Hash of the entry before"),
    "is_own": Both("按内容重新计算，一致", "Worked out again from its content: the same"),
    "is_not_own": Both(
        "按内容重新计算，不一致：这一条被改过", "Worked out again: not the same. This entry was changed"
    ),
    "follows": Both("与上一条相接", "Follows the entry before it"),
    "follows_not": Both(
        "与上一条不相接：上一条被改过或缺失", "Does not follow: the entry before was changed or is missing"
    ),
    "covered": Both("已由第{}条处的检查点签名确认", "Covered by the signed checkpoint at entry {}"),
    "not_covered": Both("还没有检查点覆盖这一条", "No checkpoint covers it yet"),
    "see_case": Both("打开办件", "Open the case"),
    "of_case": Both("这个办件的全部记录", "All entries about this case"),
    "of_actor": Both("这个人的全部记录", "All entries of the same actor"),
    "earlier": Both("上一条", "Entry before"),
    "later": Both("下一条", "Next entry"),
}
