"""Mails one by one: what the server gets, and what comes of it when the server misbehaves."""

from __future__ import annotations

import base64
import ssl
import time
from dataclasses import replace
from datetime import date
from threading import Event
from typing import TYPE_CHECKING, Final

import pytest
from pydantic import SecretStr
from sqlalchemy import select

from app.db.engine import reading, transaction
from app.db.tables import notice_mail
from app.errors import BadSetting, TooMany
from app.notices import channels, subscriptions
from app.notices.channels import ChannelState
from app.notices.errors import BadMailAddress, MailServerAway
from app.notices.mail.mailing import Mailing
from app.notices.mail.server import post_of
from app.notices.notice import AboutScheme, NoticeKind, newly_eligible, no_longer_eligible
from app.notices.spreading import spread
from app.notices.subscriptions import NoticeSubscription
from app.notices.telling import tell
from app.notices.waiting import MailState
from app.settings import Settings
from tests.accounts_for_tests import Watch
from tests.certificates import Authority
from tests.mail_server import PASSWORD, USER, running_mail_server
from tests.office import COMPANY, open_office
from tests.worker import QUICK

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Any

    from app.notices.notice import Notice
    from tests.certificates import Certificate
    from tests.mail_server import Mail, MailServer

pytestmark = pytest.mark.loopback

ME: Final = "applicant:0"
AWARD: Final = AboutScheme(id="sample-award", title="样例奖励", version_from=date(2026, 1, 1))
BAD: Final = AboutScheme(
    id="bad", title="坏\r\nBcc: all@example.cn\r\n\r\n.\r\nMAIL FROM:<x>\u202e", version_from=date(2026, 1, 1)
)


class Sender:
    """An office that mails one company, at a time that the test moves on."""

    def __init__(self, home: Path, server: MailServer, **settings: Any) -> None:  # noqa: ANN401
        self.watch = Watch()
        self.office = open_office(home)
        self.engine = self.office.engine
        given = {
            "smtp_url": SecretStr(server.url()),
            "mail_from": "智办 <notices@zhiban.example.cn>",
            "public_url": "https://zhiban.example.cn",
        }
        self._post = post_of(Settings(home=home, **given | settings))
        self._server = server

    def mailing(self) -> Mailing:
        return Mailing(replace(self.office, clock=self.watch), self._post, QUICK, Event())

    def run(self) -> None:
        self.mailing().do("mail")

    def asks(self, address: str) -> Mail:
        """Give an address, and have the question sent."""
        channels.add_email(self.engine, self.watch, COMPANY.uscc, address, ME)
        self.run()
        return self._server.to(address)[-1]

    def confirmed(self, address: str) -> str:
        """An address that is told, with the id of its channel."""
        added = channels.add_email(self.engine, self.watch, COMPANY.uscc, address, ME)
        with reading(self.engine) as connection:
            token = connection.execute(
                select(notice_mail.c.confirm_token).where(notice_mail.c.channel_id == added.channel_id)
            ).scalar_one()
        channels.confirm(self.engine, self.watch, str(token))
        with transaction(self.engine) as connection:
            connection.execute(notice_mail.delete().where(notice_mail.c.channel_id == added.channel_id))
        return added.channel_id

    def tells(self, *notices: Notice) -> None:
        with transaction(self.engine) as connection:
            tell(connection, notices or [newly_eligible(COMPANY.uscc, AWARD)], self.watch.now())
        spread(replace(self.office, clock=self.watch))

    def states(self) -> list[MailState]:
        with reading(self.engine) as connection:
            return [MailState(one) for one in connection.execute(select(notice_mail.c.state)).scalars()]

    def failures(self) -> list[str]:
        with reading(self.engine) as connection:
            return [str(one) for one in connection.execute(select(notice_mail.c.failure)).scalars()]

    def runs_for(self, hours: int) -> None:
        """As the worker would, looking again and again."""
        for _ in range(hours):
            self.run()
            self.watch.passes(hours=1)


@pytest.fixture
def server() -> Iterator[MailServer]:
    with running_mail_server() as running:
        yield running


@pytest.fixture
def sender(tmp_path: Path, server: MailServer) -> Sender:
    return Sender(tmp_path, server)


def token_in(text: str, path: str) -> str:
    return text.partition(f"https://zhiban.example.cn{path}/")[2][:43]


