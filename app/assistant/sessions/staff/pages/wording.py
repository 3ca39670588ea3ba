"""The fixed words of the pages of conversations and of poor answers, by the name the template uses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from approval_rules.language_words import Both

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import timedelta

_MINUTE, _HOUR, _DAY = 60, 3600, 24 * 3600

TALKS: Final[Mapping[str, Both]] = {
    "talks": Both("请求人工的咨询", "People who asked for a person"),
    "lead": Both(
        "等得最久的排在最前。先领取，再答复；答复会显示在对方的咨询页面里。",
        "Whoever has waited longest comes first. Take it, then answer: the answer shows up in their conversation.",
    ),
    "states": Both("按状态", "By state"),
    "none": Both("这里没有咨询。", "There are none here."),
    "number": Both("编号", "Number"),
    "waited": Both("等待时间", "Waited"),
    "long": Both("等得久", "long"),
    "asked_at": Both("提出时间", "Asked at"),
    "note": Both("留言", "What they left"),
    "no_note": Both("没有留言", "Nothing"),
    "with": Both("办理人", "With"),
    "you": Both("您", "you"),
    "nobody": Both("还没有人领取", "nobody yet"),
    "last": Both("最后的问题", "Last question"),
    "answers": Both("答复", "Answers"),
    "take": Both("领取", "Take"),
    "open": Both("打开", "Open"),
    "next_page": Both("下一页", "Next page"),
    "first_page": Both("回到第一页", "Back to the first page"),
    "fresh": Both("这张表每二十秒自动更新一次", "The list is fetched anew every twenty seconds"),
    "changed": Both("有新的内容", "There is something new"),
    "back": Both("全部咨询", "All conversations"),
    "talk": Both("咨询", "Conversation"),
    "state": Both("状态", "State"),
    "contact": Both("联系方式", "How to reach them"),
    "contact_gone": Both("办结后已删除", "deleted when it was closed"),
    "no_contact": Both("没有留下", "none left"),
    "transcript": Both("对话记录", "What was said"),
    "no_turns": Both("请求人工以前没有提问。", "Nothing was asked before a person was asked for."),
    "erased": Both(
        "对话已按申请人的要求或者期限删除。", "What was said is erased: the asker wished it, or it was due."
    ),
    "asker": Both("对方", "Asker"),
    "machine": Both("系统", "Assistant"),
    "staff": Both("工作人员", "Staff"),
    "handed": Both("在这里请求人工", "A person was asked for here"),
    "abstained": Both("系统没有答", "Not answered by the assistant"),
    "no_reply": Both("还没有答案", "Not answered yet"),
    "failed": Both("这个问题系统用不了", "The assistant could not use this question"),
    "of_case": Both("问自己的办件", "About their own case"),
    "of_schemes": Both("问自己能享受的政策", "About what their company can get"),
    "citations": Both("引用的条文", "Clauses quoted"),
    "liked": Both("对方觉得有用", "Found useful"),
    "disliked": Both("对方觉得没用", "Found of no use"),
    "answer": Both("您的答复", "Your answer"),
    "answer_hint": Both(
        "对方在咨询页面里看到，最多2000字。不要写个人信息：身份证号、电话会被隐去。",
        "The asker reads it in their conversation. 2000 characters at most. Leave out personal data: it is masked.",
    ),
    "send": Both("发送答复", "Send the answer"),
    "close": Both("办结", "Close"),
    "close_lead": Both(
        "办结以后不能再答复，对方留下的联系方式会删除。",
        "Once it is closed nobody can answer, and how to reach the asker is deleted.",
    ),
    "close_sure": Both("办结这次咨询", "Close this conversation"),
    "take_lead": Both("领取以后由您答复，别人不能再领取。", "Once you take it, you answer: nobody else can take it."),
    "others": Both("由{}办理，您只能看。", "It is with {}: you can read it."),
    "closed": Both("已由{0}在{1}办结。", "Closed by {0} at {1}."),
    "applicant": Both("对方", "the asker"),
    "bad_reply": Both("请写下答复，最多2000字。", "Write an answer, of 2000 characters at most."),
    "moved": Both("这次咨询刚刚有了变化，请再看一遍。", "This conversation has just changed: look again."),
    "error": Both("没有发送", "Not sent"),
}

RATINGS: Final[Mapping[str, Both]] = {
    "ratings": Both("差评的答案", "Answers that were not liked"),
    "lead": Both(
        "最新的在最前。答错的加入回归题，以后每次评测都会再考；答得没错的标为已处理。",
        "The newest first. What was wrong goes into the regression set and is asked in every later test;"
        " what was right is marked as handled.",
    ),
    "states": Both("按状态", "By state"),
    "all": Both("全部", "All"),
    "handled": Both("已处理", "Handled"),
    "with_word": Both("只看写了意见的", "Only those with a comment"),
    "apply": Both("筛选", "Filter"),
    "none": Both("没有这样的差评。", "There are none."),
    "earlier": Both("之前问", "Asked before"),
    "answer": Both("系统的答案", "What was answered"),
    "reason": Both("没有答的原因", "Why it was not answered"),
    "citations": Both("引用的条文", "Clauses quoted"),
    "word": Both("对方的意见", "The comment"),
    "no_word": Both("没有写", "None"),
    "asked_on": Both("所问日期", "Asked as of"),
    "reported": Both("评价时间", "Rated at"),
    "abstained": Both("系统没有答", "not answered"),
    "judge": Both("处理", "Handle it"),
    "note": Both("处理说明（可以不写）", "Note (may be left out)"),
    "note_hint": Both("只给工作人员看。不要写个人信息。", "Only staff see it. Leave out personal data."),
    "clauses": Both("应当引用的条文编号（一行一个）", "Clauses that should have been quoted (one a line)"),
    "clauses_hint": Both(
        "编号就是条文页面地址里的那一串，如 guide.prepackaged-food-filing#materials。空着表示不应当答。",
        "The id is in the address of the clause, such as guide.prepackaged-food-filing#materials."
        " Left empty: it should not have been answered.",
    ),
    "add": Both("答错了，加入回归题", "It was wrong: add it to the regression set"),
    "dismiss": Both("没有答错，标为已处理", "It was right: mark it as handled"),
    "judged": Both("{0}在{1}处理", "Handled by {0} at {1}"),
    "expected": Both("应当引用", "Should have quoted"),
    "should_abstain": Both("不应当答", "It should not have been answered"),
    "said": Both("处理说明", "Note"),
    "next_page": Both("下一页", "Next page"),
    "first_page": Both("回到最新", "Back to the newest"),
    "bad_expectation": Both(
        "没有编号为“{}”的条文。请从条文页面的地址里复制编号。",
        "There is no clause “{}”. Copy the id from the address of the clause.",
    ),
    "too_many": Both("最多写20个条文编号。", "Give 20 clauses at most."),
    "not_saved": Both("没有保存", "Not saved"),
    "moved": Both(
        "这条差评刚刚由别人处理了，请看处理结果。", "Somebody else has just handled this one: look at what they did."
    ),
}


def waited(time: timedelta) -> Both:
    """How long somebody waits, in words."""
    seconds = max(int(time.total_seconds()), 0)
    days, hours, minutes = seconds // _DAY, seconds % _DAY // _HOUR, seconds % _HOUR // _MINUTE
    if days:
        return Both(f"{days}天{hours}小时", f"{days} d {hours} h")
    if hours:
        return Both(f"{hours}小时{minutes}分钟", f"{hours} h {minutes} min")
    return Both(f"{minutes}分钟", f"{minutes} min")
