"""The texts that are made from items and schemes, so that answers and decisions can't disagree: `corpora/generated`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import yaml

from app.corpus.item_guides import guide_title, item_guide, source_id
from app.corpus.scheme_facts import audience_of, scheme_facts
from app.subsidies.schemes import load_schemes
from approval_rules.document_spec import load_document_specs
from approval_rules.item_files import load_items
from approval_rules.items import ApplicantKind
from retrieval.corpus import MANIFEST, read_written
from retrieval.passages import Audience

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from approval_rules.items import Item, ItemVersion
    from approval_rules.schemes import Scheme
    from retrieval.corpus import Corpus

FOLDER: Final = "generated"
_HEAD: Final = "# 由 zhiban corpus generate 写成，不要手改：事项在 approval_rules/items，政策在 schemes 里改。\n"
_AUDIENCES: Final[Mapping[ApplicantKind, Audience]] = {
    ApplicantKind.ENTERPRISE: Audience.ENTERPRISE,
    ApplicantKind.PARTNERSHIP: Audience.ENTERPRISE,
    ApplicantKind.INDIVIDUAL_BUSINESS: Audience.INDIVIDUAL_BUSINESS,
    ApplicantKind.FARMER_COOPERATIVE: Audience.FARMER_COOPERATIVE,
    ApplicantKind.SOCIAL_ORGANIZATION: Audience.SOCIAL_ORGANIZATION,
    ApplicantKind.PERSON: Audience.PERSON,
}


class _Plain(yaml.SafeDumper):
    """Writes every value where it stands, without anchors."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002
        return True


def generated_files(corpora_dir: Path) -> Mapping[str, str]:
    """Every file by its path below the corpus; the same data always give the same bytes.

    Raises:
        BadCorpus: the hand-written part can't be read.
        BadRuleFile: an item or a scheme can't be read.
    """
    corpus = read_written(corpora_dir)
    items, schemes = load_items(), load_schemes(corpora_dir)
    forms = {spec.kind: spec for spec in load_document_specs()}
    files: dict[str, str] = {}
    for item in items.values():
        for version in item.versions:
            files[_item_file(version)] = item_guide(item, version, forms.get(version.form), corpus)
    by_id = {scheme.id: scheme for scheme in schemes}
    told = [scheme for scheme in schemes if scheme.id in corpus.sources]
    for scheme in told:
        files[_scheme_file(scheme)] = scheme_facts(scheme, corpus.sources[scheme.id].issuer, by_id)
    files[f"{FOLDER}/{MANIFEST}"] = _manifest(items, told, corpus)
    return files


def write_generated(corpora_dir: Path) -> tuple[str, ...]:
    """Write what differs and take away what is no longer made; the paths of both, sorted."""
    made = generated_files(corpora_dir)
    changed = [path for path, text in made.items() if _read(corpora_dir / path) != text]
    for path in changed:
        (corpora_dir / path).parent.mkdir(parents=True, exist_ok=True)
        (corpora_dir / path).write_text(made[path], encoding="utf-8", newline="\n")
    left_over = leftovers(corpora_dir, made)
    for path in left_over:
        (corpora_dir / path).unlink()
    return tuple(sorted([*changed, *left_over]))


def leftovers(corpora_dir: Path, made: Mapping[str, str]) -> list[str]:
    """Files in the folder that are no longer made."""
    there = (path for path in (corpora_dir / FOLDER).rglob("*") if path.is_file())
    return sorted(name for path in there if (name := path.relative_to(corpora_dir).as_posix()) not in made)


def _read(path: Path) -> str | None:
    return path.read_bytes().decode("utf-8", "replace") if path.is_file() else None


def _item_file(version: ItemVersion) -> str:
    return f"{FOLDER}/items/{version.item}.{version.in_force.start.isoformat()}.md"


def _scheme_file(scheme: Scheme) -> str:
    return f"{FOLDER}/schemes/{scheme.id}.md"


def _manifest(items: Mapping[str, Item], schemes: list[Scheme], corpus: Corpus) -> str:
    content = {
        "sources": [_source(item, version, corpus) for item in items.values() for version in item.versions],
        "facts": [_facts(scheme) for scheme in schemes],
    }
    return _HEAD + yaml.dump(content, Dumper=_Plain, allow_unicode=True, sort_keys=False, width=1_000_000)


def _facts(scheme: Scheme) -> dict[str, Any]:
    audience = [one.value for one in audience_of(scheme)]
    return {"source": scheme.id, "file": _scheme_file(scheme)} | ({"audience": audience} if audience else {})


def _source(item: Item, version: ItemVersion, corpus: Corpus) -> dict[str, Any]:
    end = version.in_force.end
    is_certain = not any(version.uncertainties()) and not any(rule.uncertain for rule in version.rules)
    return {
        "id": source_id(version),
        "title": guide_title(item, version),
        "kind": "guide",
        "issuer": version.authority,
        "date": version.in_force.start,
        "region": version.region,
        "in_force": {"from": version.in_force.start} | ({"to": end} if end else {}),
        "file": _item_file(version),
        "source": {
            "read_on": _read_on(version, corpus),
            "how": "由本服务按审批规则和事项数据写成，依据逐条列在“依据”部分",
            "completeness": "full" if is_certain else "partial",
        },
        "from": list(item.records),
        "audience": list(dict.fromkeys(_AUDIENCES[kind].value for kind in version.applicants)),
    }


def _read_on(version: ItemVersion, corpus: Corpus) -> object:
    """The day on which the last of its bases was read."""
    cited = [*version.basis, *version.evidence_basis, *(one for rule in version.rules for one in rule.basis)]
    return max(_days_read(cited, corpus), default=version.in_force.start)


def _days_read(cited: list[str], corpus: Corpus) -> Iterator[Any]:
    return (corpus.clauses[one].source.source.read_on for one in cited if one in corpus.clauses)
