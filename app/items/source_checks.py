"""Whether what a version decides on can be known at all: by registers it may ask, and by what the applicant hands in.

A fact that the two-source gate can never pass would send every case to a person, and no worked example would show it:
examples are given their sources.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from app.items.findings import Finding
from approval_rules.facts import load_namespaces

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from approval_rules.document_spec import DocumentSpec
    from approval_rules.facts import FactSpec
    from approval_rules.items import Item, ItemVersion
    from approval_rules.places import Places

SYSTEM: Final = "system"


def source_findings(item: Item, places: Places, documents: Mapping[str, DocumentSpec]) -> Iterator[Finding]:
    for number, version in enumerate(item.versions):
        filed = _filed(version, documents)
        found = [*_unknowable(version, filed), *_never_asked(version, filed), *_half_braces(version)]
        for way, problem, fix in found:
            path, line = places.of("versions", number, *way)
            yield Finding(path=path, line=line, problem=problem, fix=fix)


_Told = tuple[tuple[str | int, ...], str, str]


def _filed(version: ItemVersion, documents: Mapping[str, DocumentSpec]) -> dict[str, set[str]]:
    """Each fact that the form or a material speaks of, with the kinds of document that do."""
    kinds = {version.form, *(one.document for one in version.materials if one.document and one.required != "never")}
    filed: dict[str, set[str]] = {}
    for kind in kinds & set(documents):
        for field in documents[kind].fields:
            if field.record is not None:
                filed.setdefault(field.record, set()).add(kind)
    return filed


def _unknowable(version: ItemVersion, filed: Mapping[str, set[str]]) -> Iterator[_Told]:
    for fact in version.decisive_facts:
        problem, fix = _missing_source(fact, version.facts[fact], version, filed)
        if problem:
            yield _read_at(version, fact), f"{fact} can never be known well enough: {problem}", fix


def _missing_source(fact: str, spec: FactSpec, version: ItemVersion, filed: Mapping[str, set[str]]) -> tuple[str, str]:
    """Why no case can support the fact, and what mends it; empty texts when one can."""
    register = load_namespaces()[fact.partition(".")[0]].register_id
    if spec.declared_in:
        if spec.declared_in in filed.get(fact, ()):
            return "", ""
        return f"only the form {spec.declared_in} declares it", f"Take that form, with a field of `record: {fact}`"
    authority = spec.known_only_by or register
    if authority not in {SYSTEM, *version.max_age_days}:
        if not authority:
            return "no register knows it", "Read another fact, or say in facts/ who alone can know it"
        return f"the version may not ask {authority}", f"Add {{id: {authority}, max_age_days: 31}} to its registers"
    if not spec.known_only_by and not filed.get(fact):
        fix = f"Give a field of the form or of a material `record: {fact}`, or mark the fact with known_only_by"
        return f"{authority} is its only source, and it needs two", fix
    return "", ""


def _read_at(version: ItemVersion, fact: str) -> tuple[str | int, ...]:
    """Where the version first names the fact."""
    for place, rule in enumerate(version.rules):
        if fact in version.condition_facts[rule.id]:
            return ("rules", place, "holds")
    if fact in version.decisive:
        return ("decisive", version.decisive.index(fact))
    return ("amount",) if version.amount is not None else ("materials",)


def _never_asked(version: ItemVersion, filed: Mapping[str, set[str]]) -> Iterator[_Told]:
    """A register is asked with what was filed for the fact it is looked up by."""
    spaces = {space.register_id: space for space in load_namespaces().values() if space.register_id}
    for place, use in enumerate(version.registers):
        asked_by = spaces[use.id].looked_up_by
        if asked_by not in filed:
            problem = f"{use.id} is looked up by {asked_by}, which neither the form nor a material gives"
            fix = f"Give a field of the form `record: {asked_by}`, or leave the register out"
            yield ("registers", place), problem, fix


def _half_braces(version: ItemVersion) -> Iterator[_Told]:
    """Text in braces is filled in with a fact; a brace alone, or one of full width, would be shown as it stands."""
    texts: list[tuple[tuple[str | int, ...], str]] = [
        (("granted",), version.granted),
        (("granted_en",), version.granted_en),
    ]
    texts += [(("rules", place, "notice"), rule.notice) for place, rule in enumerate(version.rules)]
    for way, text in texts:
        if re.search(r"[{}\uff5b\uff5d]", re.sub(r"\{[^{}]*\}", "", text)):
            yield way, "a brace of the text stands alone or is of full width", "Write {namespace.fact} in plain braces"
