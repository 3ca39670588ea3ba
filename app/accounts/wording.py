"""The words of the pages to sign in at, and of one's own account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from approval_rules.language_words import Both

if TYPE_CHECKING:
    from collections.abc import Mapping

_PASSWORDS: Final[Mapping[str, Both]] = {
    "new_password": Both("新密码", "New password"),
    "password_hint": Both(
        "至少 12 个字符，不要含姓名或常见的词；几个不相干的词连在一起就很好。",
        "At least 12 characters, without your name or common words; a few unrelated words do well.",
    ),
    "again": Both("再输入一次新密码", "New password once more"),
    "differ": Both("两次输入的密码不一样", "The two passwords are not the same"),
}

SIGN_IN: Final[Mapping[str, Both]] = {
    "title": Both("登录", "Sign in"),
    "over": Both(
        "登录已经结束，请重新登录；不登录也可以办事。",
        "Your sign-in has ended: sign in again. You can also go on without signing in.",
    ),
    "with_oidc": Both("用统一身份认证登录", "Sign in with your unified identity"),
    "oidc_lead": Both(
        "登录后可以看到您用这个账号提交的全部办件，申请表也会预先填好。",
        "You then see every case that was sent in under this account, and forms are filled in beforehand.",
    ),
    "no_oidc": Both(
        "申请人不用登录：凭办件编号就可以查询和办理。",
        "Applicants need not sign in: the case number is enough to look up a case and to act on it.",
    ),
    "without": Both("不登录，继续", "Go on without signing in"),
    "follow": Both("用办件编号查办件", "Look up a case by its number"),
    "for_staff": Both("工作人员登录", "Sign in as staff"),
}

STAFF_SIGN_IN: Final[Mapping[str, Both]] = {
    "title": Both("工作人员登录", "Staff sign-in"),
    "name": Both("用户名", "User name"),
    "password": Both("密码", "Password"),
    "code": Both("验证码（选填）", "One-time code (optional)"),
    "code_hint": Both(
        "启用了验证码的才填；手机丢了，填一个恢复码。",
        "Only if you have set one-time codes up. Without your phone, enter a recovery code.",
    ),
    "sign_in": Both("登录", "Sign in"),
    "with_oidc": Both("用统一身份认证登录", "Sign in with your unified identity"),
    "set_password": Both("有管理员给的一次性口令？设置密码", "Were you given a one-time token? Set your password"),
}

SET_PASSWORD: Final[Mapping[str, Both]] = {
    **_PASSWORDS,
    "title": Both("设置密码", "Set your password"),
    "token": Both("一次性口令", "One-time token"),
    "token_hint": Both("管理员给的，一天内有效。", "An administrator gave it to you; it holds for a day."),
    "set": Both("设置密码", "Set the password"),
}

ACCOUNT: Final[Mapping[str, Both]] = {
    **_PASSWORDS,
    "title": Both("我的账号", "My account"),
    "cases": Both("我的办件", "My cases"),
    "no_cases": Both("还没有用这个账号提交过办件。", "No case was sent in under this account yet."),
    "all_cases": Both("全部办件和期限", "All cases and their deadlines"),
    "apply": Both("办事项", "Apply for something"),
    "companies": Both("我的企业", "My companies"),
    "case_no": Both("办件编号", "Case number"),
    "item": Both("事项", "Item"),
    "received": Both("收件日期", "Received on"),
    "state": Both("状态", "State"),
    "grants": Both("权限", "What you may do"),
    "role": Both("角色", "Role"),
    "district": Both("地区", "District"),
    "every_district": Both("全部地区", "every district"),
    "every_item": Both("全部事项", "every item"),
    "codes": Both("登录验证码", "One-time codes"),
    "codes_on": Both(
        "已启用。换手机请管理员停用后重新设置。",
        "They are set up. For a new phone, ask an administrator to switch them off, then set them up again.",
    ),
    "codes_off": Both("没有启用。启用后登录更安全。", "They are not set up. They make signing in safer."),
    "codes_enrol": Both("启用登录验证码", "Set up one-time codes"),
    "change": Both("修改密码", "Change your password"),
    "old": Both("现在的密码", "Present password"),
    "sign_out": Both("退出登录", "Sign out"),
}

CODES: Final[Mapping[str, Both]] = {
    "title": Both("启用登录验证码", "Set up one-time codes"),
    "step_1": Both("用手机上的验证器应用扫这个二维码", "Scan this code with the authenticator app on your phone"),
    "qr": Both("二维码，内容是下面的密钥", "QR code with the secret below"),
    "or_type": Both("扫不了？在应用里输入密钥", "Can’t scan it? Type the secret into the app"),
    "secret": Both("密钥", "Secret"),
    "uri": Both("链接", "Link"),
    "step_2": Both("填写应用显示的六位数字", "Enter the six figures that the app shows"),
    "code": Both("六位数字", "Six figures"),
    "wrong": Both(
        "验证码不对：请用下面的新密钥重新设置",
        "The code was not right: set it up again with the new secret below",
    ),
    "enrol": Both("启用", "Set up"),
    "back": Both("返回我的账号", "Back to my account"),
}

RECOVERY: Final[Mapping[str, Both]] = {
    "title": Both("验证码已启用", "One-time codes are set up"),
    "once": Both(
        "下面的恢复码只显示这一次，请抄下来收好。",
        "These recovery codes are shown this once: write them down and keep them safe.",
    ),
    "what_for": Both(
        "手机丢了，可以用其中一个代替验证码；每个只能用一次。",
        "Without your phone, one of them stands in for a one-time code; each works once.",
    ),
    "account": Both("我的账号", "My account"),
}
