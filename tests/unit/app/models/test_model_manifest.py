from pathlib import Path

import pytest

from app.models.manifest import BuiltBy, load_manifest
from approval_rules.errors import BadRuleFile

GOOD = """\
packages:
  - package: a
    version: "1"
    licence: MIT
    wheel_sha256: "{sha}"
    wheel_mb: 1
    members: {{a.bin: "{sha}"}}
    models:
      - {{folder: f, purpose: p, built_by: copy, takes: [{takes}], files: {{a.bin: "{sha}"}}}}
"""


def write(folder: Path, *, sha: str = "0" * 64, takes: str = "a.bin") -> Path:
    path = folder / "manifest.yaml"
    path.write_text(GOOD.format(sha=sha, takes=takes), encoding="utf-8")
    return path


def test_our_manifest_builds_the_five_folders_that_the_service_reads() -> None:
    folders = {model.folder for package in load_manifest().packages for model in package.models}

    assert folders == {
        "PP-OCRv6_small_det",
        "PP-OCRv6_small_rec",
        "PP-OCRv6_tiny_rec",
        "multilingual-e5-small",
        "fonts",
    }


def test_an_onnx_file_is_built_with_the_hash_it_had_in_the_package() -> None:
    (package,) = [package for package in load_manifest().packages if package.package == "rapidocr"]
    ocr = [model for model in package.models if model.built_by is BuiltBy.ocr]

    assert len(ocr) == 2
    for model in ocr:
        assert model.files["inference.onnx"] == package.members[model.takes[0]]


def test_a_good_manifest_is_read(tmp_path: Path) -> None:
    manifest = load_manifest(write(tmp_path))

    assert manifest.packages[0].models[0].built_by is BuiltBy.copy


def test_a_hash_of_the_wrong_length_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadRuleFile, match="wheel_sha256"):
        load_manifest(write(tmp_path, sha="ab12"))


def test_a_model_that_takes_a_member_without_a_hash_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadRuleFile, match=r"no hash is given for b\.bin"):
        load_manifest(write(tmp_path, takes="b.bin"))


def test_a_receipt_is_the_same_text_each_time_and_names_the_source() -> None:
    package = load_manifest().packages[0]

    receipt = package.receipt(package.models[0])

    assert receipt == package.receipt(package.models[0])
    assert package.wheel_sha256 in receipt
