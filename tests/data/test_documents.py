from __future__ import annotations

import re

import pytest

from approval_rules.document_spec import DocumentSpec, load_document_specs
from approval_rules.facts import load_vocabulary

SPECS = load_document_specs()


def test_the_three_kinds_are_there() -> None:
    assert {"business_license", "food_filing_form", "high_tech_award_form"} <= {spec.kind for spec in SPECS}


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.kind)
def test_every_record_is_a_fact_of_the_vocabulary(spec: DocumentSpec) -> None:
    vocabulary = load_vocabulary()

    assert [field.record for field in spec.fields if field.record and field.record not in vocabulary] == []


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.kind)
def test_labels_have_no_spaces_and_half_width_brackets(spec: DocumentSpec) -> None:
    labels = [label for field in spec.fields for label in field.labels]

    assert [label for label in labels if re.search(r"[\s（）]", label)] == []


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.kind)
def test_label_belongs_to_one_field_or_to_the_ends_of_one_term(spec: DocumentSpec) -> None:
    owners: dict[str, list[str | None]] = {}
    for field in spec.fields:
        for label in field.labels:
            owners.setdefault(label, []).append(field.part)

    shared = {label: parts for label, parts in owners.items() if len(parts) > 1}

    assert all(sorted(parts, key=str) == ["end", "start"] for parts in shared.values())
    assert not set(owners) & set(spec.other_labels)
