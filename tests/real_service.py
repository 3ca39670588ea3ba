"""`zhiban serve` as an operator runs it, with synthetic registers, staff who have passwords, and drawn documents."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import httpx

from app.registries.synthetic import synthetic_companies
from app.settings import Settings
from eval.demo import FOOD
from eval.draw import demo_set

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.registries.synthetic import CompanyRecord

ZHIBAN: Final = str(Path(sys.executable).parent / "zhiban")
COMPANIES: Final = 3_000
SEED: Final = 0
PASSWORD: Final = "jilted-Otter-9-lantern"  # noqa: S105  of an account that lives as long as the test
REVIEWER, APPROVER = "shen", "qiao"
_MOST: Final = 12
_START_S: Final = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A service that answers.

    Attributes:
        companies: some that may file for prepackaged food.
    """

    url: str
    companies: tuple[CompanyRecord, ...]
    home: Path

    def licence(self, company: CompanyRecord) -> Path:
        """A drawn photo of its licence."""
        folder = self.home / "documents" / company.uscc
        if not folder.exists():
            demo_set(folder, company, Settings().models_dir)
        return folder / "licence.jpg"


@contextmanager
def real_service(home: Path) -> Iterator[Service]:
    """Prepared by the commands that an operator would give, and stopped at the end."""
    port = _free_port()
    environment = os.environ | {"ZHIBAN_HOME": str(home), "ZHIBAN_PUBLIC_URL": f"http://127.0.0.1:{port}"}
    _told(environment, "records", "generate", str(COMPANIES), "--seed", str(SEED))
    for name, role in ((REVIEWER, "reviewer"), (APPROVER, "approver")):
        _told(environment, "accounts", "add", name, "--role", role, said=f"{PASSWORD}\n{PASSWORD}\n")
    _told(environment, "ask", "办预包装食品备案要什么材料？")  # builds the index, for which no question then waits
    every = synthetic_companies(COMPANIES, SEED)
    companies = tuple(one for one in every if one.status == "operating" and FOOD in one.business_scope)[:_MOST]
    with (home / "log").open("wb") as log:
        process = subprocess.Popen([ZHIBAN, "serve", "--port", str(port)], env=environment, stdout=log, stderr=log)
        try:
            url = f"http://127.0.0.1:{port}"
            _wait_for(url, process)
            yield Service(url=url, companies=companies, home=home)
        finally:
            process.terminate()
            process.wait(20)


def _told(environment: dict[str, str], *command: str, said: str = "") -> None:
    done = subprocess.run(
        [ZHIBAN, *command], env=environment, input=said, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, (command, done.stdout[-1000:], done.stderr[-1000:])


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _START_S
    while time.monotonic() < until:
        assert process.poll() is None, "the service ended"
        try:
            if httpx.get(f"{url}/readyz", timeout=2).is_success:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.2)
    raise AssertionError("the service did not become ready")


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
