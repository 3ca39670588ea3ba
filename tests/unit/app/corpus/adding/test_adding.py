from __future__ import annotations

import subprocess
import sys
import time
from datetime import date
from typing import TYPE_CHECKING

import pytest

from app.corpus.adding.service import AddOutcome, Taken, add, files_under
from app.corpus.adding.shelf import Shelf
from corpora import CORPORA_DIR
from retrieval.corpus import read_corpus
from tests.unit.app.corpus.adding.test_reading import PAGED
from tests.unit.app.corpus.adding.texts import as_docx, as_html, notice

if TYPE_CHECKING:
    from pathlib import Path

    from retrieval.corpus import Corpus

TODAY = date(2026, 11, 26)


def taken(folder: Path, shelf: Path) -> list[Taken]:
    return add(files_under([folder]), shelf=Shelf(shelf), paged=PAGED, today=TODAY)


def corpus(shelf: Path) -> Corpus:
    return read_corpus(CORPORA_DIR, *Shelf(shelf).folders())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "files"
    found.mkdir()
    return found


def test_a_text_can_be_cited_by_its_articles(folder: Path, tmp_path: Path) -> None:
    (folder / "办法.txt").write_text(notice(), encoding="utf-8")

    (one,) = taken(folder, tmp_path / "shelf")
    clauses = corpus(tmp_path / "shelf").clauses

    assert one.outcome is AddOutcome.ADDED
    assert clauses[f"{one.id}#art-3"].text == "第三条 符合条件的企业，一次性奖励10万元。"
    assert clauses[f"{one.id}#art-3"].source.in_force.end == date(2030, 2, 28)
    assert clauses[f"{one.id}#art-3"].source.region == "310104"


def test_adding_again_changes_nothing(folder: Path, tmp_path: Path) -> None:
    (folder / "办法.txt").write_text(notice(), encoding="utf-8")
    (first,) = taken(folder, tmp_path / "shelf")

    (again,) = taken(folder, tmp_path / "shelf")

    assert (again.outcome, again.id) == (AddOutcome.KNOWN, first.id)


def test_the_same_text_in_another_file_is_found(folder: Path, tmp_path: Path) -> None:
    (folder / "a.txt").write_text(notice(), encoding="utf-8")
    (folder / "b.html").write_bytes(as_html(notice()))
    (folder / "c.docx").write_bytes(as_docx(notice()))

    first, *others = taken(folder, tmp_path / "shelf")

    assert [one.outcome for one in others] == [AddOutcome.REPUBLISHED, AddOutcome.REPUBLISHED]
    assert {one.id for one in others} == {first.id}


def test_a_new_edition_ends_the_old_one_on_the_day_before(folder: Path, tmp_path: Path) -> None:
    (folder / "2022.txt").write_text(notice(2022, 5, 2027), encoding="utf-8")
    (folder / "2025.txt").write_text(notice(2025), encoding="utf-8")

    old, new = taken(folder, tmp_path / "shelf")
    sources = corpus(tmp_path / "shelf").sources

    assert sources[str(new.id)].supersedes == old.id
    assert sources[str(old.id)].in_force.end == date(2025, 2, 28)


def test_an_older_edition_that_comes_later_takes_its_place(folder: Path, tmp_path: Path) -> None:
    (folder / "2025.txt").write_text(notice(2025), encoding="utf-8")
    (new,) = taken(folder, tmp_path / "shelf")
    (folder / "2022.txt").write_text(notice(2022, 5, 2027), encoding="utf-8")

    old, _ = taken(folder, tmp_path / "shelf")

    assert corpus(tmp_path / "shelf").sources[str(new.id)].supersedes == old.id


def test_what_a_text_does_not_say_is_asked_for_and_taken_from_beside_it(folder: Path, tmp_path: Path) -> None:
    (folder / "说明.txt").write_text("某事说明\n请大家按时办理。", encoding="utf-8")

    (refused,) = taken(folder, tmp_path / "shelf")
    (folder / "说明.txt.about.yaml").write_text(
        'issuer: 示例局\nregion: "310104"\nin_force: {from: 2026-01-01}\n', encoding="utf-8"
    )
    (added,) = taken(folder, tmp_path / "shelf")

    assert refused.outcome is AddOutcome.REFUSED
    assert "issuer" in refused.problem
    assert added.outcome is AddOutcome.ADDED


def test_a_bad_file_does_not_hold_up_the_others(folder: Path, tmp_path: Path) -> None:
    (folder / "a.pdf").write_bytes(b"%PDF-1.7 cut off")
    (folder / "b.txt").write_text(notice(), encoding="utf-8")

    assert [one.outcome for one in taken(folder, tmp_path / "shelf")] == [AddOutcome.REFUSED, AddOutcome.ADDED]


def test_a_line_that_looks_like_a_heading_stays_text(folder: Path, tmp_path: Path) -> None:
    (folder / "a.txt").write_text(notice().replace("第三条 符合", "# 第三条 {#x} 符合"), encoding="utf-8")

    (one,) = taken(folder, tmp_path / "shelf")
    texts = "".join(clause.text for clause in corpus(tmp_path / "shelf").clauses.values() if clause.source.id == one.id)

    assert "# 第三条 {#x} 符合条件的企业" in texts


KILLED = """
import sys
from pathlib import Path
from tests.unit.app.corpus.adding.test_adding import taken
taken(Path(sys.argv[1]), Path(sys.argv[2]))
"""


def test_a_run_that_was_killed_goes_on_where_it_was(folder: Path, tmp_path: Path) -> None:
    for at in range(300):
        name = str(at).translate(str.maketrans("0123456789", "甲乙丙丁戊己庚辛壬癸"))
        text = notice(2025, at + 1).replace("示例", f"示例{name}").replace("3号", f"{at + 10}号")
        (folder / f"{at:03}.txt").write_text(text, encoding="utf-8")
    shelf = tmp_path / "shelf"
    process = subprocess.Popen([sys.executable, "-c", KILLED, str(folder), str(shelf)])
    until = time.monotonic() + 30
    while len(list(shelf.glob("text.*"))) < 20 and time.monotonic() < until:
        time.sleep(0.005)
    process.kill()
    process.wait()
    before = len(Shelf(shelf).folders())

    outcomes = [one.outcome for one in taken(folder, shelf)]

    assert 0 < before < 300
    assert outcomes.count(AddOutcome.KNOWN) == before
    assert outcomes.count(AddOutcome.ADDED) == 300 - before
    assert len(Shelf(shelf).all()) == 300
    assert not list(shelf.glob(".draft-*"))
