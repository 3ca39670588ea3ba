"""`zhiban backup FILE`."""

from __future__ import annotations

from pathlib import Path

import click

from app.commands.output import emit, json_option, progress


@click.command("backup")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--with-keys", is_flag=True, help="Also the keys: whoever has the file can then read all of it.")
@json_option
def command(path: Path, with_keys: bool, as_json: bool) -> None:
    """Write database, files and texts into one file while the service runs, and check what was written."""
    from app.clock import SystemClock
    from app.main import build_engine
    from app.operation.backups import back_up
    from app.settings import Settings

    settings, clock = Settings(), SystemClock()
    if path.is_dir():
        path = path / f"zhiban-{clock.now():%Y%m%dT%H%M%SZ}.tar"
    if with_keys:
        progress("the backup holds the keys: lock it away as you would the keys themselves")
    else:
        progress(
            f"the keys are not in it: keep {settings.home}/master.key and audit.key elsewhere, or nothing opens it"
        )
    if settings.files_url:
        progress(f"the files of cases are at {settings.files_url}, and are not in it")
    kept = back_up(settings, build_engine(settings), clock, path, with_keys=with_keys)
    size = sum(size for size, _ in kept.files.values())
    data = {
        "file": str(path),
        "made_at": kept.made_at,
        "files": len(kept.files),
        "bytes": size,
        "has_keys": kept.has_keys,
    }
    emit(data, as_json=as_json, say=lambda: click.echo(f"{path}: {len(kept.files):,} files, {size:,} bytes, checked"))
