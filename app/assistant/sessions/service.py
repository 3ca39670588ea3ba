"""Conversations: begun, asked in, answered, read again, and erased. What was accepted is never lost.

A question is written down before it is answered, and its reply before anything of it is sent: after a kill the reply is
made when it is next asked for, from the stored question and day alone.
"""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import structlog

from app.assistant.errors import BadQuestion
from app.assistant.known import Known
from app.assistant.sessions import store
from app.assistant.sessions.errors import ConversationFull, KeyReused, NoConversation, NoTurn
from app.assistant.sessions.own_case import CASE_NO, asks_about_own_case, sign_in_first, told_of_case
from app.assistant.sessions.own_schemes import goes_on, talk_of, told_of_schemes
from app.assistant.sessions.records import About, Session, Turn, TurnState
from app.assistant.sessions.replies import reply_of
from app.assistant.sessions.scheme_questions import asks_what_there_is
from app.assistant.sessions.tokens import new_token, sha256_of
from app.assistant.sessions.typed import is_key, visible
from app.audit import service as audit
from app.clock import today
from app.db.engine import reading, transaction
from app.errors import BadInput
from app.flows.answer import answer
from app.masking import masked

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy import Connection

    from app.assistant.service import Assistant
    from app.assistant.sessions.own_schemes import Talk
    from app.assistant.sessions.replies import Reply
    from app.assistant.sessions.sign_in import Whose
    from app.flows.office import Office
    from approval_rules.schemes import Scheme
    from retrieval.corpus import Corpus
    from retrieval.passages import Audience

log = structlog.get_logger()

