"""Reads a rule file without YAML's surprises.

Plain YAML reads region 010106 as 4166, `no` as False, 0.1 as a binary fraction, and lets a repeated key win
silently. Here each of them is an error with file, line and a fix.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from approval_rules.advice import advised, is_misspelt
from approval_rules.errors import BadRuleFile
from approval_rules.values import BadValue

if TYPE_CHECKING:
    from pathlib import Path

    from pydantic_core import ErrorDetails

Model = TypeVar("Model", bound=BaseModel)
Location: TypeAlias = tuple[int | str, ...]

_TRAPS = (
    (re.compile(r"[-+]?0[0-9_]+"), "a code that starts with 0 would be read as another number"),
    (re.compile(r"(?i:yes|no|on|off|y|n)"), "this word would be read as true or false"),
    (re.compile(r"[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+"), "a time would be read as a number of seconds"),
    (
        re.compile(r"[-+]?([0-9][0-9_]*\.[0-9_]*|\.[0-9_]+)([eE][-+]?[0-9]+)?"),
        "a fraction would lose its exact value",
    ),
    (re.compile(r"[-+]?(0[bx][0-9a-fA-F_]+|[1-9][0-9]*_[0-9_]*)"), "this would be read as another number"),
    (re.compile(r"[-+]?\.(?i:inf|nan)"), "this word would be read as no number at all"),
    (re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt]|\s+)[0-9].*"), "an instant would lose its zone"),
)


def load(path: Path) -> Any:  # noqa: ANN401  plain YAML data, given a type by load_model
    """Plain data of one YAML file.

    Raises:
        BadRuleFile: the file can't be read, isn't YAML, repeats a key or holds a trap.
    """
    return _construct(path, _compose(path))


def load_model(path: Path, model: type[Model]) -> Model:
    """One YAML file as `model`; what pydantic finds wrong names the line of the key concerned.

    Raises:
        BadRuleFile: as `load`, or the data does not fit the model; `further` then has every other mistake.
    """
    return load_with_lines(path, model)[0]


def load_with_lines(path: Path, model: type[Model]) -> tuple[Model, Lines]:
    """As `load_model`, with the lines on which the parts of the file stand."""
    root = _compose(path)
    data = _construct(path, root)
    try:
        return model.model_validate(data), Lines(root)
    except ValidationError as error:
        raise _refused(path, root, error, model) from error


@dataclass(frozen=True, slots=True)
class Lines:
    """Where the parts of one YAML file stand."""

    root: yaml.Node

    def at(self, *way: int | str) -> int:
        """The line, from 1, of the deepest part on the way that stands in the file: of its key, where it has one."""
        return _place(self.root, way)[0]


def refused(path: Path, error: ValidationError, model: type[BaseModel], at: Location = ()) -> BadRuleFile:
    """What a model found wrong in data that stands in the file below `at`, with its line."""
    return _refused(path, _compose(path), error, model, at)


def lines(path: Path) -> Lines:
    return Lines(_compose(path))


def location(error: ErrorDetails) -> Location:
    """The way to the mistake: pydantic's to the field, and on to the part of its value that is wrong."""
    cause = error.get("ctx", {}).get("error")
    return (*error["loc"], *(cause.at if isinstance(cause, BadValue) else ()))


def _refused(
    path: Path, root: yaml.Node, error: ValidationError, model: type[BaseModel], at: Location = ()
) -> BadRuleFile:
    told = _told(error, root, at)
    mistakes = sorted((_mistake(path, root, one, model, at) for one in told), key=lambda one: one.line)
    mistakes[0].further = tuple(mistakes[1:])
    return mistakes[0]


def _mistake(path: Path, root: yaml.Node, error: ErrorDetails, model: type[BaseModel], at: Location) -> BadRuleFile:
    line, way = _place(root, (*at, *location(error)))
    problem, fix = advised(error, model)
    absent = [str(error["loc"][-1])] if error["type"] == "missing" else []
    where = ".".join([*map(str, way), *absent]) or "the file"
    return BadRuleFile(path, line, f"{where}: {problem}", fix)


