"""`zhiban corpus generate`."""

from __future__ import annotations

import click

from app.commands.output import emit, json_option


@click.command("generate")
@json_option
def command(as_json: bool) -> None:
    """Write the guides and facts that are made from items and schemes, and list the files that changed."""
    from app.corpus.generating import write_generated
    from app.settings import Settings

    changed = write_generated(Settings().corpora_dir)

    def say() -> None:
        for path in changed:
            click.echo(path)
        click.echo(f"{len(changed) or 'no'} file{'' if len(changed) == 1 else 's'} changed")

    emit({"changed": list(changed)}, as_json=as_json, say=say)
