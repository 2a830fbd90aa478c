"""Run a notebook on its own data and on hidden data of the same kind: answers typed in by hand fail on the second.

In practice mode the hidden data come by another ``SEED``; in sealed mode by other files, and the first run's files are
drawn anew as well. The second run is left out where it could change nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

from takehome.practice.grading.options import Options
from takehome.practice.grading.section import answers_right
from takehome.practice.grading.task import Task

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from takehome.practice.runner import Run
    from takehome.practice.spec import World

Runner = Callable[["NotebookNode", Mapping[str, bytes]], "Run"]
"""Runs a notebook with files; the real one is the isolated :func:`takehome.practice.runner.run`."""


def isolated_runner(options: Options) -> Runner:
    """The runner under these options' limits."""
    from takehome.practice import runner

    limits = replace(runner.LIMITS, **options.limits)
    return lambda notebook, files: runner.run(notebook, files, limits, trust=options.trust)


def two_runs(task: Task, own: World, hidden: World, options: Options, run: Runner) -> tuple[Run, Run | None]:
    """The run on the candidate's own data, and the one on hidden data or None where it could change nothing.

    Parameters
    ----------
    own, hidden : the data of both runs. run : runs a notebook with files.
    """
    from takehome.practice import handout

    other = handout.with_seed(task.notebook, task.hidden_seed)
    if not options.second_seed or task.untouched():
        return run(task.notebook, _files(task, own)), None
    # Two enclosures at the same time can talk: by locks on a library's file that both may read. A sealed second run
    # would tell the first its hidden data; an open notebook's can be computed from its SEED by anybody.
    if not options.together or task.variant.mode == handout.SEALED:
        first = run(task.notebook, _files(task, own))
        return first, run(other, _files(task, hidden)) if _any_right(task, own, first) else None
    with ThreadPoolExecutor(1) as beside:
        second = beside.submit(run, other, _files(task, hidden))
        first = run(task.notebook, _files(task, own))
        # a grade is the same whether both ran at once or one after the other
        return first, second.result() if _any_right(task, own, first) else None


def _any_right(task: Task, own: World, first: Run) -> bool:
    """Whether a section was answered rightly: only such a section can fail on other data."""
    return any(answers_right(s, s.truth(own), first.answers.get(str(s.number))) for s in task.sections)


def _files(task: Task, world: World) -> dict[str, bytes]:
    """The data files of a sealed notebook; an open one draws its data itself."""
    from takehome.practice import handout

    return handout.data_files(task.assignment, world) if task.variant.mode == handout.SEALED else {}
