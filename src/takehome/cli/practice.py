"""``takehome practice``: hand an assignment out, help, check, grade, and interview."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from takehome.cli.failure import say
from takehome.cli.options import FOLDER, NEW_FILE, json_option, seed_option
from takehome.cli.progress import step

NOTEBOOK = click.argument("notebook", type=click.Path(path_type=Path))


SECRET = click.option(
    "--secret-file",
    type=click.Path(path_type=Path),
    help="File with the instructor's secret of sealed mode; the variable TAKEHOME_PRACTICE_SECRET by default.",
)
TRUST = click.option(
    "--trust", is_flag=True, help="Run the notebook although it cannot be isolated here: its code could do anything."
)


class InOrder(click.Group):
    """Lists its commands in the order in which a person needs them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


@click.group(cls=InOrder, short_help="Take-home assessments: handed out, run and graded.")
def practice() -> None:
    """Hand out take-home assessments, run them in isolation and grade them."""


@practice.command("list", short_help="The assignments, their sections and levels.")
@json_option("Print the assignments as JSON instead.")
def list_assignments(as_json: bool) -> None:
    """List the assignments, their sections and what each level adds."""
    from takehome.practice.listing import as_data, as_text

    if as_json:
        from takehome.cli.results import to_json

        click.echo(to_json(as_data()))
        return
    click.echo(as_text())


@practice.command(short_help="A candidate's notebook.")
@click.argument("assignment")
@click.option("--name", required=True, help="Name of the candidate: of the file, and in its first cell.")
@seed_option(None, "Seed of the data in practice mode; drawn at random by default.")
@click.option("--level", type=click.IntRange(min=1), default=1, show_default=True, help="The higher, the more traps.")
@click.option("--sealed", is_flag=True, help="A folder with the data as files; no hints, no solution.")
@SECRET
@click.option("--out", type=FOLDER, default=".", show_default=True, help="Folder to write into.")
def new(
    assignment: str, name: str, seed: int | None, level: int, sealed: bool, secret_file: Path | None, out: Path
) -> None:
    """Write the notebook of ASSIGNMENT for one candidate.

    In practice mode the generator and its seed stand in the notebook, and hints and the solution are one command away.
    In sealed mode the seed is computed from a secret and the candidate's name, and the notebook reads files.
    """
    from takehome import practice as calls

    if secret_file and not sealed:
        raise click.UsageError("--secret-file is for sealed mode: add --sealed, or leave it out.")
    path = calls.new(assignment, name=name, seed=seed, level=level, sealed=sealed, secret=secret_file, out=out)
    click.echo(path)
    if sealed:
        say(f"Hand out the whole folder {path.parent}: the notebook reads the files in its data/.")
    else:
        say(f"Open it in Jupyter or Colab; then: takehome practice check {shlex.quote(str(path))}")


@practice.command(short_help="One hint for a section.")
@NOTEBOOK
@click.option("--section", type=click.IntRange(min=1), required=True, help="Section to help with.")
@click.option("--number", type=click.IntRange(min=1), default=1, show_default=True, help="Which hint, from a nudge on.")
def hint(notebook: Path, section: int, number: int) -> None:
    """Print one hint for a section of NOTEBOOK; sealed notebooks have none."""
    from takehome import practice as calls

    click.echo(calls.hint(notebook, section, number))


@practice.command(short_help="The solution, executed.")
@NOTEBOOK
@click.option("--out", type=NEW_FILE, help="File to write; NOTEBOOK's name with .solution.ipynb by default.")
def reveal(notebook: Path, out: Path | None) -> None:
    """Write the solution of NOTEBOOK, executed on its own data; sealed notebooks have none."""
    from takehome import practice as calls
    from takehome.practice.shown_paths import clipped

    with step(f"Solving {clipped(notebook.name or notebook)}") as tell:
        path = calls.reveal(notebook, out, progress=tell)
    click.echo(path)


