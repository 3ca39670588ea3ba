"""What is deployed names settings and commands that exist, and holds no secret."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.settings import Settings
from tests.docs.markdown import ROOT, blocks, page
from tests.docs.test_readme import _problem

DEPLOY = ROOT / "deploy"
UNITS = ("zhiban.service", "zhiban-worker.service")
FILES = ("Dockerfile", "compose.yaml", "README.md", *(f"systemd/{name}" for name in UNITS))
NAMES = {f"ZHIBAN_{name.upper()}" for name in Settings.model_fields}


def _compose() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    return content


def _commands() -> dict[str, str]:
    """Where each command stands, and the command."""
    services = _compose()["services"]
    found = {f"compose {name}": shlex.join(one["command"]) for name, one in services.items() if "command" in one}
    for name in UNITS:
        unit = (DEPLOY / "systemd" / name).read_text(encoding="utf-8")
        (line,) = re.findall(r"^ExecStart=\S*/zhiban (.+)$", unit, re.MULTILINE)
        found[name] = line
    dockerfile = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    (words,) = re.findall(r"^CMD \[(.+)\]$", dockerfile, re.MULTILINE)
    found["Dockerfile"] = " ".join(re.findall(r'"([^"]+)"', words))
    for number, line in enumerate(re.findall(r"/bin/zhiban (.+)$", dockerfile, re.MULTILINE)):
        found[f"Dockerfile {number}"] = line
    return found


@pytest.mark.parametrize("where", sorted(_commands()))
def test_every_command_exists_with_its_options(where: str) -> None:
    assert _problem(f"zhiban {_commands()[where]}", "zhiban") == ""


@pytest.mark.parametrize("name", FILES)
def test_every_setting_that_is_named_exists(name: str) -> None:
    named = set(re.findall(r"ZHIBAN_[A-Z_]+", (DEPLOY / name).read_text(encoding="utf-8")))

    assert {one for one in named if one not in NAMES and one.removesuffix("_FILE") not in NAMES} == set()


def test_every_secret_and_volume_that_is_used_is_declared() -> None:
    compose = _compose()

    for service in compose["services"].values():
        assert set(service.get("secrets", [])) <= set(compose["secrets"])
        assert {volume.split(":")[0] for volume in service.get("volumes", [])} <= set(compose["volumes"])
        assert set(service.get("depends_on", {})) <= set(compose["services"])


def test_every_secret_is_a_file_that_is_not_kept_here() -> None:
    files = [one["file"] for one in _compose()["secrets"].values()]

    assert all(not (DEPLOY / file).exists() for file in files)
    assert all(
        file in page("deploy/README.md").replace("deploy/secrets", "secrets") or Path(file).name for file in files
    )
    assert "/deploy/secrets/" in page(".gitignore").splitlines()


def test_the_image_takes_along_every_package_that_is_built() -> None:
    project = tomllib.loads(page("pyproject.toml"))
    packages = set(project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"])

    copied = set(re.findall(r"^COPY (\w+) \w+$", page("deploy/Dockerfile"), re.MULTILINE))
    let_in = set(re.findall(r"^!(\w+)$", page("deploy/Dockerfile.dockerignore"), re.MULTILINE))

    assert copied == packages
    assert packages <= let_in


def test_the_image_runs_as_nobody_in_particular() -> None:
    lines = page("deploy/Dockerfile").splitlines()

    assert "USER zhiban" in lines
    assert not any("[dev]" in line for line in lines)


def test_it_is_installed_by_the_commands_of_the_makefile() -> None:
    dockerfile, makefile = page("deploy/Dockerfile"), page("Makefile")

    for words in ("--constraint constraints.txt torch uv", "--constraint constraints.txt", "zhiban models prepare"):
        assert words in makefile
        assert words in dockerfile


@pytest.mark.parametrize("name", UNITS)
def test_a_unit_is_well_formed(name: str, tmp_path: Path) -> None:
    found = shutil.which("systemd-analyze")
    if found is None:
        pytest.skip("systemd-analyze is not installed")
    unit = (DEPLOY / "systemd" / name).read_text(encoding="utf-8")
    there = unit.replace("/opt/zhiban/.venv/bin/zhiban", str(Path(sys.executable).with_name("zhiban")))
    (tmp_path / name).write_text(there)

    done = subprocess.run([found, "verify", str(tmp_path / name)], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")


def test_the_page_tells_to_make_every_secret() -> None:
    told = "\n".join(block.text for block in blocks(page("deploy/README.md"), "sh"))

    assert all(name in told for name in _compose()["secrets"])
