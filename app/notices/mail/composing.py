"""What stands in a mail: plain text in Chinese, then in English, and headers by which one click stops it."""

from __future__ import annotations

from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import TYPE_CHECKING, Final

from app.notices.wording import said
from approval_rules.language_words import Language

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from app.notices.mail.server import Post
    from app.notices.notice import NoticeKind

CONFIRM_PATH: Final = "/notices/confirm"
STOP_PATH: Final = "/notices/stop"

_HEADER_CHARS: Final = 900
"""Of a line: an address with a token must not be broken, since a mail client takes it as it is."""
_POLICY: Final = SMTP.clone(max_line_length=_HEADER_CHARS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """`stop_token` is that of the link which stops all mails to this address."""

    uscc: str
    address: str
    stop_token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MailLine:
    kind: NoticeKind
    content: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A mail as it goes to the server; always the same bytes for the same mail."""

    sender: str
    to: str
    content: bytes


def of_notices(post: Post, mail_id: str, made_at: datetime, to: Addressee, lines: Sequence[MailLine]) -> Sealed:
    zh = [said(one.kind, one.content, Language.ZH) for one in lines]
    en = [said(one.kind, one.content, Language.EN) for one in lines]
    page = f"{post.public_url}/companies/{to.uscc}/notices"
    stop = f"{post.public_url}{STOP_PATH}/{to.stop_token}"
    subject = f"{zh[0].kind} {en[0].kind}" if len(lines) == 1 else f"{len(lines)} 条新提醒 {len(lines)} new notices"
    text = [
        f"统一社会信用代码 {to.uscc}：",
        *(f"\n· {one.kind}\n  {one.sentence}" for one in zh),
        f"\n全部提醒：{page}",
        f"不再接收邮件：{stop}",
        "\n-- \n",
        f"Company {to.uscc}:",
        *(f"\n· {one.kind}\n  {one.sentence}" for one in en),
        f"\nAll notices: {page}?lang=en",
        f"Stop these mails: {stop}?lang=en",
    ]
    return _sealed(post, mail_id, made_at, to, f"智办 Zhiban {to.uscc}: {subject}", text)


def of_question(post: Post, mail_id: str, made_at: datetime, to: Addressee, confirm_token: str) -> Sealed:
    """Whether the address wants to be told; says nothing of the company but its code."""
    link = f"{post.public_url}{CONFIRM_PATH}/{confirm_token}"
    text = [
        f"有人请求把统一社会信用代码为 {to.uscc} 的企业的提醒发到这个邮箱。",
        f"同意请在三天内打开：{link}",
        "不是您请求的，请不要理会，不会再发送任何邮件。",
        "\n-- \n",
        f"Somebody asked to have notices for the company {to.uscc} sent to this address.",
        f"If you agree, open within three days: {link}?lang=en",
        "Otherwise ignore this; nothing more will be sent.",
    ]
    return _sealed(post, mail_id, made_at, to, "智办 Zhiban: 请确认邮箱 Please confirm your address", text)


def _sealed(post: Post, mail_id: str, made_at: datetime, to: Addressee, subject: str, text: Sequence[str]) -> Sealed:
    message = EmailMessage(policy=_POLICY)
    message["From"] = post.sender
    message["To"] = to.address
    message["Subject"] = subject
    message["Date"] = format_datetime(made_at)
    message["Message-ID"] = f"<{mail_id}@{post.sender.domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message["List-Unsubscribe"] = f"<{post.public_url}{STOP_PATH}/{to.stop_token}>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content("\n".join(text) + "\n", charset="utf-8", cte="base64")
    return Sealed(sender=post.sender.addr_spec, to=to.address, content=message.as_bytes())
