"""The fixed words of the pages of notices, by the name the template uses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from approval_rules.language_words import Both

if TYPE_CHECKING:
    from collections.abc import Mapping

WORDS: Final[Mapping[str, Both]] = {
    "notices": Both("企业提醒", "Notices of the company"),
    "of": Both("统一社会信用代码", "Unified social credit code"),
    "unread": Both("未读", "Unread"),
    "is_unread": Both("未读", "unread"),
    "mark_read": Both("标为已读", "Mark as read"),
    "mark_all": Both("全部标为已读", "Mark all as read"),
    "none": Both(
        "还没有提醒。符合新的政策、申报快要截止、证照快要到期时，会在这里告诉您。",
        "No notices yet. Here you will be told of new schemes that fit, of claims that close, of"
        " certificates that run out.",
    ),
    "look": Both("查看", "Look"),
    "more": Both("更早的提醒", "Earlier notices"),
    "first": Both("回到最新", "Back to the newest"),
    "choose": Both("订阅设置", "What to be told"),
    "subscription": Both("订阅设置", "What to be told"),
    "back": Both("看全部提醒", "All notices"),
    "all_stopped": Both("已停止全部提醒。", "All notices are stopped."),
    "kinds": Both("接收哪些提醒", "Kinds of notices"),
    "kinds_lead": Both(
        "不勾选的不再提醒，等待发送的也不会再发。",
        "What is not ticked is told no more, not even what already waits to be sent.",
    ),
    "save": Both("保存", "Save"),
    "save_resume": Both("保存并恢复提醒", "Save and go on"),
    "stop_all": Both("停止全部提醒", "Stop all notices"),
    "ways": Both("怎样接收", "How to be told"),
    "inbox": Both("这里的提醒页面一直可以看。", "This page can always be read."),
    "email": Both("电子邮件", "E-mail"),
    "webhook": Both("接入系统", "System"),
    "pending": Both("等待确认：请打开邮件里的链接", "not confirmed yet: open the link in the mail"),
    "active": Both("接收中", "active"),
    "refused": Both("邮件被退回：请停用后重新填写", "mails came back: stop it and give the address anew"),
    "stop": Both("停用", "Stop"),
    "address": Both("邮箱地址", "E-mail address"),
    "address_note": Both(
        "先发一封确认邮件；打开其中的链接以后才会发送提醒。",
        "A mail asks first; notices are sent only after its link was opened.",
    ),
    "add": Both("添加邮箱", "Add address"),
    "no_mail": Both(
        "这里没有设置邮件服务器，不能用电子邮件接收。",
        "No mail server is set up here, so notices can't be sent by e-mail.",
    ),
    "confirm_title": Both("确认接收提醒", "Confirm"),
    "confirm_lead": Both("以后把这个企业的提醒发到您的邮箱：", "Have notices of this company sent to your address:"),
    "confirm_button": Both("同意接收", "I agree"),
    "confirmed_title": Both("已确认", "Confirmed"),
    "confirmed_lead": Both(
        "以后的提醒会发到您的邮箱。每封邮件里都有停止的链接。",
        "Notices will be sent to your address. Every mail has a link that stops them.",
    ),
    "stop_title": Both("不再接收邮件", "No more mails"),
    "stop_lead": Both("停止把这个企业的提醒发到您的邮箱：", "Stop sending notices of this company to your address:"),
    "stop_button": Both("停止发送", "Stop"),
    "stopped_title": Both("已停止", "Stopped"),
    "stopped_lead": Both(
        "不会再向您的邮箱发送这个企业的提醒，等待发送的也已取消。",
        "No more notices of this company go to your address; what waited was cancelled.",
    ),
    "to_company": Both("企业页面", "The company’s page"),
    "not_saved": Both("没有添加", "Not added"),
}
