"""The fixed words of the help chat."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from approval_rules.language_words import Both

if TYPE_CHECKING:
    from collections.abc import Mapping

CASE_QUESTION: Final = Both("我的申请办到哪一步了？", "What is the status of my case?")
"""Asked for who has just signed in to a case."""

REASONS: Final[Mapping[str, Both]] = {
    "off_point": Both("没有回答我的问题", "It does not answer my question"),
    "wrong": Both("说得不对，或者已经过时", "It is wrong, or out of date"),
    "incomplete": Both("说得不全", "It is incomplete"),
    "unclear": Both("看不懂", "I do not understand it"),
}
"""Why an answer is not liked. Staff read the Chinese words."""

ASK: Final[Mapping[str, Both]] = {
    "title": Both("问政策", "Ask about policies"),
    "heading": Both("您想问什么？", "What do you want to know?"),
    "lead": Both(
        "用自己的话写就行。回答引用政策原文，可以当场打开看；没有把握时会直说，您也可以请工作人员回答。",
        "Use your own words. Answers quote the official texts, which you can open here; where we are not sure we say "
        "so, and you can ask for a person.",
    ),
    "machine_notice": Both(
        "由系统自动回答，不是审批决定，以来源原文为准。请不要写证件号码和电话。",
        "Answers are automatic and decide nothing: the texts alone count. Please write no ID or phone numbers.",
    ),
    "examples": Both("别人常问", "Often asked"),
    "example_1": Both("办预包装食品备案要什么材料？", "What do I need to file for selling prepackaged food?"),
    "example_2": Both("招用毕业生有什么补贴？", "Which subsidies are there for hiring graduates?"),
    "example_3": Both("我们公司能申请哪些补贴？", "Which subsidies can my company get?"),
    "example_4": Both("我的申请办到哪一步了？", "What is the status of my case?"),
    "talk": Both("对话", "Conversation"),
    "you": Both("您", "You"),
    "machine": Both("智办（自动回答）", "Zhiban (automatic)"),
    "staff": Both("工作人员", "Staff"),
    "earlier": Both("看前面的 {} 个问题", "Show the {} questions before"),
    "question": Both("您的问题", "Your question"),
    "next_question": Both("接着问", "Ask another question"),
    "send": Both("发送", "Send"),
    "working": Both("正在查找依据……", "Looking for the texts…"),
    "answered": Both("已经回答：", "Answered: "),
    "plain": Both("简单地说", "In plainer words"),
    "plain_note": Both(
        "由系统改写，数字是下面原句的编号；以原句为准。",
        "Reworded by the system; the figures are those of the sentences below, which alone count.",
    ),
    "whole_clause": Both("看这一条的全文", "Read the whole clause"),
    "named_clause": Both("看这一条", "Read the clause"),
    "source": Both("来源页", "The source"),
    "read_on": Both("{} 读取", "read on {}"),
    "is_over": Both("适用到 {}，现在已经不适用", "In force until {}: no longer"),
    "not_yet": Both("自 {} 起才适用", "In force from {} only"),
    "is_possible": Both(
        "条件只知道一部分，只能说可能符合",
        "Only part of the conditions is known: possibly so",
    ),
    "no_basis": Both("没有找到有把握的依据，所以不回答", "No text answers this for certain, so we do not answer"),
    "not_in_force": Both("相关的文本在所问的时间不适用", "The text on this is not in force at that time"),
    "other_place": Both("相关的文本只在别的地方适用", "The text on this holds in another place only"),
    "not_ours_to_say": Both("这个问题不由问答服务回答", "This is not for the question service to say"),
    "nearest": Both("相近的文本", "Texts nearest to it"),
    "failed": Both("这句话没有读懂，请换个说法再问。", "This could not be used: put it in other words, please."),
    "pending": Both("这个问题还没有回答。", "This question is not answered yet."),
    "again": Both("再试一次", "Try again"),
    "choose": Both("请选一个，或者自己写", "Choose one, or write your own"),
    "follow_ups": Both("您可能还想问", "You may also want to ask"),
    "helpful": Both("这个回答有帮助吗？", "Did this help?"),
    "up": Both("有帮助", "Yes"),
    "down": Both("没有帮助", "No"),
    "thanks_up": Both("已记下：有帮助。", "Noted: it helped."),
    "thanks_down": Both("已记下：没有帮助。", "Noted: it did not help."),
    "thanks_word": Both("谢谢，您说的已交给工作人员看。", "Thank you. Staff will read what you said."),
    "change": Both("改一下", "Change"),
    "why": Both("哪里不好？（可以不说）", "What was wrong? (You need not say)"),
    "why_words": Both("还想说的", "Anything else"),
    "why_hint": Both("最多 150 个字，不要写证件号码和电话。", "At most 150 characters; no ID or phone numbers."),
    "why_send": Both("告诉我们", "Tell us"),
    "person": Both("请工作人员回答", "Ask for a person"),
    "person_lead": Both(
        "工作人员会看到这次对话，答复写在这里。急事请打 12345。",
        "Staff see this conversation and answer here. If it is urgent, call 12345.",
    ),
    "person_more": Both("补充说明、联系方式（可以不填）", "Add a note or how to reach you (optional)"),
    "note": Both("想让工作人员知道的", "What staff should know"),
    "contact": Both("联系方式", "How to reach you"),
    "contact_hint": Both("电话或者邮箱，办结以后就删除。", "Phone or mail; erased once your question is settled."),
    "handed": Both("已请工作人员回答", "A person was asked for"),
    "handed_no": Both("编号 {}", "Number {}"),
    "handoff_waiting": Both("等待工作人员领取", "Waiting for a member of staff"),
    "handoff_taken": Both("工作人员正在办理", "A member of staff is on it"),
    "handoff_closed": Both("已办结", "Settled"),
    "handed_lead": Both(
        "答复会写在这次对话里，{} 天内打开这一页都能看到；等的时候可以接着问。",
        "The answer appears in this conversation; open this page within {} days. You can ask on meanwhile.",
    ),
    "news": Both("工作人员有新的答复。", "Staff have answered."),
    "case_heading": Both("登录查办件", "Sign in to your case"),
    "case_no": Both("办件编号", "Case number"),
    "case_no_hint": Both("在回执上，例如 ZB20260302-0A1B2C3D4E", "On your receipt, like ZB20260302-0A1B2C3D4E"),
    "case_key": Both("统一社会信用代码或者公民身份号码", "Credit code or ID number of the applicant"),
    "case_key_hint": Both("申请时填写的那一个，不会写进对话。", "The one on the application; it is not kept here."),
    "case_send": Both("登录并查看", "Sign in and see"),
    "case_in": Both("已登录办件 {}", "Signed in to case {}"),
    "case_out": Both("退出这个办件", "Sign out of the case"),
    "end": Both("结束并删除对话", "End and erase the conversation"),
    "end_lead": Both(
        "说过的话马上全部删除，不能恢复；已请工作人员的，也一并结束。",
        "All that was said is erased at once for good; a person who was asked for is no longer.",
    ),
    "end_sure": Both("删除", "Erase"),
    "erased": Both("对话已经删除。", "The conversation is erased."),
    "no_cookie": Both(
        "您的浏览器没有保存这次对话的标记（Cookie），所以不能接着问。请允许本网站的 Cookie 后再试，或者打 12345。",
        "Your browser did not keep the mark (cookie) of the conversation, so it can’t go on. Allow cookies of this "
        "site, or call 12345.",
    ),
    "problem": Both("没有发送成功", "It was not sent"),
    "is_foreign": Both(
        "这个问题是从别的网站带来的，还没有提问。要问的话请按“发送”。",
        "This question came from another site and is not asked yet. Press Send to ask it.",
    ),
    "mend": Both("请在下面改好再发送，您写的都还在。", "Mend it below and send again: what you wrote is still there."),
    "bad_question": Both("请写下您想问的内容。", "Write down what you want to ask."),
    "too_long": Both("问题太长：最多 {} 个字，现在有 {} 个字。", "Too long: at most {} characters, and there are {}."),
    "word_too_long": Both(
        "写得太长：最多 {} 个字，现在有 {} 个字。", "Too long: at most {} characters, and there are {}."
    ),
    "too_many_requests": Both(
        "问得太快了，请等 {} 秒再发送。", "Too many questions at once: wait {} seconds and send again."
    ),
    "tries_over": Both(
        "尝试次数过多，请一小时后再试，或者请工作人员回答。",
        "Too many tries: try again in an hour, or ask for a person.",
    ),
    "no_conversation": Both(
        "之前的对话已经结束。再按一次“发送”，就开始新的对话。",
        "The earlier conversation has ended. Press Send once more to begin a new one.",
    ),
    "conversation_is_over": Both(
        "之前的对话已经结束（太久没有用，或者已经删除）。",
        "The earlier conversation has ended: it was not used for long, or was erased.",
    ),
    "conversation_full": Both(
        "这次对话已经很长，不能再接着问。请结束并删除以后重新开始。",
        "This conversation is full. End and erase it, then begin anew.",
    ),
    "moved_on": Both(
        "这个问题后面已经有新的问题，请回答最后的那一个。", "Another question was asked since: answer the last one."
    ),
    "not_answered": Both("这个问题还没有回答，不能评价。", "It is not answered yet and can’t be rated."),
    "sign_in_refused": Both(
        "办件编号和号码不相符，请核对以后再试。", "Case number and code do not match: check them and try again."
    ),
}
