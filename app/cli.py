"""`zhiban …`: the command line. Every command imports what it needs when it runs, so that help answers at once."""

from __future__ import annotations

import importlib
import sys
from typing import Final

import click

COMMANDS: Final = {
    "demo": (
        "app.commands.demo",
        "The main job on drawn input: documents → decision, question → answer, company → schemes.",
    ),
    "extract": ("app.commands.extract", "Read certificates and forms into typed fields."),
    "check": ("app.commands.check", "Decide an application and store the case."),
    "ask": ("app.commands.ask", "Answer a question with exact quotes, or say that it can't."),
    "search": ("app.commands.search", "Find passages in any folder of documents."),
    "assistant": ("app.commands.assistant", "Export the answers that staff found wrong."),
    "corpus": ("app.commands.corpus", "Take texts in, write those that follow from the rules, look them over."),
    "match": ("app.commands.match", "Find the schemes that fit a company."),
    "match-all": ("app.commands.match_all", "Find the schemes of every company of a file or of the registers."),
    "items": ("app.commands.items", "Check the rule files and their worked examples."),
    "explain": ("app.commands.explain", "Tell why a stored case was decided as it was."),
    "replay": ("app.commands.replay", "Decide a stored case again and compare the bytes."),
    "accounts": ("app.commands.accounts", "Say who may sign in, and what each is granted."),
    "keys": ("app.commands.keys", "Make, rotate and revoke the keys of systems."),
    "audit": ("app.commands.audit", "Verify the audit chain, export it, sign where it stands."),
    "records": ("app.commands.records", "Load a register, or make up synthetic companies."),
    "database": ("app.commands.database", "Show or change the version of the tables."),
    "models": ("app.commands.models", "Build the model folders."),
    "personal": ("app.commands.personal", "Tell, keep and erase what is held on people."),
    "vault": ("app.commands.vault", "Look at and exchange the keys that personal data is sealed with."),
    "backup": ("app.commands.backup", "Write the whole installation into one file."),
    "restore": ("app.commands.restore", "Put a backup into an empty folder."),
    "serve": ("app.commands.serve", "Run the service and its pages."),
    "worker": ("app.commands.worker", "Do what goes on after the answer: read documents, tell systems, sweep."),
}
BAD_INPUT: Final = 2


class _Lazy(click.Group):
    """Lists the commands without importing them, and answers expected errors in one line."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, _ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(COMMANDS[name][0]).command
        return command

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, sentence) for name, (_, sentence) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except Exception as error:
            if not is_expected(error):
                raise
            click.echo(f"zhiban: {' '.join(str(error).split())}", err=True)
            sys.exit(BAD_INPUT)


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="zhiban")
def main() -> None:
    """智办: government services that answer at any hour and approve standardised applications by themselves.

    Every command but serve takes --json: one JSON document on stdout, logs on stderr. Exit status: 0 done, 1 the
    answer is "no", 2 bad input.
    """


def is_expected(error: Exception) -> bool:
    """Whether the error is one of ours, whose message is meant for the person."""
    from app.errors import AppError
    from app.models.errors import ModelError
    from approval_rules.errors import RulesError
    from extractors.errors import ExtractionError
    from retrieval.errors import RetrievalError

    return isinstance(error, (AppError, ModelError, RulesError, ExtractionError, RetrievalError))
