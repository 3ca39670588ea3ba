"""What can go wrong in a conversation. None of it tells whether a case or a conversation of another person exists.

AppError ─ NoToken · ConversationFull · KeyReused · NotAnswered · NotNow · NotMatching · TooLarge
         ├ NotFound(NoConversation · NoTurn)
         └ BadInput(BadExpectation · BadReply)
"""

from __future__ import annotations

from http import HTTPStatus

from app.errors import AppError, BadInput, NotFound


class NoToken(AppError):
    """The request names a conversation and carries no token; send the one that its start returned."""

    code = "no_token"
    status = HTTPStatus.UNAUTHORIZED

    def __init__(self) -> None:
        super().__init__("send the token of this conversation as 'Authorization: Bearer TOKEN'")
        self.headers = {"www-authenticate": 'Bearer realm="Zhiban assistant"'}


class NoConversation(NotFound):
    """There is no such conversation, it has ended, or the token is another's: which of them is not told."""

    code = "no_conversation"

    def __init__(self) -> None:
        super().__init__("there is no such conversation, or it has ended; start a new one")


class NoTurn(NotFound):
    """The conversation has no turn of that number; its transcript lists those it has."""

    code = "no_turn"

    def __init__(self, number: int) -> None:
        super().__init__(f"this conversation has no turn {number}")


class ConversationFull(AppError):
    """No more turns are kept of one conversation; start a new one."""

    code = "conversation_full"
    status = HTTPStatus.CONFLICT


class KeyReused(AppError):
    """A turn with this key was asked before, with another question; use a new key for a new question."""

    code = "key_reused"
    status = HTTPStatus.CONFLICT


class NotAnswered(AppError):
    """The turn has no answer to rate."""

    code = "not_answered"
    status = HTTPStatus.CONFLICT


class NotNow(AppError):
    """Somebody else has done this already, or it comes too late."""

    code = "not_now"
    status = HTTPStatus.CONFLICT


class BadExpectation(BadInput):
    """What staff say of a reported answer can't be used."""

    code = "bad_expectation"


class BadReply(BadInput):
    """What staff answer is empty or too long."""

    code = "bad_reply"


class NotMatching(AppError):
    """No case of this number with this code: which of the two is wrong is not told."""

    code = "sign_in_refused"
    status = HTTPStatus.FORBIDDEN

    def __init__(self) -> None:
        super().__init__("办件编号和证件号码（或统一社会信用代码）不相符，请核对后再试")


class TooLarge(AppError):
    """The body is larger than any question."""

    code = "too_large"
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE

    def __init__(self, most_bytes: int) -> None:
        super().__init__(f"the request is larger than {most_bytes // 1024} KB; shorten the question")
