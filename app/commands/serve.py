"""`zhiban serve`."""

from __future__ import annotations

import click

MOST_PORT = 65_535


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, MOST_PORT), help="Port to listen on.")
def command(host: str, port: int) -> None:
    """Run the service and its pages."""
    import uvicorn

    from app.commands.output import progress
    from app.logs import configure_logs
    from app.main import create_app
    from app.settings import Settings

    configure_logs()
    settings = Settings()
    progress("starting: reading the corpus and its index …")
    uvicorn.run(create_app(settings), host=host, port=port, log_level="warning", server_header=False)