MOST_TURNS: Final = 200
"""Kept of one conversation."""
TURNS_USED: Final = 5
"""Questions that one answer takes into account, the last one included."""
ERASED_AT_ONCE: Final = 50
_TOUCHED_EVERY: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversations:
    """`idle_days`: a conversation that nobody used for so long is over, and erased."""

    office: Office
    assistant: Assistant
    corpus: Corpus
    schemes: Sequence[Scheme]
    whose: Whose
    idle_days: int

    def begin(self, applicant: Audience | None, region: str | None) -> tuple[Session, str]:
        """A new conversation and its token, which is told this once; conversations that are over are erased."""
        now, token = self.office.clock.now(), new_token()
        session = Session(
            session_id=f"S{secrets.token_hex(10)}",
            token_sha256=sha256_of(token),
            begun_at=now,
            used_at=now,
            applicant=applicant,
            region=region,
        )
        with transaction(self.office.engine) as connection:
            store.erase(connection, store.idle_since(connection, now - self._idle, ERASED_AT_ONCE), now)
            store.add_session(connection, session)
        log.info("conversation_begun", session_id=session.session_id)
        return session, token

    def open(self, session_id: str, token: str) -> Session:
        """The conversation of that token.

        Raises:
            NoConversation: it is another's token, or the conversation is over or was never begun.
        """
        if not is_key(session_id):
            raise NoConversation
        now = self.office.clock.now()
        with reading(self.office.engine) as connection:
            found = store.find_session(connection, session_id)
        is_right = secrets.compare_digest(found.token_sha256 if found else sha256_of(""), sha256_of(token))
        if found is None or not is_right or now - found.used_at > self._idle:
            raise NoConversation
        if now - found.used_at > _TOUCHED_EVERY:
            with transaction(self.office.engine) as connection:
                store.touch(connection, session_id, now)
        return found

    def accept(self, session: Session, question: str, on: date | None, key: str | None) -> tuple[Turn, bool]:
        """Write the question down; whether it is new, or was asked before under the same key.

        Raises:
            BadQuestion: it holds no word.
            KeyReused: the key stands for another question.
            ConversationFull: no more turns are kept.
        """
        said = cleaned(question)
        turn = self._turn(session, said, on, key)
        with transaction(self.office.engine) as connection:
            if store.find_session(connection, session.session_id, alone=True) is None:
                raise NoConversation
            earlier = store.turn_with_key(connection, session.session_id, key) if key else None
            if earlier is not None:
                return self.shown(_the_same(earlier, turn, on), session), False
            turn = replace(turn, number=store.last_number(connection, session.session_id) + 1)
            if turn.about is About.TEXTS and self._is_of_schemes(connection, session, said):
                turn = replace(turn, about=About.OWN_SCHEMES)
            if turn.number > MOST_TURNS:
                raise ConversationFull(f"no more than {MOST_TURNS} turns are kept of one conversation; start a new one")
            store.add_turn(connection, session.session_id, turn)
            store.touch(connection, session.session_id, turn.asked_at)
        return turn, True

    def answered(self, session: Session, number: int) -> Turn:
        """The turn with its reply, which is made and written down now if it was not yet.

        Raises:
            NoTurn: there is no such turn.
            AppError, RetrievalError: it can't be answered now; it stays accepted and may be asked for again.
        """
        turn = self.turn(session, number)
        return self.shown(self._settled(session, turn), session) if turn.state is TurnState.ACCEPTED else turn

    def turn(self, session: Session, number: int) -> Turn:
        """The turn as it is, answered or not.

        Raises:
            NoTurn: there is no such turn.
        """
        with reading(self.office.engine) as connection:
            turn = store.find_turn(connection, session.session_id, number)
        if turn is None:
            raise NoTurn(number)
        return self.shown(turn, session)

    def transcript(self, session: Session) -> list[Turn]:
        """Every turn, oldest first."""
        with reading(self.office.engine) as connection:
            return [self.shown(turn, session) for turn in store.turns(connection, session.session_id)]

    def erase(self, session: Session) -> None:
        """Take away everything that was said here, now."""
        now = self.office.clock.now()
        with transaction(self.office.engine) as connection:
            store.erase(connection, [session.session_id], now)
            audit.append(
                connection,
                at=now,
                actor="applicant",
                event="conversation_erased",
                subject=session.session_id,
                content={},
            )
        log.info("conversation_erased", session_id=session.session_id)

    def shown(self, turn: Turn, session: Session) -> Turn:
        """The turn as it may be shown now: what was told of a case is told to who is signed in to it, and else not."""
        if turn.case_no is None or turn.case_no == self.whose.case_of(session):
            return turn
        return replace(turn, case_no=None, reply=turn.reply and sign_in_first(self.office))

    @property
    def _idle(self) -> timedelta:
        return timedelta(days=self.idle_days)

    def _turn(self, session: Session, said: str, on: date | None, key: str | None) -> Turn:
        is_own = asks_about_own_case(said)
        return Turn(
            number=0,
            key=key,
            asked_at=self.office.clock.now(),
            asked_on=on or today(self.office.clock),
            question=masked(CASE_NO.sub("ZB***", said)),
            about=About.OWN_CASE if is_own else About.TEXTS,
            case_no=self._own_case(session, said) if is_own else None,
            state=TurnState.ACCEPTED,
            reply=None,
            failure="",
        )

    def _own_case(self, session: Session, said: str) -> str | None:
        """The case that may be told of; None as well when the question names another one."""
        case_no, named = self.whose.case_of(session), {one.upper() for one in CASE_NO.findall(said)}
        return case_no if named <= {case_no} else None

    def _settled(self, session: Session, turn: Turn) -> Turn:
        begun = time.perf_counter()
        try:
            reply, failure = self._reply(session, turn), ""
        except BadInput as error:
            reply, failure = None, error.code
        with transaction(self.office.engine) as connection:
            store.settle_turn(connection, session.session_id, turn.number, reply, failure)
            settled = store.find_turn(connection, session.session_id, turn.number)
        if settled is None:
            raise NoConversation
        _log_settled(session, settled, time.perf_counter() - begun)
        return settled

    def _reply(self, session: Session, turn: Turn) -> Reply:
        match turn.about:
            case About.TEXTS:
                known = Known(applicant=session.applicant, region=session.region)
                questions = self._questions(session, turn)
                return reply_of(answer(questions, on=turn.asked_on, assistant=self.assistant, known=known))
            case About.OWN_SCHEMES:
                talk = self._talk(session, turn.number)
                return told_of_schemes(turn.question, talk, self.schemes, self.corpus, turn.asked_on)
            case About.OWN_CASE if turn.case_no is None:
                return sign_in_first(self.office)
            case About.OWN_CASE:
                return told_of_case(self.office, self.corpus, turn.case_no)

    def _is_of_schemes(self, connection: Connection, session: Session, said: str) -> bool:
        """Whether it asks what the company can get, or answers what was asked back about that."""
        if asks_what_there_is(said):
            return True
        last = store.find_turn(connection, session.session_id, store.last_number(connection, session.session_id))
        return last is not None and goes_on(talk_of(session, [last]), said)

    def _talk(self, session: Session, number: int) -> Talk:
        with reading(self.office.engine) as connection:
            earlier = store.turns(connection, session.session_id)
        return talk_of(session, [turn for turn in earlier if turn.number < number])

    def _questions(self, session: Session, turn: Turn) -> list[str]:
        with reading(self.office.engine) as connection:
            earlier = store.questions_before(connection, session.session_id, turn.number, TURNS_USED - 1)
        return [*earlier, turn.question]


def cleaned(question: str) -> str:
    """The question as it is kept.

    Raises:
        BadQuestion: it holds no word.
    """
    said = visible(question)
    if not any(char.isalnum() for char in said):
        raise BadQuestion("The question is empty: write what you want to know")
    return said


def _the_same(earlier: Turn, again: Turn, on: date | None) -> Turn:
    if earlier.question != again.question or (on is not None and on != earlier.asked_on):
        raise KeyReused("a turn with this key holds another question; use a new key for a new question")
    return earlier


def _log_settled(session: Session, turn: Turn, seconds: float) -> None:
    """What is worth knowing of an answer, without its words; of a question on a case, that there was one."""
    reply = turn.reply if turn.about is About.TEXTS else None
    log.info(
        "turn_settled",
        session_id=session.session_id,
        number=turn.number,
        about=turn.about.value,
        state=turn.state.value,
        failure=turn.failure,
        characters=len(turn.question),
        seconds=round(seconds, 3),
        clauses=sorted({one.clause for one in reply.citations}) if reply else [],
        doubt=reply.doubt.value if reply and reply.doubt else "",
    )
