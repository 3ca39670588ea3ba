"""`zhiban vault …`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from app.commands.output import emit, json_option, progress

if TYPE_CHECKING:
    from app.settings import Settings

OPERATOR: Final = "operator"


@click.group("vault")
def command() -> None:
    """Look at and exchange the keys that personal data is sealed with."""


@command.command("keys")
@json_option
def keys(as_json: bool) -> None:
    """The data keys, and how many values and files each of them seals."""
    from app.main import build_engine, build_files
    from app.personal.resealing import UNSEALED, keys_in_use, stored_keys
    from app.settings import Settings

    settings = Settings()
    engine = build_engine(settings)
    used = keys_in_use(engine, build_files(settings, engine))
    data = [
        {
            "key_id": one.key_id,
            "purpose": one.purpose.value,
            "created_at": one.created_at,
            "retired_at": one.retired_at,
            "seals": used[one.key_id],
        }
        for one in stored_keys(engine)
    ]

    def say() -> None:
        for one in data:
            since = f"retired {one['retired_at']}" if one["retired_at"] else "in use"
            click.echo(f"{one['key_id']}: {one['purpose']}, {since}, seals {one['seals']:,}")
        if used[UNSEALED]:
            click.secho(f"not sealed: {used[UNSEALED]:,}; run `zhiban vault reseal`", fg="red")

    emit({"keys": data, "unsealed": used[UNSEALED]}, as_json=as_json, say=say)


@command.command("rotate")
@json_option
def rotate(as_json: bool) -> None:
    """Make a new data key for everything that is written from now on."""
    from app.clock import SystemClock
    from app.main import build_engine
    from app.personal.resealing import rotate as rotated
    from app.settings import Settings

    settings = Settings()
    key_id = rotated(build_engine(settings), SystemClock(), _master_key_file(settings), OPERATOR)
    words = f"data key {key_id} seals from now on; `zhiban vault reseal` seals with it what is there"
    emit({"key_id": key_id}, as_json=as_json, say=lambda: click.echo(words))


@command.command("reseal")
@json_option
def reseal(as_json: bool) -> None:
    """Seal old rows and files with the newest data key. Broken off, it goes on where it was."""
    from app.main import build_engine, build_files
    from app.personal.resealing import reseal as resealed
    from app.settings import Settings

    settings = Settings()
    engine = build_engine(settings)
    done = resealed(engine, build_files(settings, engine), progress)
    words = f"{done.values:,} values and {done.files:,} files sealed anew"
    emit({"values": done.values, "files": done.files}, as_json=as_json, say=lambda: click.echo(words))


@command.command("destroy")
@click.argument("key_id", type=int, metavar="KEY")
@json_option
def destroy(key_id: int, as_json: bool) -> None:
    """Destroy a retired data key that seals nothing any more, two days after it was retired."""
    from app.clock import SystemClock
    from app.main import build_engine, build_files
    from app.personal.resealing import destroy as destroyed
    from app.settings import Settings

    settings = Settings()
    engine = build_engine(settings)
    destroyed(engine, SystemClock(), build_files(settings, engine), key_id, OPERATOR)
    emit({"key_id": key_id}, as_json=as_json, say=lambda: click.echo(f"data key {key_id} is destroyed"))


@command.command("rewrap")
@click.option(
    "--new-master-key-file",
    "new",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file that the database opens with afterwards; made when it is not there.",
)
@json_option
def rewrap(new: Path, as_json: bool) -> None:
    """Exchange the master key: wrap every data key with another one."""
    from app.clock import SystemClock
    from app.main import build_engine
    from app.personal.resealing import rewrap as rewrapped
    from app.settings import Settings

    settings = Settings()
    count = rewrapped(build_engine(settings), SystemClock(), _master_key_file(settings), new, OPERATOR)
    words = f"{count} data keys now open with {new}: set ZHIBAN_MASTER_KEY_FILE to it and restart every process"
    emit({"data_keys": count, "master_key_file": str(new)}, as_json=as_json, say=lambda: click.echo(words))


def _master_key_file(settings: Settings) -> Path:
    from app.vault.master_key import FILE_NAME

    return settings.master_key_file or settings.home / FILE_NAME
