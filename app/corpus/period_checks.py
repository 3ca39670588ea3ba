"""Whether what is in force names what has ended, and whether a scheme and its source hold for the same days."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from app.corpus.findings import CorpusFault, CorpusFinding
from retrieval.passages import SourceKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from approval_rules.schemes import Scheme
    from retrieval.corpus import Corpus, Source

_SAYS_SO = re.compile("废止|失效|停止|代替|原来|以前|旧规定|旧办法|已经结束|已结束|为止")
_ORIGIN: Final = "#source"
"""Where a text says what it was made from, it recommends nothing."""
_SENTENCE = re.compile(r"[^。\n]+。?")
_QUALIFIED = re.compile(r"（[^（）]*）$")


def period_findings(corpus: Corpus, schemes: Mapping[str, Scheme], on: date) -> Iterator[CorpusFinding]:
    """What is wrong with the days, as of `on`.

    A document number that something in force carries as well names a document that still holds.
    """
    ended = [one for one in corpus.sources.values() if not _is_open(one, on)]
    numbers = {one.doc_no for one in corpus.sources.values() if one.doc_no and _is_open(one, on)}
    for source in corpus.sources.values():
        if source.id in schemes:
            yield from _same_days(source, schemes[source.id])
    for clause in corpus.clauses.values():
        is_origin = clause.id.endswith(_ORIGIN)
        if is_origin or clause.source.kind is SourceKind.LAW or not _is_open(clause.source, on):
            continue
        for sentence in _SENTENCE.findall(clause.text):
            if not _SAYS_SO.search(sentence):
                yield from _named(sentence, clause.id, ended, numbers)


def _is_open(source: Source, on: date) -> bool:
    """Not ended; what is yet to begin counts as open."""
    return source.in_force.end is None or on <= source.in_force.end


def _named(sentence: str, clause_id: str, ended: list[Source], numbers: set[str]) -> Iterator[CorpusFinding]:
    for source in ended:
        if clause_id.startswith(f"{source.id}#"):
            continue
        names = [name for name in _names(source) if name in sentence and name not in numbers]
        if names:
            problem = f"it names {names[0]}, which ended on {source.in_force.end}, without saying so"
            fix = "Name what is in force now, or say in the sentence that it has ended"
            yield CorpusFinding(fault=CorpusFault.ENDED_BUT_NAMED, where=clause_id, problem=problem, fix=fix)


def _names(source: Source) -> list[str]:
    """What a text would call it: its id in a citation, its number, and its title, a law's without what follows it."""
    title = source.title.removesuffix("摘要")
    title = f"《{_QUALIFIED.sub('', title)}》" if source.kind is SourceKind.LAW else title
    return [f"{source.id}#", title, *([source.doc_no] if source.doc_no else [])]


def _same_days(source: Source, scheme: Scheme) -> Iterator[CorpusFinding]:
    first, last = scheme.versions[0].in_force, scheme.versions[-1].in_force
    if (source.in_force.start, source.in_force.end) != (first.start, last.end):
        ours = f"{source.in_force.start} to {source.in_force.end or 'further notice'}"
        theirs = f"{first.start} to {last.end or 'further notice'}"
        problem = f"the manifest has it in force {ours}, scheme.yaml {theirs}"
        yield CorpusFinding(fault=CorpusFault.PERIOD_DIFFERS, where=source.id, problem=problem, fix="Make them one")
