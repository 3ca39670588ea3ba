"""What the pages tell people to type exists, and the two READMEs tell the same."""

from __future__ import annotations

import json
import re
import shlex
from typing import TYPE_CHECKING

import click
import pytest

from app.cli import COMMANDS, main
from approval_rules.item_files import load_items
from eval.__main__ import main as eval_main
from tests.docs.markdown import ROOT, blocks, code, headings, page, prose, rows, section

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGES = (
    "README.md",
    "README.zh.md",
    "CONTRIBUTING.md",
    *sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("*/README.md")),
    *sorted(str(path.relative_to(ROOT)) for path in (ROOT / "docs").rglob("*.md")),
)
GROUPS = {"zhiban": main, "python -m eval": eval_main}
SHARED = {"--json", "--help", "-h"}
SERVICE_ROUTES = {"GET /metrics"}
"""Not described to clients."""


def _typed(name: str) -> list[str]:
    """Everything the page tells to type: the lines of its shell blocks and its words in backticks."""
    text = page(name)
    lines = [line for block in blocks(text, "sh") for line in block.text.splitlines()]
    return [*lines, *re.findall(r"`([^`\n]+)`", prose(text))]


def _said(name: str, start: str) -> list[str]:
    return [line for line in _typed(name) if line == start or line.startswith(f"{start} ")]


def _problem(line: str, start: str) -> str:
    """What is wrong with a command as written; empty when it exists with all its options."""
    words = [word.strip("[]") for word in shlex.split(line, comments=True)[len(start.split()) :]]
    command: click.Command = GROUPS[start]
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        if words[0] in {"…", "SUITE"}:
            return ""
        found = command.get_command(click.Context(command), words[0])
        if found is None:
            return f"there is no '{words[0]}'"
        command, words = found, words[1:]
    unknown = [word for word in words if word.startswith("-") and word not in _options(command)]
    return f"no options {unknown}" if unknown else ""


def _options(command: click.Command) -> set[str]:
    names = command.get_help_option_names(click.Context(command, **command.context_settings))
    return {option for one in command.params if isinstance(one, click.Option) for option in one.opts} | set(names)


def _leaves(group: click.Group = main, start: str = "zhiban") -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in COMMANDS if group is main else group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from _leaves(command, f"{start} {name}")
        else:
            yield f"{start} {name}", command


LEAVES = dict(_leaves())


def _command_table(name: str, heading: str) -> dict[str, list[str]]:
    """Per command: the line as the table writes it, and what it says it does."""
    found = {}
    for row in rows(section(page(name), heading)):
        line = code(row[0])
        words = [word for word in line.split() if re.fullmatch("[a-z]+(-[a-z]+)*", word)]
        found[" ".join(words)] = [line, row[1]]
    return found


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("start", GROUPS)
def test_every_command_that_a_page_names_exists(name: str, start: str) -> None:
    problems = {line: problem for line in _said(name, start) if (problem := _problem(line, start))}

    assert problems == {}


@pytest.mark.parametrize("name", PAGES)
def test_every_make_target_that_a_page_names_exists(name: str) -> None:
    phony = re.search(r"^\.PHONY: (.+)$", page("Makefile"), re.MULTILINE)
    assert phony is not None

    named = {line.split()[1] for line in _said(name, "make") if len(line.split()) > 1}

    assert named <= set(phony[1].split())


def test_a_command_that_does_not_exist_would_be_found() -> None:
    assert _problem("zhiban item lint", "zhiban")
    assert _problem("zhiban check FILE --yesterday", "zhiban")
    assert _problem("python -m eval drawing", "python -m eval")


@pytest.mark.parametrize(("name", "heading"), [("README.md", "## Command line"), ("README.zh.md", "## 命令行")])
def test_the_table_lists_exactly_the_commands_with_their_options(name: str, heading: str) -> None:
    table = _command_table(name, heading)

    assert set(table) == set(LEAVES)
    for command, (line, _) in table.items():
        named = set(re.findall(r"(?<!\S)\[?(-[-\w]+)", line))
        own = {one.opts[0] for one in LEAVES[command].params if isinstance(one, click.Option)}
        assert named == own - SHARED, command


