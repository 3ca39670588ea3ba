"""Whether stored decisions come out the same when decided again: at once, and after the rules have moved on."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any, Final

from eval.output import Progress
from eval.report import Report

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from app.cases.filed import Filed, Judged
    from approval_rules.examples import Example

PROJECT: Final = Path(__file__).parent.parent
FOLDERS: Final = ("app", "approval_rules", "corpora", "extractors", "retrieval")
"""What `zhiban` runs from."""
_CHANGED: Final = 4
"""So many facts of an example are exchanged at most."""


def run(*, decisions: int, seed: int) -> Report:
    """Store decisions of varied cases as the service does, then decide all of them again.

    A copy of the project decides them: once as it is, and once after every item got a newer version, every rule file of
    today other words, and the calendar one more year.
    """
    with tempfile.TemporaryDirectory() as name:
        home = Path(name) / "home"
        copy = shutil.copytree(PROJECT, Path(name) / "copy", ignore=_only_what_runs)
        storing = store(home, decisions=decisions, seed=seed)
        before = replayed_by(copy, home)
        add_newer_rules(copy)
        after = replayed_by(copy, home)
    figures = {
        "decisions": decisions,
        "storing_s": storing,
        "identical": before["identical"],
        "replay_s": before["seconds"],
        "identical_under_newer_rules": after["identical"],
        "replay_under_newer_rules_s": after["seconds"],
    }
    rows = [[key, str(value)] for key, value in figures.items()]
    return Report(title="Stored decisions, decided again", figures=figures, headers=["what", "figure"], rows=rows)


def store(home: Path, *, decisions: int, seed: int) -> float:
    """Store varied cases, each in a transaction of its own with its audit entry, as `zhiban check` writes it.

    Returns:
        Seconds that it took.
    """
    from app.cases.filed import new_case
    from app.cases.recording import record
    from app.db.engine import open_database
    from app.db.sealed import vault_of
    from app.storage.files import open_files
    from approval_rules.examples import load_examples

    engine = open_database(f"sqlite:///{home / 'zhiban.db'}", home)
    files, clock = open_files(home / "uploads", vault_of(engine)), _Clock()
    started = time.perf_counter()
    with Progress("stored", decisions) as progress:
        for done, (example, facts) in enumerate(varied(load_examples(), decisions, seed), start=1):
            record(engine, files, new_case(clock, *_decided(example, facts)))
            if done % _SHOWN_EVERY == 0:
                progress.done(done)
    engine.dispose()
    return round(time.perf_counter() - started, 1)


def replayed_by(project: Path, home: Path) -> dict[str, Any]:
    """What `zhiban replay --all` of this copy of the project finds in that home."""
    command = [sys.executable, "-c", "from app.cli import main; main()", "replay", "--all", "--json"]
    environment = {**os.environ, "ZHIBAN_HOME": str(home)}
    found = subprocess.run(  # noqa: S603  our own command on our own data  # nosec B603
        command, cwd=project, env=environment, check=False, capture_output=True, text=True
    )
    if not found.stdout:
        raise RuntimeError(found.stderr)
    answer: dict[str, Any] = json.loads(found.stdout)
    return answer


def add_newer_rules(project: Path) -> None:
    """End the last version of every item and put a stricter one after it, reword all rules, add a year of workdays."""
    rules = project / "approval_rules"
    for path in sorted((rules / "items").glob("*/item.yaml")):
        _rewrite(path, _with_newer_version)
        for file in sorted(path.parent.glob("rules*.yaml")):
            _rewrite(file, _reworded)
    year = max(int(path.stem) for path in (rules / "calendars").glob("*.yaml")) + 1
    _write(rules / "calendars" / f"{year}.yaml", _calendar(year))


def varied(examples: Sequence[Example], count: int, seed: int) -> Iterator[tuple[Example, dict[str, Any]]]:
    """Examples with some of their facts exchanged for those of other examples of the same item, or not read at all."""
    chance = Random(seed)
    values: dict[tuple[str, str], list[Any]] = {}
    for one in examples:
        for fact, raw in one.facts.items():
            values.setdefault((one.item, fact), []).append(raw)
    for _ in range(count):
        example = chance.choice(examples)
        facts = dict(example.facts)
        exchangeable = sorted(set(facts) - {"application.received_on"})
        for fact in chance.sample(exchangeable, min(chance.randrange(_CHANGED + 1), len(exchangeable))):
            facts[fact] = chance.choice([*values[example.item, fact], None])
        yield example, facts


_SHOWN_EVERY: Final = 1000


class _Clock:
    def now(self) -> datetime:
        return datetime(2026, 3, 2, 1, 30, tzinfo=UTC)


def _decided(example: Example, facts: Mapping[str, Any]) -> tuple[Filed, Judged]:
    from app.cases.filed import Applicant, Filed, Judged
    from approval_rules.decide import decide
    from approval_rules.dossier import dossier, dossier_sha256
    from approval_rules.examples import example_case
    from approval_rules.item_files import load_items

    version = load_items()[example.item].version_on(example.received_on)
    case = example_case(version, facts, example.without)
    verdict = decide(version, case)
    applicant, owner = Applicant(name=example.name, key=""), "applicant"
    filed = Filed(
        version=version,
        application="{}",
        received_on=example.received_on,
        owner=owner,
        applicant=applicant,
        district="",
        files=(),
    )
    content = dossier(version, case, verdict)
    return filed, Judged(
        item_version=version.id,
        verdict=verdict,
        dossier=content,
        dossier_sha256=dossier_sha256(content),
        applicant=applicant,
        district="",
    )


def _only_what_runs(folder: str, names: list[str]) -> set[str]:
    """What is not copied: of the project all but its packages, and no compiled files."""
    if Path(folder) == PROJECT:
        return set(names) - set(FOLDERS)
    return {name for name in names if name == "__pycache__"}


def _rewrite(path: Path, change: Any) -> None:  # noqa: ANN401  a function of plain data
    from approval_rules import strict_yaml

    _write(path, change(strict_yaml.load(path)))


def _write(path: Path, content: object) -> None:
    import yaml

    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")


def _with_newer_version(item: dict[str, Any]) -> dict[str, Any]:
    last = item["versions"][-1]
    end: date = last["in_force"].get("to") or _LAST_DAY
    newer = {**last, "in_force": {"from": end + timedelta(days=1)}, "automation": "assisted"}
    ended = {**last, "in_force": {**last["in_force"], "to": end}}
    return {**item, "versions": [*item["versions"][:-1], ended, newer]}


_LAST_DAY: Final = date(2026, 12, 31)


def _reworded(rules: dict[str, Any]) -> dict[str, Any]:
    """The same ids, with another outcome and other words: what a replay would show if it read today's files."""
    changed = [{**rule, "says": rule["says"] + "（新）", "otherwise": "escalate"} for rule in rules["rules"]]
    return {**rules, "rules": changed}


def _calendar(year: int) -> dict[str, Any]:
    first = date(year, 1, 1)
    notice = {"title": "样例", "number": "国办发明电", "issued_on": first - timedelta(days=50), "read": "样例"}
    return {"year": year, "notices": [notice], "holidays": [{"name": "元旦", "from": first, "to": first}], "worked": []}
