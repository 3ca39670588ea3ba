"""`zhiban serve`."""

from __future__ import annotations

import secrets

import click

MOST_PORT = 65_535


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, MOST_PORT), help="Port to listen on.")
def command(host: str, port: int) -> None:
    """Run the service and its pages."""
    import uvicorn
    from pydantic import SecretStr

    from app.commands.output import progress
    from app.logs import configure_logs
    from app.main import create_app
    from app.settings import Settings

    configure_logs()
    settings = Settings()
    if not settings.staff_password.get_secret_value():
        password = secrets.token_urlsafe(12)
        settings = settings.model_copy(update={"staff_password": SecretStr(password)})
        progress(f"staff pages: user 'staff', password '{password}' (set ZHIBAN_STAFF_PASSWORD to choose one)")
    progress("starting: reading the corpus and its index …")
    uvicorn.run(create_app(settings), host=host, port=port, log_level="warning", server_header=False)