@pytest.mark.parametrize("command", sorted(LEAVES))
def test_the_table_says_what_the_help_says(command: str) -> None:
    first = (LEAVES[command].help or "").split("\n\n")[0]

    said = _command_table("README.md", "## Command line")[command][1]

    assert said == " ".join(first.split())


def _routes_named(name: str) -> set[str]:
    """Every operation that the page names, without queries."""
    return {line.partition("?")[0] for line in _typed(name) if re.match("(GET|POST|PUT|DELETE|PATCH) /", line)}


def _routes() -> dict[str, str]:
    """Every operation of the API, and what the description says of it."""
    paths = json.loads((ROOT / "docs" / "openapi.json").read_text(encoding="utf-8"))["paths"]
    return {f"{verb.upper()} {path}": one["summary"] for path, verbs in paths.items() for verb, one in verbs.items()}


@pytest.mark.parametrize("name", PAGES)
def test_every_route_that_a_page_names_exists(name: str) -> None:
    assert _routes_named(name) <= _routes().keys() | SERVICE_ROUTES


def test_the_page_of_the_api_lists_every_route_with_what_it_does() -> None:
    listed = {code(row[0]): row[1] for row in rows(section(page("docs/api.md"), "## Operations"))}

    assert listed == _routes()


def test_both_readmes_name_the_same_routes() -> None:
    assert _routes_named("README.md") == _routes_named("README.zh.md") != set()


def test_both_readmes_have_the_same_build_and_the_same_commands() -> None:
    english, chinese = page("README.md"), page("README.zh.md")

    levels = [[len(one.split(" ", 1)[0]) for one in headings(text)] for text in (english, chinese)]
    commands = [
        [
            line.partition("  #")[0].partition(" # ")[0].rstrip()
            for block in blocks(text, "sh")
            for line in block.text.splitlines()
        ]
        for text in (english, chinese)
    ]
    tables = [[len(row) for row in rows(text)] for text in (english, chinese)]

    assert levels[0] == levels[1]
    assert commands[0] == commands[1]
    assert tables[0] == tables[1]


@pytest.mark.parametrize("name", PAGES)
def test_every_file_that_a_page_links_to_is_there(name: str) -> None:
    targets = re.findall(r"\]\(([^)#]+)", prose(page(name)))

    missing = [target for target in targets if "://" not in target and not ((ROOT / name).parent / target).exists()]

    assert missing == []


@pytest.mark.parametrize("path", sorted((ROOT / "docs" / "decisions").glob("*.md")), ids=lambda path: path.name)
def test_a_decision_is_numbered_and_tells_context_choice_and_price(path: object) -> None:
    text = page(f"docs/decisions/{getattr(path, 'name', '')}")
    number = str(getattr(path, "name", "")).partition("-")[0]

    assert re.match(rf"# {number} \S", text)
    assert re.findall(r"^\*\*(\w+)\.\*\*", text, re.MULTILINE) == ["Context", "Choice", "Price"]


SWITCHES = {
    "README.md": ("## What it decides", {"off": "off", "assisted": "assisted", "unattended": "unattended"}),
    "README.zh.md": ("## 能办什么", {"off": "关闭", "assisted": "辅助", "unattended": "无人干预"}),
}


@pytest.mark.parametrize("name", SWITCHES)
def test_the_table_of_items_tells_each_with_its_switch(name: str) -> None:
    heading, words = SWITCHES[name]

    told = {code(row[0]): row[2] for row in rows(section(page(name), heading))}

    assert set(told) == set(load_items())
    for item in load_items().values():
        assert all(words[version.automation] in told[item.id] for version in item.versions)