@practice.command(short_help="How a notebook stands.")
@NOTEBOOK
@click.option("--section", type=click.IntRange(min=1), help="Check this section alone.")
@SECRET
@TRUST
@json_option("Print the feedback as JSON instead.")
def check(notebook: Path, section: int | None, secret_file: Path | None, trust: bool, as_json: bool) -> None:
    """Run NOTEBOOK on its own data and say section by section what is right, what is wrong, and what it costs.

    The second run on hidden data, which finds answers typed in by hand, is left to grade. A sealed notebook is checked
    with the instructor's secret alone; without it, its candidate can run it from top to bottom and see its own results.
    """
    from takehome import practice as calls
    from takehome.practice import feedback
    from takehome.practice.shown_paths import clipped

    with step(f"Running {clipped(notebook.name or notebook)}"):
        grade = calls.check(notebook, section, secret=secret_file, trust=trust)
    click.echo(feedback.to_json(grade) if as_json else feedback.text(grade), nl=False)


@practice.command(short_help="A gradebook and feedback for many notebooks.")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--out", type=FOLDER, default="takehome-grades", show_default=True, help="Folder to write into.")
@click.option("--html", is_flag=True, help="Write a feedback page for each notebook, and one of the class.")
@click.option("--json", "as_json", is_flag=True, help="Write the feedback as JSON.")
@click.option("--markdown", is_flag=True, help="Write the feedback as Markdown.")
@click.option("--csv", is_flag=True, help="Write the gradebook.")
@click.option("--jobs", type=click.IntRange(min=1), default=2, show_default=True, help="Notebooks at the same time.")
@click.option(
    "--reader", help="Second reader of texts: a file of marks (.csv, .json) or module:function; none by default."
)
@SECRET
@TRUST
def grade(
    paths: tuple[Path, ...],
    out: Path,
    html: bool,
    as_json: bool,
    markdown: bool,
    csv: bool,
    jobs: int,
    reader: str | None,
    secret_file: Path | None,
    trust: bool,
) -> None:
    """Grade notebooks: files, folders and zips.

    Each notebook runs in isolation, twice: on its own data and on hidden data. Without --html, --json, --markdown or
    --csv, the gradebook and the pages are written. Called again after a stop, only what is missing is graded. The exit
    status says whether grading worked, not who passed.
    """
    from takehome import practice as calls
    from takehome.practice import feedback

    if not (html or as_json or markdown or csv):
        html = csv = True
    try:
        with step("Grading") as tell:
            grades = calls.grade(
                paths,
                out=out,
                html=html,
                json=as_json,
                markdown=markdown,
                csv=csv,
                jobs=jobs,
                secret=secret_file,
                trust=trust,
                reader=reader,
                progress=tell,
            )
    except KeyboardInterrupt:
        say(f"What was graded is kept in {out}: call the same command again for the rest.")
        raise
    click.echo(feedback.class_text(grades), nl=False)
    click.echo(f"\nWritten to {out}")


@practice.command(short_help="The questions that a notebook invites.")
@NOTEBOOK
@click.option("--questions-only", is_flag=True, help="Print the questions and stop: no answers are read or shown.")
@click.option("--out", type=NEW_FILE, help="New Markdown file for the transcript; none by default.")
@SECRET
@TRUST
def interview(notebook: Path, questions_only: bool, out: Path | None, secret_file: Path | None, trust: bool) -> None:
    """Ask the follow-up questions that NOTEBOOK invites, and show each model answer after yours.

    Answers are read from standard input, a line each; an empty line skips a question.
    """
    from takehome import practice as calls

    if not questions_only:
        calls.interview(notebook, out=out, trust=trust, secret=secret_file, progress=say)
        return
    from takehome.practice.interview import prepare
    from takehome.practice.interview.transcript import questions_only as listed

    if out:
        raise click.UsageError("--questions-only asks nothing, so there is no transcript for --out.")
    click.echo(listed(prepare(notebook, trust=trust, secret=secret_file, progress=say)))
