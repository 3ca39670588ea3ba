"""The page templates: everything put into them is escaped."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context

from app.pages.codes import CODES
from app.pages.marking import marked
from app.pages.wording import COMMON, Spoken, is_chinese
from app.web.csrf import csrf_field
from app.web.look import the_look
from app.web.visitor import may, visitor
from approval_rules.language_words import Both, Language, masked, region_title, yuan
from approval_rules.telling.explanation_text import due_line, fact_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jinja2.runtime import Context

    from app.errors import AppError
    from app.web.dependencies import Services

TEMPLATES_DIR = Path(__file__).parent / "templates"
STATIC_DIR = Path(__file__).parent / "static"


def build_templates() -> Environment:
    templates = Environment(
        loader=FileSystemLoader(TEMPLATES_DIR),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.globals |= {
        "csrf_field": csrf_field,
        "look": the_look,
        "visitor": visitor,
        "may": may,
        "c": Spoken(COMMON),
    }
    templates.filters["words"] = _of_code
    templates.filters["source_of"] = lambda clause: str(clause).partition("#")[0]
    templates.filters["anchor_of"] = lambda clause: str(clause).partition("#")[2]
    templates.filters["masked"] = masked
    templates.filters["yuan"] = yuan
    templates.filters["region"] = lambda code: region_title(code).in_(the_look().language)
    templates.filters["grouped"] = _grouped
    templates.filters["fact"] = fact_line
    templates.filters["due"] = lambda due, language=Language.ZH: due_line(due, language)
    return templates


def page(served: Services, template: str, words: Mapping[str, Both], **content: object) -> str:
    """A page in the language that it is wanted in: its template has its words as `t` and the language as `lang`."""
    html = served.templates.get_template(template).render(t=Spoken(words), lang=the_look().language, **content)
    return marked(html) if the_look().is_english else html


def mistake(error: AppError) -> str:
    """What was wrong, in the language of the page: the message, or the words of its code where it isn’t in that one."""
    message, known = str(error), CODES.get(error.code)
    if known is None or is_chinese(message) is not the_look().is_english:
        return message
    return known.in_(the_look().language)


@pass_context
def _of_code(_page: Context, code: object) -> str:
    """A code that no words are known for is shown as it is.

    With the context, because Jinja would work out the words of a code written in a template once, in one language.
    """
    said = CODES.get(str(code))
    return str(code) if said is None else said.in_(the_look().language)


def _grouped(figure: str) -> str:
    """A whole or decimal number with its thousands apart; anything else, a date say, as it is."""
    whole, point, rest = figure.partition(".")
    return f"{int(whole):,}{point}{rest}" if whole.isascii() and whole.isdigit() else figure
