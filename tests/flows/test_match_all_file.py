"""All companies of a file are matched at once: rows of no use are listed, and a killed run goes on where it was."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pytest

from app.matching.companies_file import BATCH_ROWS
from app.matching.errors import AlreadyRunning, BadCompanies, CantWrite
from app.matching.over_file import FileMatched, match_file
from app.matching.parts import parts_beside
from app.subsidies.schemes import load_schemes
from approval_rules.schemes import MatchStatus, match
from corpora import CORPORA_DIR
from tests.companies_table import codes, companies_table, plain_table, profiles, written

if TYPE_CHECKING:
    from approval_rules.schemes import SchemeMatch

ROOT = Path(__file__).parents[2]
ON = date(2025, 6, 2)
SCHEMES = load_schemes(CORPORA_DIR)
IN_FORCE = [one.id for one in SCHEMES if one.version_on(ON) is not None]


def matched(table: pl.DataFrame, folder: Path, on: date = ON) -> FileMatched:
    return match_file(written(table, folder), folder / "out.parquet", SCHEMES, on)


def listed(found: FileMatched) -> list[tuple[int, str]]:
    assert found.refused_file is not None
    with found.refused_file.open(encoding="utf-8", newline="") as file:
        return [(int(row["row"]), row["reason"]) for row in csv.DictReader(file)]


def zhiban(*words: str, limit_bytes: int = 0) -> subprocess.Popen[str]:
    """The command in a process of its own; `limit_bytes`: no file can grow beyond it, as on a disk that is full."""
    limit = f"resource.setrlimit(resource.RLIMIT_FSIZE, ({limit_bytes}, {limit_bytes}))" if limit_bytes else "pass"
    program = f"import resource; {limit}; from app.cli import main; main()"
    arguments = [sys.executable, "-c", program, "match-all", *words, "--on", ON.isoformat(), "--json"]
    return subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_every_company_is_told_of_every_scheme_what_it_is_told_alone(tmp_path: Path) -> None:
    known = profiles(300)

    found = matched(companies_table(known), tmp_path)

    def alone(number: int) -> list[tuple[str, str, str, object]]:
        answers: list[SchemeMatch | None] = [match(scheme, known[number], ON) for scheme in SCHEMES]
        return [(codes(300)[number], one.id, one.status.value, one.amount_cny) for one in answers if one is not None]

    rows = pl.read_parquet(found.out).rows()
    assert rows == [row for number in range(300) for row in alone(number)]
    assert {row[2] for row in rows} == {status.value for status in MatchStatus}
    assert any(row[3] is not None for row in rows)


def test_the_result_is_typed(tmp_path: Path) -> None:
    found = matched(plain_table(3), tmp_path)

    assert pl.read_parquet_schema(found.out) == {
        "uscc": pl.String(),
        "scheme": pl.Enum(IN_FORCE),
        "status": pl.Enum([one.value for one in MatchStatus]),
        "amount_cny": pl.Decimal(38, 2),
    }
    assert (found.companies, found.schemes, found.answers) == (3, len(IN_FORCE), 3 * len(IN_FORCE))


def test_rows_of_no_use_are_listed_with_their_number_and_every_reason_and_the_others_go_on(tmp_path: Path) -> None:
    good = codes(12)
    table = pl.DataFrame(
        {
            "uscc": [
                good[0],
                None,
                "91310117MY0000004F",
                good[3],
                good[4],
                good[5],
                good[6],
                good[7],
                good[8],
                good[9],
            ],
            "employees": [1, 1, 1, -5, 1, 1, 1, 1, 1, 1],
            "established_on": [date(2020, 1, 1)] * 4 + [date(2025, 6, 3)] + [date(2020, 1, 1)] * 5,
            "entity_type": ["enterprise"] * 5 + ["firm"] + ["enterprise"] * 4,
            "layoff_ratio": ["0.05"] * 6 + ["1.2"] + ["0.05"] * 3,
            "taxable_income_cny": ["1.5"] * 7 + ["-1"] + ["1.5"] * 2,
            "high_tech_valid_until": ["2027-01-01"] * 8 + ["2027-02-30", "2027-01-01"],
        }
    )

    found = matched(table, tmp_path)

    reasons = dict(listed(found))
    assert list(reasons) == [2, 3, 4, 5, 6, 7, 8, 9]
    assert "check character" in reasons[2]
    assert "check character" in reasons[3]
    assert reasons[4] == "employees (从业人数): expected zero or more"
    assert reasons[5] == "established_on (成立日期): has happened, so not after 2025-06-02"
    assert reasons[6].startswith("entity_type (主体类型): expected one of: enterprise")
    assert reasons[7].startswith("layoff_ratio (上一年度裁员率): expected a share")
    assert "zero or more" in reasons[8]
    assert "a date that exists" in reasons[9]
    assert (found.companies, found.refused) == (2, 8)
    assert pl.read_parquet(found.out)["uscc"].unique(maintain_order=True).to_list() == [good[0], good[9]]


def test_a_row_with_several_mistakes_tells_all_of_them(tmp_path: Path) -> None:
    found = matched(pl.DataFrame({"uscc": ["x"], "employees": [-1], "size": ["giant"]}), tmp_path)

    ((row, reason),) = listed(found)
    assert row == 1
    assert reason.count("; ") == 2
    assert found.reasons == (f"row 1: {reason}",)


def test_a_code_that_stands_twice_is_used_in_none_of_its_rows_however_far_apart(tmp_path: Path) -> None:
    table = plain_table(BATCH_ROWS + 10)
    codes_ = table["uscc"].to_list()
    codes_[BATCH_ROWS + 3] = f" {codes_[5].lower()} "

    found = matched(table.with_columns(pl.Series("uscc", codes_)), tmp_path)

    assert [row for row, _ in listed(found)] == [6, BATCH_ROWS + 4]
    assert all("more than one row" in reason for _, reason in listed(found))
    assert found.companies == BATCH_ROWS + 8


def test_all_refusals_are_counted_and_listed_and_the_first_twenty_shown(tmp_path: Path) -> None:
    found = matched(plain_table(60).with_columns(employees=-1), tmp_path)

    assert (found.companies, found.answers, found.refused, len(found.reasons)) == (0, 0, 60, 20)
    assert len(listed(found)) == 60
    assert pl.read_parquet(found.out).is_empty()


def test_a_list_of_an_earlier_run_does_not_stay(tmp_path: Path) -> None:
    first = matched(plain_table(2).with_columns(employees=-1), tmp_path)
    assert first.refused_file is not None

    second = matched(plain_table(2), tmp_path)

    assert second.refused_file is None
    assert not first.refused_file.exists()


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"employes": [1]}, "no profile fact 'employes'; did you mean employees"),
        ({"employees": [True]}, r"employees \(从业人数\): expected a column of whole numbers, not Boolean"),
        ({"established_on": [20200101]}, r"established_on \(成立日期\): expected a column of dates, not Int64"),
        ({"taxable_income_cny": [0.1]}, "no exact decimals in taxable_income_cny"),
        ({"region": [310114]}, "expected a column of text"),
        ({"zzz": [1], "employees": [b"1"]}, "no profile fact 'zzz'.*; .*employees"),
    ],
)
def test_columns_of_no_use_refuse_the_file_and_all_of_them_are_named(
    columns: dict[str, list[object]], said: str, tmp_path: Path
) -> None:
    with pytest.raises(BadCompanies, match=said):
        matched(pl.DataFrame({"uscc": codes(1), **columns}), tmp_path)

    assert sorted(one.name for one in tmp_path.iterdir()) == ["companies.parquet"]


@pytest.mark.parametrize("codes_", [None, [913101]])
def test_a_file_without_codes_is_refused(codes_: list[int] | None, tmp_path: Path) -> None:
    table = pl.DataFrame({"employees": [1]}) if codes_ is None else pl.DataFrame({"uscc": codes_})

    with pytest.raises(BadCompanies, match="uscc"):
        matched(table, tmp_path)


@pytest.mark.parametrize("content", [b"", b"PAR1", b"PAR1" + b"\xff" * 400 + b"PAR1", b"uscc\n1\n", None])
def test_what_is_no_parquet_file_is_refused_in_a_sentence(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "companies.parquet"
    if content is None:
        path.mkdir()
    else:
        path.write_bytes(content)

    with pytest.raises(BadCompanies, match="can't be read as a Parquet file"):
        match_file(path, tmp_path / "out.parquet", SCHEMES, ON)


def test_a_file_cut_short_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    path = written(plain_table(2000), tmp_path, row_group_size=500)
    whole = path.read_bytes()
    path.write_bytes(whole[:2000] + bytes(2000) + whole[4000:])

    with pytest.raises(BadCompanies):
        match_file(path, tmp_path / "out.parquet", SCHEMES, ON)

    assert not (tmp_path / "out.parquet").exists()


def test_a_file_with_no_rows_and_a_day_with_no_schemes_give_an_empty_table(tmp_path: Path) -> None:
    no_rows = matched(plain_table(0), tmp_path)
    no_schemes = matched(plain_table(5), tmp_path, on=date(1990, 1, 1))

    assert (no_rows.companies, no_rows.answers) == (0, 0)
    assert (no_schemes.companies, no_schemes.schemes, no_schemes.answers) == (5, 0, 0)
    assert pl.read_parquet(no_schemes.out).columns == ["uscc", "scheme", "status", "amount_cny"]


def test_a_run_that_was_killed_goes_on_where_it_was_and_comes_to_the_same(tmp_path: Path) -> None:
    path = written(plain_table(6 * BATCH_ROWS).with_columns(employees=pl.col("employees") - 1), tmp_path)
    uninterrupted = match_file(path, tmp_path / "whole.parquet", SCHEMES, ON)
    out, parts = tmp_path / "out.parquet", tmp_path / "out.parquet.parts"
    out.write_bytes(b"an earlier result")

    running = zhiban(str(path), "--out", str(out))
    end = time.monotonic() + 60
    while not (parts / "000001.parquet").exists():
        assert running.poll() is None
        assert time.monotonic() < end
        time.sleep(0.002)
    running.kill()
    running.communicate()
    assert out.read_bytes() == b"an earlier result"

    found = match_file(path, out, SCHEMES, ON)

    assert found.taken_over >= 2 * BATCH_ROWS
    assert pl.read_parquet(out).equals(pl.read_parquet(uninterrupted.out))
    assert (found.statuses, found.refused, found.reasons) == (
        uninterrupted.statuses,
        uninterrupted.refused,
        uninterrupted.reasons,
    )
    assert not parts.exists()


def _interrupted(path: Path, out: Path, on: date = ON) -> None:
    """A run that ends when its first part is done."""

    def stop(_done: int, _all: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        match_file(path, out, SCHEMES, on, progress=stop)
    assert (out.with_name("out.parquet.parts") / "000000.parquet").exists()


@pytest.mark.parametrize("changed", ["day", "file", "schemes"])
def test_what_was_done_for_another_day_file_or_schemes_is_not_taken_over(changed: str, tmp_path: Path) -> None:
    table, out = plain_table(BATCH_ROWS + 1), tmp_path / "out.parquet"
    path = written(table, tmp_path)
    _interrupted(path, out)

    if changed == "file":
        written(table.with_columns(employees=0), tmp_path)
    schemes = [one for one in SCHEMES if changed != "schemes" or one.id != IN_FORCE[0]]
    found = match_file(path, out, schemes, date(2025, 6, 3) if changed == "day" else ON)

    assert found.taken_over == 0
    assert found.companies == BATCH_ROWS + 1


def test_a_part_that_was_damaged_is_made_again(tmp_path: Path) -> None:
    path, out = written(plain_table(2 * BATCH_ROWS), tmp_path), tmp_path / "out.parquet"
    _interrupted(path, out)
    (tmp_path / "out.parquet.parts" / "000000.parquet").write_bytes(b"half a part")

    found = match_file(path, out, SCHEMES, ON)

    assert (found.companies, pl.scan_parquet(out).select("uscc").unique().collect().height) == (50_000, 50_000)


def test_two_runs_for_one_output_are_not_let_loose_on_it(tmp_path: Path) -> None:
    path, out = written(plain_table(2), tmp_path), tmp_path / "out.parquet"

    with parts_beside(out, {}), pytest.raises(AlreadyRunning, match="another process"):
        match_file(path, out, SCHEMES, ON)

    assert match_file(path, out, SCHEMES, ON).companies == 2


def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path: Path) -> None:
    path, out = written(plain_table(BATCH_ROWS + 1), tmp_path), tmp_path / "out.parquet"

    with pytest.raises(BadCompanies, match="changed while it was read"):
        match_file(path, out, SCHEMES, ON, progress=lambda _done, _all: os.utime(path, ns=(1, 1)))

    assert not out.exists()


def test_a_full_disk_is_told_in_one_line_and_the_run_goes_on_once_there_is_room(tmp_path: Path) -> None:
    table, out = companies_table(profiles(2000)), tmp_path / "out.parquet"
    path = written(table, tmp_path)
    out.write_bytes(b"an earlier result")

    full = zhiban(str(path), "--out", str(out), limit_bytes=20_000)
    _, said = full.communicate(timeout=60)

    assert full.returncode == 2, said
    assert said.count("\n") == 1
    assert "can't be written" in said
    assert out.read_bytes() == b"an earlier result"
    assert not list(tmp_path.rglob("*.partly"))
    assert match_file(path, out, SCHEMES, ON).companies == 2000


def test_where_nothing_can_be_written_is_told_before_anything_is_done(tmp_path: Path) -> None:
    path = written(plain_table(2), tmp_path)

    with pytest.raises(CantWrite, match="No such file or directory"):
        match_file(path, tmp_path / "nowhere" / "out.parquet", SCHEMES, ON)
    with pytest.raises(CantWrite, match="No such file or directory"):
        match_file(path, tmp_path / "out.parquet", SCHEMES, ON, refused=tmp_path / "nowhere" / "refused.csv")
    with pytest.raises(CantWrite, match="it is a folder"):
        match_file(path, tmp_path, SCHEMES, ON)
    with pytest.raises(BadCompanies, match="three different names"):
        match_file(path, path, SCHEMES, ON)


def _peak_kb(rows: int, folder: Path) -> int:
    """The most memory that a process took to match so many companies."""
    path = written(plain_table(rows), folder, f"{rows}.parquet", row_group_size=20_000)
    program = (
        "import sys; from pathlib import Path; from datetime import date;"
        "from app.matching.over_file import match_file; from app.subsidies.schemes import load_schemes;"
        "from corpora import CORPORA_DIR;"
        f"match_file(Path(sys.argv[1]), Path(sys.argv[2]), load_schemes(CORPORA_DIR), date.fromisoformat('{ON}'));"
        "print(Path('/proc/self/status').read_text().partition('VmHWM:')[2].split()[0])"
    )
    arguments = [sys.executable, "-c", program, str(path), str(folder / f"{rows}.out")]
    return int(subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, check=True).stdout)


def test_memory_does_not_grow_with_the_rows(tmp_path: Path) -> None:
    """The answers to 250,000 companies take more than 400 MB, were they all held."""
    few, many = (_peak_kb(rows, tmp_path) for rows in (50_000, 300_000))

    assert many - few < 200_000
