"""``takehome serve``: pages for people and an interface for programs, on this machine."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import click

from takehome.cli.options import FOLDER
from takehome.errors import InputError
from takehome.server.settings import MEGABYTE, Limits, Settings

DATA_VARIABLE = "TAKEHOME_DATA_HOME"
DATABASE_VARIABLE = "TAKEHOME_SERVER_DATABASE"
FILE = click.Path(dir_okay=False, path_type=Path)
MINUTE = 60.0
SOME = click.FloatRange(min=0, min_open=True)
DEFAULTS = Settings(data=Path())


@click.command(short_help="Pages for people, an interface for programs.")
@click.option("--host", default=DEFAULTS.host, show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65_535), default=DEFAULTS.port, show_default=True, help="0: a free one.")
@click.option("--data", type=FOLDER, help=f"Folder of everything kept; ${DATA_VARIABLE} or ~/.local/share/takehome.")
@click.option("--database", help=f"SQLAlchemy URL; ${DATABASE_VARIABLE}, or SQLite in the data folder.")
@click.option("--token-file", type=FILE, help="File with the token; by default one is made and kept.")
@click.option("--no-token", is_flag=True, help="Ask nobody for a token; on a loopback address alone.")
@click.option("--allowed-host", "hosts", multiple=True, metavar="NAME", help="Another name of the server; repeatable.")
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Runs at the same time.")
@click.option("--memory", type=click.IntRange(min=200), default=4_000, show_default=True, help="Most MB of one run.")
@click.option("--run-minutes", type=SOME, default=60, show_default=True, help="Most minutes of one study.")
@click.option("--grade-minutes", type=SOME, default=60, show_default=True, help="Most minutes of one grading.")
@click.option("--retain-days", type=SOME, help="Delete what is older; by default never.")
@click.option("--secret-file", type=FILE, help="File with the secret of sealed assignments; without, practice alone.")
@click.option("--study", "studies", type=FOLDER, multiple=True, help="Saved study to score with; repeatable.")
def serve(
    host: str,
    port: int,
    data: Path | None,
    database: str | None,
    token_file: Path | None,
    no_token: bool,
    hosts: tuple[str, ...],
    workers: int,
    memory: int,
    run_minutes: float,
    grade_minutes: float,
    retain_days: float | None,
    secret_file: Path | None,
    studies: tuple[Path, ...],
) -> None:
    """Serve the pages and the JSON interface until Ctrl-C.

    The address that is printed holds the token, unless that is your own; it signs a browser in, and programs send it as
    a bearer token. Nothing listens beyond this machine unless --host says so, and then a token of your own is needed.
    """
    from takehome.server.available import require

    require()
    settings = Settings(
        data=(data or _data_folder()).expanduser().absolute(),
        database=_taken(DATABASE_VARIABLE) if database is None else database,
        host=host,
        port=port,
        hosts=hosts,
        workers=workers,
        retain_days=retain_days,
        secret_file=secret_file,
        studies=studies,
        limits=Limits(
            memory_bytes=memory * MEGABYTE, run_seconds=run_minutes * MINUTE, grade_seconds=grade_minutes * MINUTE
        ),
    )
    settings = _with_token(settings, token_file, no_token)
    from takehome.server.launch import serve as run

    run(settings)


def _data_folder() -> Path:
    return Path(os.environ.get(DATA_VARIABLE) or "~/.local/share/takehome")


def _taken(variable: str) -> str:
    """A variable's value, which no job inherits: a URL may hold a password."""
    return os.environ.pop(variable, "")


def _with_token(settings: Settings, file: Path | None, no_token: bool) -> Settings:
    """With the operator's token, or one that is made and kept; without one where none is to be asked for.

    Raises
    ------
    InputError : the token cannot be used, or other machines could reach the server without one that the operator chose.
    """
    from takehome.server.listening import refuse_open_doors
    from takehome.server.security.token_source import VARIABLE, given_token, kept_token

    token = given_token(file)
    if no_token and token:
        raise InputError(
            "--no-token beside a token",
            "one of the two",
            f"leave out --no-token, or --token-file and the variable {VARIABLE}",
        )
    # a made token is for whoever reads the operator's terminal; a public server needs one that was handed out
    refuse_open_doors(replace(settings, token=token))
    if token or no_token:
        return replace(settings, token=token)
    return replace(settings, token=kept_token(settings.data), token_made=True)
