"""The command group: knows each command's name and module, imports the module when the command runs."""

from __future__ import annotations

import sys
from importlib import import_module, metadata
from typing import Any

import click

from takehome.api import entries
from takehome.cli.failure import explain_internal_error, say
from takehome.errors import InputError, TakehomeError

COMMANDS = ("demo", "scenario", "score", "explain", "economics", "practice", "serve", "completion")
VERBS = ("regress", "classify", "segment", "trade", "transfer", "fleet")
"""Commands that are a study's verb; each is listed only while its study is present."""

INTERRUPTED = 130


class Commands(click.Group):
    """Commands by module name; bad input becomes one message and exit status 2."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        present = {entry.verb for entry in entries()}
        return [verb for verb in VERBS if verb in present] + list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in (*VERBS, *COMMANDS):
            return None
        if name in VERBS and name not in self.list_commands(ctx):
            return _absent(name)
        command: click.Command = getattr(import_module(f"takehome.cli.{name}"), name)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except TakehomeError as problem:
            say(problem.message)
            ctx.exit(2)
        except KeyboardInterrupt:
            say("Interrupted; nothing half-written was left.")
            ctx.exit(INTERRUPTED)


def _absent(verb: str) -> click.Command:
    """A command whose study's folder is absent: it takes anything and says so."""

    @click.command(verb, context_settings={"ignore_unknown_options": True, "allow_extra_args": True}, hidden=True)
    def absent() -> None:
        present = ", ".join(entry.verb for entry in entries()) or "none"
        raise InputError(
            f"the command {verb!r}, whose study is not part of this installation",
            f"a command whose study is present ({present})",
            "reinstall takehome with all its studies; takehome --help lists what there is",
        )

    return absent


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    epilog="Exit status: 0 done; 2 unusable input or usage (nothing written); 1 a fault of takehome's own.",
)
@click.version_option(metadata.version("takehome"), "--version", prog_name="takehome", message="%(prog)s %(version)s")
def takehome() -> None:
    """From a table and its economics to a decision that is checked, explained and priced."""
    sys.excepthook = explain_internal_error
