from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from approval_rules.document_spec import load_document_specs
from approval_rules.errors import BadRuleFile

if TYPE_CHECKING:
    from pathlib import Path

MINIMAL = """\
kind: {kind}
title: 证明
marks: [证明]
fields:
  - {{name: holder, title: 持有人, type: {type}, labels: [持有人]}}
"""


def write(folder: Path, name: str, **parts: str) -> Path:
    path = folder / name
    path.write_text(MINIMAL.format(**{"kind": "proof", "type": "person_name"} | parts), encoding="utf-8")
    return path


def test_new_kind_is_one_file(tmp_path: Path) -> None:
    write(tmp_path, "proof.yaml")

    (spec,) = load_document_specs(tmp_path)

    assert (spec.kind, [field.name for field in spec.fields]) == ("proof", ["holder"])


def test_kind_must_be_the_files_name(tmp_path: Path) -> None:
    write(tmp_path, "paper.yaml")

    with pytest.raises(BadRuleFile, match=r"Name the file proof\.yaml"):
        load_document_specs(tmp_path)


def test_type_that_nothing_reads_is_refused_with_its_line(tmp_path: Path) -> None:
    write(tmp_path, "proof.yaml", type="share")

    with pytest.raises(BadRuleFile, match="no normaliser reads the type 'share'") as refused:
        load_document_specs(tmp_path)

    assert refused.value.line == 5


def test_unknown_key_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "proof.yaml")
    path.write_text(path.read_text(encoding="utf-8") + "colour: red\n", encoding="utf-8")

    with pytest.raises(BadRuleFile, match="colour"):
        load_document_specs(tmp_path)


def test_field_named_twice_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "proof.yaml")
    text = path.read_text(encoding="utf-8")
    path.write_text(text + text.splitlines()[-1] + "\n", encoding="utf-8")

    with pytest.raises(BadRuleFile, match="two fields are named 'holder'"):
        load_document_specs(tmp_path)


def test_type_on_a_licence_is_not_compared_with_the_register() -> None:
    (licence,) = (spec for spec in load_document_specs() if spec.kind == "business_license")

    assert {field.name: field.record for field in licence.fields}["company_type"] is None


def test_field_that_stands_nowhere_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "proof.yaml")
    path.write_text(path.read_text(encoding="utf-8").replace(", labels: [持有人]", ""), encoding="utf-8")

    with pytest.raises(BadRuleFile, match="say where the value stands"):
        load_document_specs(tmp_path)


def test_check_of_a_field_that_is_not_there_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "proof.yaml")
    check = "checks:\n  - {name: agrees, equal: [holder, owner]}\n"
    path.write_text(path.read_text(encoding="utf-8") + check, encoding="utf-8")

    with pytest.raises(BadRuleFile, match="there is no field 'owner'"):
        load_document_specs(tmp_path)


def test_what_is_seen_and_not_read_is_true_or_false(tmp_path: Path) -> None:
    path = write(tmp_path, "proof.yaml")
    path.write_text(path.read_text(encoding="utf-8").replace("labels: [持有人]", "sight: seal"), encoding="utf-8")

    with pytest.raises(BadRuleFile, match="has the type boolean"):
        load_document_specs(tmp_path)