def test_an_address_is_asked_first_and_told_nothing_until_its_link_is_followed(
    sender: Sender, server: MailServer
) -> None:
    asked = sender.asks("a@example.cn")
    sender.tells()
    sender.runs_for(3)

    assert server.to("a@example.cn") == [asked]
    assert COMPANY.company_name not in asked.text
    channels.confirm(sender.engine, sender.watch, token_in(asked.text, "/notices/confirm"))
    sender.tells(newly_eligible(COMPANY.uscc, AboutScheme(id="b", title="乙", version_from=date(2026, 1, 1))))
    sender.run()
    assert [one.message["Subject"].partition(": ")[2] for one in server.to("a@example.cn")][1:] == [
        "新符合的惠企政策 A scheme that fits now"
    ]


def test_a_notice_is_plain_text_in_both_languages_and_can_be_stopped_in_one_click(
    sender: Sender, server: MailServer
) -> None:
    sender.confirmed("a@example.cn")
    sender.tells()
    sender.run()

    (mail,) = server.to("a@example.cn")
    message = mail.message
    assert (mail.sender, message["To"]) == ("notices@zhiban.example.cn", "a@example.cn")
    assert message["From"].addresses[0].display_name == "智办"
    assert message.get_content_type() == "text/plain"
    assert "按现有数据，贵企业符合“样例奖励”的条件。" in mail.text
    assert "your company qualifies for “样例奖励”." in mail.text
    stop = f"<https://zhiban.example.cn/notices/stop/{token_in(mail.text, '/notices/stop')}>"
    assert f"\r\nList-Unsubscribe: {stop}\r\n".encode() in mail.content
    assert b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in mail.content
    assert message["Auto-Submitted"] == "auto-generated"


def test_what_was_told_together_goes_in_one_mail(sender: Sender, server: MailServer) -> None:
    sender.confirmed("a@example.cn")
    sender.tells(newly_eligible(COMPANY.uscc, AWARD), no_longer_eligible(COMPANY.uscc, AWARD, date(2026, 3, 2)))
    sender.run()

    (mail,) = server.to("a@example.cn")
    assert "2 条新提醒 2 new notices" in mail.message["Subject"]


def test_a_notice_that_is_told_and_spread_again_is_mailed_once(sender: Sender, server: MailServer) -> None:
    sender.confirmed("a@example.cn")
    for _ in range(3):
        sender.tells()
        sender.runs_for(2)

    assert len(server.to("a@example.cn")) == 1


def test_what_stands_in_the_data_of_a_scheme_adds_no_header_and_ends_no_mail(
    sender: Sender, server: MailServer
) -> None:
    sender.confirmed("a@example.cn")
    sender.tells(newly_eligible(COMPANY.uscc, BAD))
    sender.run()

    (mail,) = server.to("a@example.cn")
    assert "Bcc" not in mail.message
    assert sorted(set(mail.message)) == sorted(mail.message)
    assert "\u202e" not in mail.text
    assert "Bcc: all@example.cn" in mail.text


