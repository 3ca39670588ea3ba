"""Looks over the texts and tells everything that disagrees: with each other, with the rules, or with the calendar."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.corpus.amount_checks import amount_findings
from app.corpus.findings import CorpusFault, CorpusFinding
from app.corpus.generating import generated_files, leftovers
from app.corpus.guide_checks import guide_findings
from app.corpus.period_checks import period_findings
from app.corpus.reference_checks import reference_findings
from app.corpus.scheme_checks import scheme_findings
from app.subsidies.schemes import load_schemes
from approval_rules.document_spec import load_document_specs
from approval_rules.item_files import load_items
from retrieval.corpus import read_corpus
from retrieval.errors import RetrievalError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Linted:
    """How much was looked at, and what was found, in the order of the checks."""

    sources: int
    clauses: int
    findings: tuple[CorpusFinding, ...]


def lint(corpora_dir: Path, *added: Path, on: date) -> Linted:
    """Everything wrong with the corpus and the added folders as of `on`.

    A corpus that can't be read is told with its first mistake, and nothing else is looked at.

    Raises:
        BadRuleFile: an item or a scheme can't be read; `zhiban items lint` tells of those.
    """
    try:
        differing = list(_generated(corpora_dir))
        corpus = read_corpus(corpora_dir, *added)
    except RetrievalError as error:
        fix = "Mend it, then run zhiban corpus generate"
        found = CorpusFinding(fault=CorpusFault.UNREADABLE, where=str(corpora_dir), problem=str(error), fix=fix)
        return Linted(sources=0, clauses=0, findings=(found,))
    items = load_items()
    schemes = {scheme.id: scheme for scheme in load_schemes(corpora_dir)}
    forms = {spec.kind: spec for spec in load_document_specs()}
    findings = [
        *differing,
        *guide_findings(corpus, items, forms),
        *amount_findings(corpus, schemes, items),
        *scheme_findings(schemes, items, corpora_dir),
        *period_findings(corpus, schemes, on),
        *reference_findings(corpus, schemes, items, corpora_dir),
    ]
    return Linted(
        sources=len(corpus.sources), clauses=len(corpus.clauses), findings=tuple(dict.fromkeys(findings))
    )  # fmt: skip


def _generated(corpora_dir: Path) -> Iterator[CorpusFinding]:
    made = generated_files(corpora_dir)
    for path, text in made.items():
        file = corpora_dir / path
        if not file.is_file() or file.read_bytes() != text.encode():
            yield _differs(path, "it is not what the items and schemes say now")
    for path in leftovers(corpora_dir, made):
        yield _differs(path, "nothing generates it any more")


def _differs(path: str, problem: str) -> CorpusFinding:
    fault, fix = CorpusFault.GENERATED_DIFFERS, "Run zhiban corpus generate"
    return CorpusFinding(fault=fault, where=path, problem=problem, fix=fix)
