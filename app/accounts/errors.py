"""What keeps somebody out. None of it tells whether an account or a key exists.

AppError ─ NotSignedIn(BadKey · SignInOver) · NotPermitted(ForeignForm) · SignInRefused
         │ SignInNotProven · SignInServiceDown
         └ BadInput(BadAccount · WeakPassword)
"""

from __future__ import annotations

from http import HTTPStatus

from app.errors import AppError, BadInput


class NotSignedIn(AppError):
    """Nobody said who asks; send a key, or sign in."""

    code = "not_signed_in"
    status = HTTPStatus.UNAUTHORIZED

    def __init__(self, detail: str = "send a key as 'Authorization: Bearer KEY', or sign in") -> None:
        super().__init__(detail)
        self.headers = {"www-authenticate": 'Bearer realm="Zhiban"'}


class BadKey(NotSignedIn):
    """The key is not one of ours, has expired or was revoked; ask the office for a new one."""

    code = "bad_key"

    def __init__(self) -> None:
        super().__init__("the key is not known, has expired or was revoked; ask the office for a new one")


class SignInOver(NotSignedIn):
    """The sign-in has ended, by itself or by signing out; sign in again."""

    code = "sign_in_over"

    def __init__(self) -> None:
        super().__init__("the sign-in has ended; sign in again")


class NotPermitted(AppError):
    """Whoever asks may not do this; an administrator can grant it."""

    code = "not_permitted"
    status = HTTPStatus.FORBIDDEN

    def __init__(self, detail: str = "you are not permitted to do this; an administrator can grant it") -> None:
        super().__init__(detail)


class ForeignForm(NotPermitted):
    """The request was made by another site's page, or by a page of an earlier sign-in; load the page anew."""

    code = "foreign_form"

    def __init__(self) -> None:
        super().__init__("this was not sent by a page of ours that is still valid; load the page anew and try again")


class SignInRefused(AppError):
    """Name, password or one-time code is wrong, or the account is disabled: which of them is not told."""

    code = "account_sign_in_refused"
    status = HTTPStatus.UNAUTHORIZED

    def __init__(self) -> None:
        super().__init__("用户名、密码或验证码不正确")


class BadAccount(BadInput):
    """What is to be done with an account or a key can't be; the message says why."""

    code = "bad_account"


class WeakPassword(BadInput):
    """The password is too easy to guess; the message says what is asked of one."""

    code = "weak_password"


class SignInServiceDown(AppError):
    """The sign-in service can't be reached or answers nonsense; try again, or sign in with a password."""

    code = "sign_in_service_down"
    status = HTTPStatus.SERVICE_UNAVAILABLE

    def __init__(self) -> None:
        super().__init__("统一登录服务暂时无法使用，请稍后再试")


class SignInNotProven(AppError):
    """What came back from the sign-in service proves nothing; begin signing in anew."""

    code = "sign_in_not_proven"
    status = HTTPStatus.UNAUTHORIZED

    def __init__(self, why: str) -> None:
        super().__init__("这次登录没有得到确认，请重新登录")
        self.why = why
