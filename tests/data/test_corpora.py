"""The corpus as data: it is complete, its clauses resolve, and every scheme passes its worked examples."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from app.corpus.generating import generated_files, leftovers
from app.corpus.item_guides import source_id
from app.corpus.linting import lint
from app.simulator.result import DIMENSIONS
from app.subsidies.schemes import load_schemes
from approval_rules import strict_yaml
from approval_rules.conditions.columns import table_of
from approval_rules.conditions.evaluating import evaluate
from approval_rules.conditions.language import Truth, atoms
from approval_rules.facts import load_vocabulary
from approval_rules.item_files import ITEMS_DIR, load_items
from approval_rules.matching.examples import Expected, SchemeExample, load_scheme_examples, otherwise_than_written
from approval_rules.matching.table import facts_needed, match_table
from approval_rules.schemes import RECEIVED_ON, Completeness, Scheme, match
from corpora import CORPORA_DIR
from retrieval.corpus import read_corpus, read_generated

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from approval_rules.conditions.language import Atom

HEADING = re.compile(r"^## (?P<title>.+) \{#(?P<anchor>[a-z0-9]+(?:-[a-z0-9]+)*)\}$", re.MULTILINE)
RECORD = re.compile(r"G[1-9][0-9]?|(?:sh|cn|sz)(?:-[a-z]{2,3})?-[0-9]{2}")
OPTIONAL_KEYS = {"doc_no", "audience", "differs"}
SOURCE_KEYS = OPTIONAL_KEYS | {"id", "title", "kind", "issuer", "date", "region", "in_force", "file", "source", "from"}
SOURCES: list[dict[str, Any]] = strict_yaml.load(CORPORA_DIR / "manifest.yaml")
SCHEMES = {scheme.id: scheme for scheme in load_schemes(CORPORA_DIR)}
FULL = sorted(scheme.id for scheme in SCHEMES.values() if scheme.conditions is Completeness.FULL)
GENERATED = read_generated(CORPORA_DIR)
each_source = pytest.mark.parametrize("source", SOURCES, ids=[source["id"] for source in SOURCES])


def _clauses(source: dict[str, Any]) -> dict[str, str]:
    text = (CORPORA_DIR / source["file"]).read_text(encoding="utf-8")
    headings = list(HEADING.finditer(text))
    ends = [heading.start() for heading in headings[1:]] + [len(text)]
    return {one["anchor"]: text[one.end() : end].strip() for one, end in zip(headings, ends, strict=True)}


def _all_clauses() -> set[str]:
    return {f"{source['id']}#{anchor}" for source in SOURCES for anchor in _clauses(source)}


def _examples() -> Iterator[Any]:
    for scheme in SCHEMES.values():
        for example in load_scheme_examples(CORPORA_DIR / "schemes" / scheme.id):
            yield pytest.param(scheme, example, id=f"{scheme.id}: {example.name}")


def test_the_corpus_holds_what_was_promised() -> None:
    kinds = [source["kind"] for source in SOURCES]

    assert kinds.count("scheme") >= 60
    assert len(GENERATED.sources) >= 12
    assert kinds.count("guide") >= 8
    assert kinds.count("law") >= 15
    assert sum(len(_clauses(source)) for source in SOURCES if source["kind"] == "faq") >= 35
    assert len(FULL) >= 4


def test_no_two_sources_share_an_id_or_a_file() -> None:
    assert len({source["id"] for source in SOURCES}) == len(SOURCES)
    assert len({source["file"] for source in SOURCES}) == len(SOURCES)


def test_every_text_is_in_the_manifest_and_every_scheme_has_its_text() -> None:
    texts = {path.relative_to(CORPORA_DIR).as_posix() for path in CORPORA_DIR.rglob("*.md")} - {"README.md"}
    generated = {one.file for one in GENERATED.sources} | {one.file for one in GENERATED.facts}

    assert texts == generated | {source["file"] for source in SOURCES}
    assert {source["id"] for source in SOURCES if source["kind"] == "scheme"} == set(SCHEMES)


@each_source
def test_a_source_says_who_issued_it_and_where_and_when_it_was_read(source: dict[str, Any]) -> None:
    assert set(source) <= SOURCE_KEYS
    assert set(source) >= SOURCE_KEYS - OPTIONAL_KEYS
    assert re.fullmatch(r"[0-9]{6}", source["region"])
    assert source["source"]["how"]
    assert source["source"]["completeness"] in {"full", "partial"}
    assert source["source"].get("url", "https://").startswith(("http://", "https://"))


@each_source
def test_the_dates_of_a_source_are_sane(source: dict[str, Any]) -> None:
    start, end = source["in_force"]["from"], source["in_force"].get("to")

    assert end is None or start <= end
    assert source["date"] <= source["source"]["read_on"]
    assert source["source"]["read_on"] >= date(2026, 11, 21)


@each_source
def test_a_source_keeps_the_ids_of_its_records(source: dict[str, Any]) -> None:
    assert all(RECORD.fullmatch(record) for record in source["from"])
    assert source["from"] or source["kind"] in {"law", "faq"}


@each_source
def test_every_clause_has_its_own_anchor_and_ends_in_a_full_sentence(source: dict[str, Any]) -> None:
    text = (CORPORA_DIR / source["file"]).read_text(encoding="utf-8")
    anchors = HEADING.findall(text)

    assert len(anchors) == text.count("\n## ")
    assert len({anchor for _, anchor in anchors}) == len(anchors)
    for clause in _clauses(source).values():
        assert all(line.endswith("。") for line in clause.splitlines() if line), clause


@each_source
def test_what_others_wrote_says_where_it_was_read(source: dict[str, Any]) -> None:
    assert source["kind"] == "faq" or "source" in _clauses(source)


@pytest.mark.parametrize("source", [one for one in SOURCES if one["kind"] == "guide"], ids=lambda one: one["id"])
def test_a_guide_answers_the_four_usual_questions(source: dict[str, Any]) -> None:
    assert {"conditions", "materials", "time-limit", "how"} <= set(_clauses(source))


@pytest.mark.parametrize("scheme", SCHEMES.values(), ids=lambda scheme: scheme.id)
def test_every_citation_of_a_scheme_is_a_stored_clause(scheme: Scheme) -> None:
    cited = {clause for version in scheme.versions for clause in [*version.basis, *version.amount.basis]}

    assert cited <= _all_clauses()


def test_every_citation_of_an_item_is_a_stored_clause() -> None:
    files = [*ITEMS_DIR.glob("*/item.yaml"), *ITEMS_DIR.glob("*/rules*.yaml")]
    cited = re.findall(r"[a-z0-9][a-z0-9.-]*#[a-z0-9][a-z0-9-]*", "\n".join(map(_bases, files)))

    assert set(cited) <= _all_clauses()


def _bases(path: Path) -> str:
    return "\n".join(line for line in path.read_text(encoding="utf-8").splitlines() if "basis:" in line)


@pytest.mark.parametrize("scheme", SCHEMES.values(), ids=lambda scheme: scheme.id)
def test_a_scheme_and_its_text_tell_the_same_record_dates_and_completeness(scheme: Scheme) -> None:
    source = next(one for one in SOURCES if one["id"] == scheme.id)

    assert source["title"] == scheme.title
    assert source["from"] == [scheme.record]
    assert source["source"]["completeness"] == scheme.conditions
    assert source["in_force"]["from"] == scheme.versions[0].in_force.start
    assert source["in_force"].get("to") == scheme.versions[-1].in_force.end


@pytest.mark.parametrize("scheme", SCHEMES.values(), ids=lambda scheme: scheme.id)
def test_a_scheme_whose_window_has_closed_is_not_left_open(scheme: Scheme) -> None:
    for version in scheme.versions:
        if version.window and version.window.end:
            assert version.in_force.end is not None


@pytest.mark.parametrize("scheme", SCHEMES.values(), ids=lambda scheme: scheme.id)
def test_schemes_that_exclude_each_other_say_so_on_both_sides(scheme: Scheme) -> None:
    assert all(scheme.id in SCHEMES[other].not_with for other in scheme.not_with)


@pytest.mark.parametrize("scheme", [one for one in SCHEMES.values() if one.item], ids=lambda scheme: scheme.id)
def test_a_scheme_is_claimed_as_its_item_says_which_comes_from_the_same_record(scheme: Scheme) -> None:
    item = load_items()[str(scheme.item)]

    assert scheme.record in item.records
    assert {item.version_on(version.in_force.start).claim for version in scheme.versions} == {scheme.claim}


def test_a_profile_asks_for_no_fact_that_no_scheme_reads_and_nothing_is_grouped_by() -> None:
    read = {name for scheme in SCHEMES.values() for version in scheme.versions for name in version.facts}
    known = {name for name in load_vocabulary() if name.startswith("profile.")}

    grouped_by = {one.fact for one in DIMENSIONS}
    assert known == (read - {RECEIVED_ON}) | grouped_by


@pytest.mark.parametrize("scheme", SCHEMES.values(), ids=lambda scheme: scheme.id)
def test_an_empty_profile_is_never_eligible_nor_refused(scheme: Scheme) -> None:
    found = match(scheme, {}, scheme.versions[0].in_force.start)

    assert found is not None
    assert found.status == "unknown"
    assert found.missing


def test_what_is_generated_is_what_items_and_schemes_say_now() -> None:
    made = generated_files(CORPORA_DIR)

    assert {path for path, text in made.items() if (CORPORA_DIR / path).read_bytes() != text.encode()} == set()
    assert leftovers(CORPORA_DIR, made) == []


def test_nothing_in_the_corpus_contradicts_the_rules_or_leads_nowhere() -> None:
    looked = lint(CORPORA_DIR, on=date(2026, 11, 26))

    assert looked.sources >= 130
    assert [str(one) for one in looked.findings] == []


def test_every_generated_line_is_a_sentence_that_names_its_item_or_scheme() -> None:
    corpus = read_corpus(CORPORA_DIR)
    names = {source_id(version): item.title for item in load_items().values() for version in item.versions}
    names |= {scheme.id: scheme.title for scheme in SCHEMES.values()}
    generated = [one for one in corpus.clauses.values() if one.id.startswith("item.") or "#facts-" in one.id]

    for clause in generated:
        name = names[clause.source.id].removesuffix("）")
        for line in clause.text.splitlines():
            assert name in line, line
            assert line.endswith("。"), line
            assert line.count("。") == 1, line


def test_a_sum_of_a_scheme_that_is_known_in_part_is_only_possible() -> None:
    clauses = read_corpus(CORPORA_DIR).clauses
    remarks = ("没有可以直接推算", "另要注意", "还不能确定", "合计最高", "原文为准")

    for scheme in SCHEMES.values():
        lines = clauses[f"{scheme.id}#facts-amount"].text.splitlines()
        sums = [line for line in lines if not any(remark in line for remark in remarks)]
        is_partial = scheme.conditions is Completeness.PARTIAL
        assert ("原文为准" in lines[-1]) == is_partial
        assert all(("可能" in line) == is_partial for line in sums)


@pytest.mark.parametrize(("scheme", "example"), list(_examples()))
def test_worked_example_matches_as_written(scheme: Scheme, example: SchemeExample) -> None:
    found = match(scheme, example.facts, example.on)

    assert otherwise_than_written(scheme, example) == ""
    assert found is None or bool(found.unmet) == (found.status == "ineligible")


@pytest.mark.parametrize("scheme", SCHEMES.values(), ids=lambda scheme: scheme.id)
def test_the_table_of_all_companies_says_of_worked_examples_what_they_expect(scheme: Scheme) -> None:
    for example in load_scheme_examples(CORPORA_DIR / "schemes" / scheme.id):
        table = table_of([example.facts], facts_needed([scheme], example.on), load_vocabulary())

        (row,) = match_table([scheme], table, example.on).to_dicts() or [{}]  # no columns when nothing is in force

        told = (row.get(scheme.id, Expected.NOT_IN_FORCE), row.get(f"{scheme.id}.amount_cny"))
        assert told == (example.expected, example.amount_cny), example.name


@pytest.mark.parametrize("scheme", SCHEMES.values(), ids=lambda scheme: scheme.id)
def test_every_sentence_of_a_scheme_holds_in_one_example_and_fails_in_another(scheme: Scheme) -> None:
    examples = load_scheme_examples(CORPORA_DIR / "schemes" / scheme.id)
    for version in scheme.versions:
        found: set[tuple[Atom, Truth]] = set()
        for example in examples:
            if version.in_force.covers(example.on):
                steps = evaluate(version.eligible.condition, {**example.facts, RECEIVED_ON: example.on}).trace
                found |= {(step.atom, step.truth) for step in steps}

        written = set(atoms(version.eligible.condition))
        assert {(atom, truth) for atom in written for truth in (Truth.TRUE, Truth.FALSE)} - found == set()


@pytest.mark.parametrize("scheme", SCHEMES.values(), ids=lambda scheme: scheme.id)
def test_a_scheme_has_an_example_for_every_thing_that_may_happen(scheme: Scheme) -> None:
    expected = {example.expected for example in load_scheme_examples(CORPORA_DIR / "schemes" / scheme.id)}
    met = Expected.ELIGIBLE if scheme.conditions is Completeness.FULL else Expected.POSSIBLE

    assert expected == {met, Expected.INELIGIBLE, Expected.UNKNOWN, Expected.NOT_IN_FORCE}
