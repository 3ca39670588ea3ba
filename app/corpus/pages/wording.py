"""The words of the page of texts, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.corpus.findings import CorpusFault
from approval_rules.language_words import Both

if TYPE_CHECKING:
    from collections.abc import Mapping

WORDS: Final[Mapping[str, Both]] = {
    "title": Both("政策文本", "Texts"),
    "lead": Both(
        "回答、指南和规则所依据的全部文本：哪天看过出处，谁在用，有没有问题。最久没看的排在最前面。",
        "Every text that answers, guides and rules rest on: when its origin was last read, who uses it, "
        "and what is wrong with it. The longest unread come first.",
    ),
    "texts": Both("文本", "Texts"),
    "overdue_is": Both(
        "超过{}天没有重新看过出处的有效文本，算作该重看。",
        "A text that is not over counts as overdue when its origin was last read more than {} days ago.",
    ),
    "overdue": Both("该重看", "Overdue"),
    "partial": Both("不完整", "Partial"),
    "full": Both("完整", "Full"),
    "ended": Both("已失效", "Ended"),
    "to_begin": Both("尚未施行", "Not yet in force"),
    "in_force": Both("现行有效", "In force"),
    "findings": Both("检查发现的问题", "What the check found"),
    "findings_are": Both(
        "与命令 zhiban corpus lint 相同的检查：文本之间、与规则之间有没有矛盾，引用的条款在不在。",
        "The same check as the command zhiban corpus lint: whether texts contradict each other or the rules, "
        "and whether what they cite is there.",
    ),
    "no_findings": Both("检查没有发现问题：{}个文本，{}个条款。", "Nothing wrong was found: {} texts, {} clauses."),
    "some_findings": Both("检查发现{}个问题。", "The check found {} problems."),
    "one_finding": Both("检查发现1个问题。", "The check found 1 problem."),
    "fault": Both("问题", "Problem"),
    "where": Both("在哪里", "Where"),
    "mend": Both("怎样改", "How to mend it"),
    "said": Both("检查的原话", "In the words of the check"),
    "filters": Both("筛选", "Filters"),
    "q": Both("标题、发布机关或文号", "Title, issuer or number"),
    "kind": Both("类别", "Kind"),
    "every_kind": Both("全部类别", "Every kind"),
    "kind_law": Both("法律法规", "Law"),
    "kind_guide": Both("办事指南", "Guide"),
    "kind_scheme": Both("惠企政策", "Scheme"),
    "kind_faq": Both("常见问题", "Common question"),
    "show_only": Both("状态", "State"),
    "every_state": Both("全部", "All"),
    "with_findings": Both("有问题", "With problems"),
    "unused": Both("没有被引用", "Used by nothing"),
    "order": Both("排序", "Order"),
    "oldest": Both("最久没看的在前", "Longest unread first"),
    "newest": Both("最近看过的在前", "Last read first"),
    "by_title": Both("按标题", "By title"),
    "show": Both("查看", "Show"),
    "none": Both("没有符合条件的文本。", "No text fits these filters."),
    "count": Both("共{}个文本", "{} texts"),
    "one_text": Both("共1个文本", "1 text"),
    "text": Both("文本", "Text"),
    "issuer": Both("发布机关", "Issuer"),
    "period": Both("施行期间", "In force"),
    "since": Both("{}起", "since {}"),
    "until": Both("{}至{}", "{} to {}"),
    "read_on": Both("看过的日期", "Last read"),
    "days": Both("{}天前", "{} days ago"),
    "one_day": Both("1天前", "1 day ago"),
    "today": Both("今天", "today"),
    "completeness": Both("完整程度", "Completeness"),
    "how": Both("怎样看的", "How it was read"),
    "used_by": Both("谁在用", "Used by"),
    "nothing": Both("没有规则引用", "no rule cites it"),
    "services": Both("事项", "Services"),
    "schemes": Both("政策", "Schemes"),
    "origin": Both("出处", "Origin"),
    "state": Both("状态", "State"),
    "pages": Both("分页", "Pages"),
    "next": Both("下一页", "Next"),
    "before": Both("上一页", "Previous"),
    "page_of": Both("第{}页，共{}页", "Page {} of {}"),
}

FAULTS: Final[Mapping[CorpusFault, tuple[Both, Both]]] = {
    CorpusFault.UNREADABLE: (
        Both("文本读不出来", "The texts can’t be read"),
        Both("改正后运行 zhiban corpus generate", "Mend it, then run zhiban corpus generate"),
    ),
    CorpusFault.GENERATED_DIFFERS: (
        Both("生成的文本与规则不一致", "A generated text isn’t what the rules say now"),
        Both("运行 zhiban corpus generate", "Run zhiban corpus generate"),
    ),
    CorpusFault.GUIDE_DIFFERS: (
        Both("指南与规则不一致", "A guide differs from the rules"),
        Both("改指南或者改规则，使两者一致", "Change the guide or the rules until they agree"),
    ),
    CorpusFault.AMOUNT_DIFFERS: (
        Both("金额或比例不一致", "An amount or a rate differs"),
        Both("对照出处，改正写错的一处", "Look at the origin and mend the one that is wrong"),
    ),
    CorpusFault.SCHEME_DIFFERS: (
        Both("政策文本与政策规则不一致", "A scheme’s text differs from its rules"),
        Both("对照出处，改正写错的一处", "Look at the origin and mend the one that is wrong"),
    ),
    CorpusFault.EXAMPLE_DIFFERS: (
        Both("举例算出的结果不一致", "An example comes out otherwise"),
        Both("改例子，或者改规则", "Mend the example, or the rules"),
    ),
    CorpusFault.PERIOD_DIFFERS: (
        Both("施行期间不一致", "Periods differ"),
        Both("使文本目录与规则的日期一致", "Make the days of the manifest and of the rules one"),
    ),
    CorpusFault.ENDED_BUT_NAMED: (
        Both("引用了已经失效的文本", "A text that has ended is still named"),
        Both("改为现行的文本，或者在句中写明已失效", "Name what is in force, or say that it has ended"),
    ),
    CorpusFault.DEAD_REFERENCE: (
        Both("引用的条款或文件不存在", "Something cited isn’t there"),
        Both("改正引用，或者补上条款", "Mend the citation, or add the clause"),
    ),
    CorpusFault.FIELD_MISSING: (
        Both("文本目录缺少一项", "A field of the manifest is missing"),
        Both("在文本目录里写上", "Write it in the manifest"),
    ),
}
"""Of each kind: what it is, and what mends it."""