def _told(error: ValidationError, root: yaml.Node, at: Location) -> list[ErrorDetails]:
    """The errors; of the alternatives of a field only the one that got furthest, of a misspelt key only the slip."""
    found = [(one, _place(root, (*at, *location(one)))[1]) for one in error.errors()]
    kept: list[tuple[ErrorDetails, Location]] = []
    for one, way in found:
        is_alternative = len(way) < len((*at, *location(one))) - (one["type"] == "missing")
        others = [other for _, other in found if len(other) > len(way)] + [other for _, other in kept]
        if is_misspelt(one, [other for other, _ in found]):
            continue
        if one["type"] == "too_short" and any(
            other["loc"][: len(one["loc"])] == one["loc"] != other["loc"] for other, _ in found
        ):
            continue  # a tuple whose items are wrong counts them out
        if not is_alternative or not any(other[: len(way)] == way for other in others):
            kept.append((one, way))
    return [one for one, _ in kept]


class _Strict(yaml.SafeLoader):
    def __init__(self, path: Path) -> None:
        super().__init__("")
        self.path = path

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002  yaml's signature
        seen: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise BadRuleFile(
                    self.path, _line(key), "a key is a list or a mapping", "Write a plain word as the key"
                )
            if key.value in seen:
                raise BadRuleFile(self.path, _line(key), f"the key '{key.value}' stands twice", "Keep one of them")
            seen.add(key.value)
        return super().construct_mapping(node, deep)

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:  # noqa: ANN401, FBT001, FBT002  yaml's signature
        if isinstance(node, yaml.ScalarNode) and not node.style:
            for pattern, problem in _TRAPS:
                if pattern.fullmatch(node.value):
                    fix = f'Write "{node.value}" in quotes'
                    raise BadRuleFile(self.path, _line(node), f"{node.value}: {problem}", fix)
            return self._scalar(node, deep=deep)
        return super().construct_object(node, deep)

    def _scalar(self, node: yaml.ScalarNode, *, deep: bool) -> Any:  # noqa: ANN401  whatever YAML makes of it
        try:
            return super().construct_object(node, deep)
        except ValueError as error:
            fix = "Write a date that exists, or put the text in quotes"
            raise BadRuleFile(self.path, _line(node), f"{node.value}: {error}", fix) from error


def _construct(path: Path, root: yaml.Node) -> Any:  # noqa: ANN401  plain YAML data
    try:
        return _Strict(path).construct_document(root)
    except yaml.MarkedYAMLError as error:
        raise _not_yaml(path, error) from error


def _compose(path: Path) -> yaml.Node:
    try:
        root = _composed(path.read_text(encoding="utf-8"))
    except yaml.MarkedYAMLError as error:
        raise _not_yaml(path, error) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise BadRuleFile(path, 1, "not readable as UTF-8 YAML", "Save it as UTF-8 text") from error
    except OSError as error:
        raise BadRuleFile(
            path, 1, f"can't be opened ({error.strerror})", "Check the path and its permissions"
        ) from error
    if root is None:
        raise BadRuleFile(path, 1, "the file is empty", "Write its content or delete it")
    return root


def _composed(text: str) -> yaml.Node | None:
    """Read by the fast loader; one that it refuses is read again by the other, whose messages are explained here."""
    try:
        return yaml.compose(text, yaml.CSafeLoader)
    except yaml.YAMLError:
        return yaml.compose(text, yaml.SafeLoader)


def _not_yaml(path: Path, error: yaml.MarkedYAMLError) -> BadRuleFile:
    mark = error.problem_mark or error.context_mark
    fix = next((fix for words, fix in _YAML_FIXES if words in str(error.problem)), "Mend the line")
    return BadRuleFile(path, mark.line + 1 if mark else 1, f"not plain YAML ({error.problem})", fix)


_YAML_FIXES = (
    ("'\\t'", "Indent with spaces, not with tabs"),
    ("mapping values are not allowed", "Put a text that has a colon in it into quotes"),
    ("expected <block end>", "Indent the line as the one above it, or put the text into quotes"),
    ("expected ',' or", "Close the bracket, or put a comma between the parts"),
)


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


def _place(root: yaml.Node, location: Location) -> tuple[int, Location]:
    """The line of the deepest part of `location` that stands in the file, and the way to it.

    What does not stand there is passed over: pydantic names the alternatives of a field in between.
    """
    node, line, way = root, _line(root), []
    for part in location:
        found = _child(node, part)
        if found is not None:
            shown, node = found
            line = _line(shown)
            way.append(part)
    return line, tuple(way)


def _child(node: yaml.Node, part: int | str) -> tuple[yaml.Node, yaml.Node] | None:
    """The part, with the node whose line is shown for it."""
    if isinstance(node, yaml.MappingNode):
        return next(((key, value) for key, value in node.value if key.value == str(part)), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part], node.value[part]
    return None
