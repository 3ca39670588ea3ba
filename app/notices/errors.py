"""What can be wrong with how a company wants to be told.

AppError ─ BadInput(BadMailAddress · SystemsOnly) · MailNotSetUp · TooManyChannels · MailServerAway
"""

from __future__ import annotations

from http import HTTPStatus

from app.errors import AppError, BadInput


class BadMailAddress(BadInput):
    """The e-mail address can't be used; the message says why."""

    code = "bad_mail_address"


class SystemsOnly(BadInput):
    """Only a system with a key can be told by webhook; a person is told by e-mail."""

    code = "systems_only"


class MailNotSetUp(AppError):
    """This installation sends no e-mail; the message names the settings that are missing."""

    code = "mail_not_set_up"
    status = HTTPStatus.CONFLICT


class TooManyChannels(AppError):
    """The company is told by as many ways as it may be; stop one first."""

    code = "too_many_channels"
    status = HTTPStatus.CONFLICT


class MailServerAway(AppError):
    """The mail server can't be reached or takes nothing from us; what waits is tried again."""

    code = "mail_server_away"
    status = HTTPStatus.SERVICE_UNAVAILABLE
