"""`zhiban models prepare`."""

from __future__ import annotations

import click

from app.commands.output import emit, json_option, progress


@click.group("models")
def command() -> None:
    """Build the model folders."""


@command.command("prepare")
@json_option
def prepare(as_json: bool) -> None:
    """Build the OCR and embedding model folders and the drawing fonts; every file's hash is checked."""
    from app.models.prepare import prepare as build
    from app.settings import Settings

    folder = Settings().models_dir
    build(folder, progress)
    emit({"models_dir": str(folder)}, as_json=as_json, say=lambda: click.echo(f"ready: {folder}"))