@pytest.mark.parametrize(
    "address",
    [
        "", "a", "a@b", "@example.cn", "a@example.cn\r\nRCPT TO:<b@example.cn>", "a b@example.cn", "a@example.cn>",
        "<a@example.cn>", "a@exa_mple.cn", ".a@example.cn", "a..b@example.cn", "中@example.cn", "a@例.cn",
        '"a"@example.cn', f"{'a' * 65}@example.cn", f"a@{'b' * 64}.cn", "a@-b.cn", f"a@{'b.' * 130}cn",
        "a@example.cn\x00",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused(sender: Sender, address: str) -> None:
    with pytest.raises(BadMailAddress):
        channels.add_email(sender.engine, sender.watch, COMPANY.uscc, address, ME)


def test_what_is_refused_for_now_is_tried_again_later_under_the_same_id(sender: Sender, server: MailServer) -> None:
    sender.confirmed("flaky-a@example.cn")
    sender.tells()
    sender.run()
    first = sender.states()
    sender.run()  # too soon
    sender.watch.passes(hours=1)
    sender.run()

    assert (first, server.seen["flaky-a@example.cn"]) == ([MailState.PENDING], 2)
    assert (sender.states(), len(server.to("flaky-a@example.cn"))) == ([MailState.SENT], 1)


def test_what_is_refused_for_now_for_ever_is_a_dead_letter(sender: Sender, server: MailServer) -> None:
    sender.confirmed("later-a@example.cn")
    sender.tells()
    sender.runs_for(6)

    assert (sender.states(), server.seen["later-a@example.cn"]) == ([MailState.DEAD], QUICK.mail_tries)
    assert sender.failures() == ["answered 451 4.7.1"]


def test_an_address_that_the_server_does_not_know_gets_no_more(sender: Sender, server: MailServer) -> None:
    sender.confirmed("never-a@example.cn")
    sender.tells()
    sender.run()
    (found,) = channels.channels_of(sender.engine, COMPANY.uscc)
    sender.tells(no_longer_eligible(COMPANY.uscc, AWARD, date(2026, 3, 2)))
    sender.runs_for(3)

    assert (found.state, sender.states()) == (ChannelState.REFUSED, [MailState.DEAD])
    assert server.taken == []
    assert "never-a" not in "".join(sender.failures())


def test_a_mail_that_is_refused_for_good_is_dead_at_once_and_the_next_is_sent(
    sender: Sender, server: MailServer
) -> None:
    sender.confirmed("refused-a@example.cn")
    sender.confirmed("a@example.cn")
    sender.tells()
    sender.run()

    assert sorted(sender.states()) == [MailState.DEAD, MailState.SENT]
    assert server.seen["refused-a@example.cn"] == 1
    assert len(server.to("a@example.cn")) == 1


def test_a_server_that_hangs_after_the_mail_holds_it_up_for_its_limit_alone(sender: Sender, server: MailServer) -> None:
    sender.confirmed("hang-a@example.cn")
    sender.confirmed("a@example.cn")
    sender.tells()

    begun = time.monotonic()
    sender.run()

    assert time.monotonic() - begun < 5 * QUICK.mail_limit_s
    assert len(server.to("a@example.cn")) == 1
    assert sorted(sender.states()) == [MailState.PENDING, MailState.SENT]


def test_a_connection_that_breaks_after_the_mail_has_it_sent_again_under_the_same_id(
    sender: Sender, server: MailServer
) -> None:
    sender.confirmed("drop-a@example.cn")
    sender.tells()
    sender.runs_for(5)

    sent = server.to("drop-a@example.cn")
    assert len({one.content for one in sent}) == 1
    assert (len(sent), sender.states()) == (2, [MailState.SENT])


def test_a_connection_that_always_breaks_ends_in_a_dead_letter(sender: Sender, server: MailServer) -> None:
    sender.confirmed("kept-a@example.cn")
    sender.tells()
    sender.runs_for(6)

    assert len({one.id for one in server.to("kept-a@example.cn")}) == 1
    assert (sender.states(), server.seen["kept-a@example.cn"]) == ([MailState.DEAD], QUICK.mail_tries)


def test_while_the_server_is_away_no_try_is_used_up(tmp_path: Path) -> None:
    with running_mail_server() as gone:
        sender = Sender(tmp_path, gone)
    sender.confirmed("a@example.cn")
    sender.tells()
    for _ in range(5):
        with pytest.raises(MailServerAway):
            sender.run()
        sender.watch.passes(hours=1)
    with running_mail_server() as back:
        Sender(tmp_path, back).run()

        assert len(back.to("a@example.cn")) == 1


def test_what_is_stopped_while_it_waits_is_not_sent(sender: Sender, server: MailServer) -> None:
    sender.confirmed("a@example.cn")
    sender.tells(newly_eligible(COMPANY.uscc, AWARD), no_longer_eligible(COMPANY.uscc, AWARD, date(2026, 3, 2)))
    stopped = NoticeSubscription(stopped_kinds=frozenset({NoticeKind.NEWLY_ELIGIBLE}))
    subscriptions.change(sender.engine, sender.watch, COMPANY.uscc, stopped, ME)
    sender.run()

    (mail,) = server.to("a@example.cn")
    assert "不再符合" in mail.text
    assert "贵企业符合" not in mail.text


@pytest.mark.parametrize("how", ["everything", "channel", "link"])
def test_stopping_everything_or_the_address_drops_what_waits(sender: Sender, server: MailServer, how: str) -> None:
    channel_id = sender.confirmed("a@example.cn")
    sender.tells(newly_eligible(COMPANY.uscc, AWARD))
    sender.run()
    token = token_in(server.taken[0].text, "/notices/stop")
    sender.tells(no_longer_eligible(COMPANY.uscc, AWARD, date(2026, 3, 2)))
    match how:
        case "everything":
            wanted = NoticeSubscription(is_stopped=True)
            subscriptions.change(sender.engine, sender.watch, COMPANY.uscc, wanted, ME)
        case "channel":
            channels.stop(sender.engine, sender.watch, COMPANY.uscc, channel_id, ME)
        case _:
            channels.stop_by_link(sender.engine, sender.watch, token)
    sender.runs_for(3)

    assert len(server.taken) == 1
    assert sorted(sender.states()) == [MailState.DROPPED, MailState.SENT]


def test_an_address_that_was_stopped_is_forgotten(sender: Sender) -> None:
    channel_id = sender.confirmed("a@example.cn")
    found = channels.stop(sender.engine, sender.watch, COMPANY.uscc, channel_id, ME)

    assert found.address == ""


def test_nobody_is_flooded_with_questions(sender: Sender, server: MailServer) -> None:
    for _ in range(channels.MOST_QUESTIONS_A_DAY):
        sender.asks("victim@example.cn")

    with pytest.raises(TooMany):
        channels.add_email(sender.engine, sender.watch, COMPANY.uscc, "Victim@Example.CN", ME)

    assert len(server.to("victim@example.cn")) == channels.MOST_QUESTIONS_A_DAY


def served(certificate: Certificate) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate.file, certificate.key_file)
    return context


@pytest.mark.parametrize("scheme", ["smtps", "smtp"])
def test_a_server_with_tls_is_signed_in_to(tmp_path: Path, scheme: str) -> None:
    ours = Authority(tmp_path, "ours")
    context = served(ours.certificate("mail"))
    tls, starttls = (context, None) if scheme == "smtps" else (None, context)
    with running_mail_server(tls=tls, starttls=starttls, asks_password=True) as server:
        user = f"{USER}:{PASSWORD.replace(' ', '%20').replace('/', '%2F')}@"
        url = SecretStr(server.url(scheme, user=user))
        sender = Sender(tmp_path, server, smtp_url=url, smtp_ca_file=ours.file)
        sender.confirmed("a@example.cn")
        sender.tells()
        sender.run()

        assert len(server.to("a@example.cn")) == 1


@pytest.mark.parametrize("scheme", ["smtps", "smtp"])
def test_a_server_that_is_not_to_be_trusted_gets_neither_password_nor_mail(tmp_path: Path, scheme: str) -> None:
    ours, another = Authority(tmp_path, "ours"), Authority(tmp_path, "another")
    context = served(ours.certificate("mail"))
    tls, starttls = (context, None) if scheme == "smtps" else (None, context)
    with running_mail_server(tls=tls, starttls=starttls) as server:
        sender = Sender(tmp_path, server, smtp_url=SecretStr(server.url(scheme)), smtp_ca_file=another.file)
        sender.confirmed("a@example.cn")
        sender.tells()
        with pytest.raises(MailServerAway):
            sender.run()

        assert server.taken == []


def test_a_server_elsewhere_that_speaks_no_tls_gets_nothing(tmp_path: Path) -> None:
    with running_mail_server() as server:
        elsewhere = SecretStr(server.url(host="127.1"))  # leads here, and does not say so
        sender = Sender(tmp_path, server, smtp_url=elsewhere)
        sender.confirmed("a@example.cn")
        sender.tells()
        with pytest.raises(MailServerAway):
            sender.run()

        assert server.taken == []


def test_a_wrong_password_is_told_without_the_password(tmp_path: Path) -> None:
    with running_mail_server(asks_password=True) as server:
        sender = Sender(tmp_path, server, smtp_url=SecretStr(server.url(user="zhiban:secret-word@")))
        sender.confirmed("a@example.cn")
        sender.tells()
        with pytest.raises(MailServerAway) as told:
            sender.run()

    secret = base64.b64encode(b"secret-word").decode()
    assert "secret-word" not in str(told.value)
    assert secret not in str(told.value)


@pytest.mark.parametrize(
    "given",
    [
        {"smtp_url": "http://127.0.0.1"}, {"smtp_url": "smtp://"}, {"smtp_url": "smtp://h:port"},
        {"smtp_url": "smtp://h/path"}, {"smtp_url": "smtp://h?x=1"}, {"mail_from": "notices"},
        {"mail_from": "a@example.cn\r\nBcc: b@example.cn"}, {"mail_from": ""}, {"public_url": ""},
    ],
)  # fmt: skip
def test_settings_that_no_mail_can_be_sent_by_are_named(tmp_path: Path, given: dict[str, Any]) -> None:
    good = {"smtp_url": "smtps://u:secret-word@mail.example.cn", "mail_from": "a@example.cn"}
    values = good | {"public_url": "https://zhiban.example.cn"} | given
    with pytest.raises(BadSetting) as told:
        post_of(Settings(home=tmp_path, **values))

    assert next(iter(given)).upper() in str(told.value)
    assert "secret-word" not in str(told.value)
