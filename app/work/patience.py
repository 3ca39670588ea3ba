"""How long work waits for what; a test waits less."""

from __future__ import annotations

import random
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """In seconds, unless it is a number.

    Attributes:
        look_every_s: between two looks for something to do; whoever makes work may wake earlier.
        adopt_every_s: between two looks for work that a process died over.
        most_recoveries: of a deed that a process died over; then it is given up, or begun anew.
        reading_tries: readings of a case before it goes to a person unread.
        reading_wait_s: before the second; four times as long before each further one.
        reading_limit_s: of one reading.
        webhook_tries: of one delivery, before it is a dead letter.
        webhook_wait_s: before the second; four times as long before each further one.
        webhook_longest_wait_s: before any.
        webhook_limit_s: of one try, from looking up the address to the last byte of the answer.
        mail_tries: of one mail, before it is a dead letter.
        mail_wait_s: before the second; four times as long before each further one.
        mail_longest_wait_s: before any.
        mail_limit_s: of one mail, and of signing in at the mail server.
    """

    look_every_s: float = 1.0
    adopt_every_s: float = 3.0
    most_recoveries: int = 4
    reading_tries: int = 3
    reading_wait_s: float = 2.0
    reading_limit_s: float = 180.0
    webhook_tries: int = 10
    webhook_wait_s: float = 5.0
    webhook_longest_wait_s: float = 21_600.0
    webhook_limit_s: float = 10.0
    mail_tries: int = 10
    mail_wait_s: float = 15.0
    mail_longest_wait_s: float = 21_600.0
    mail_limit_s: float = 30.0

    def before_next_delivery_s(self, tries: int) -> float:
        """How long to wait after that many failed tries; never quite the same, so that many don't come at once."""
        return _longer(tries, self.webhook_wait_s, self.webhook_longest_wait_s)

    def before_next_mail_s(self, tries: int) -> float:
        """Likewise, for one mail."""
        return _longer(tries, self.mail_wait_s, self.mail_longest_wait_s)


def _longer(tries: int, wait_s: float, longest_s: float) -> float:
    wait = min(longest_s, wait_s * 4.0 ** min(tries - 1, 16))
    return wait * random.uniform(0.8, 1.2)  # noqa: S311  spreads load, guards nothing


PATIENT = Patience()
