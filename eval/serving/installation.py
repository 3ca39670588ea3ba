"""What the commands of an installation say of it."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

from eval.serving.service import ZHIBAN, Place

if TYPE_CHECKING:
    from eval.serving.databases import Database


def audit_is_whole(where: Database) -> bool:
    """What `zhiban audit verify` says."""
    environment = Place(home=where.home, database_url=where.url).environment()
    command = [str(ZHIBAN), "audit", "verify", "--json"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603  our own
    return done.returncode == 0 and bool(json.loads(done.stdout)["whole"])


def has_command(name: str) -> bool:
    from app.cli import COMMANDS

    return name in COMMANDS
