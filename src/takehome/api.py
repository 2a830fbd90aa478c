"""Where the registry and the report meet: run a verb, draw a scenario, load, score, write. No study is named here.

Importing this module registers the presenter of every study (decision 0001); everything heavy is imported inside.
"""

from __future__ import annotations

from collections.abc import Callable
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from takehome.errors import InputError
from takehome.studies import by_name, by_verb, entries, presentation, scenario_address
from takehome.studies.entry import Entry, resolve

if TYPE_CHECKING:
    from takehome.protocol import Scenario
    from takehome.studies.form_fields import Form
    from takehome.studies.scores import Scores

__all__ = [
    "absent_verb",
    "check_page",
    "check_titles",
    "economics_template",
    "entries",
    "form",
    "load",
    "report",
    "run",
    "run_scenario",
    "scenario",
    "score",
]


def run(verb: str, *arguments: Any, **options: Any) -> Any:
    """Call a study's verb by name: ``run("regress", "servers.csv", target="Cost")`` is ``regress(…)``.

    Raises
    ------
    InputError
        If no study publishes this verb, or if the input cannot be used.
    """
    return resolve(by_verb(verb).call)(*arguments, **options)


def scenario(name: str, seed: int | None = None) -> Scenario:
    """An embedded problem and its truth.

    Parameters
    ----------
    name : as ``takehome scenario --help`` lists it, for instance ``"omnicorp-servers"``.
    seed : of the generator; None means the scenario's own, the one that its brief gives.

    Raises
    ------
    InputError
        If there is no scenario of this name.
    """
    generate = resolve(scenario_address(name))
    made: Scenario = generate() if seed is None else generate(seed=seed)
    return made


def run_scenario(entry: Entry, problem: Scenario, **options: Any) -> Any:
    """Call an entry's verb on a scenario's table, with its example prices unless others are given.

    A declared target role is the verb's second argument.
    """
    from takehome.table import Role

    targets = [column.name for column in problem.table.with_role(Role.TARGET)]
    return resolve(entry.call)(problem.table, *targets, **{"economics": problem.economics, **options})


def load(path: str | PathLike[str]) -> Any:
    """Load a study that ``study.save(path)`` wrote; its probe rows are scored again before it is returned.

    Raises
    ------
    InputError
        If the folder is not a saved study, was changed, or no longer gives the outputs that it gave when saved.
    """
    from takehome.studies.saved import read, restore

    saved = read(Path(path))
    return restore(resolve(by_name(saved.study).study), saved)


def score(study: Any, rows: Any) -> Scores:
    """Score new rows with a fitted study, or with the folder in which one was saved.

    Parameters
    ----------
    study : a fitted study, or the path of a saved one.
    rows : a path or a frame with the columns that the study was fitted on; the target may be absent.
    """
    from takehome.table import Table, read

    fitted = load(study) if isinstance(study, str | PathLike) else study
    scores: Scores = fitted.score(rows if isinstance(rows, Table) else read(rows))
    return scores


def report(study: Any, folder: str | PathLike[str]) -> Path:
    """Write the report of a fitted study into a folder; returns the path of the HTML page."""
    return _Presenter().write(study, Path(folder))


def economics_template(verb: str) -> str:
    """The commented TOML template of a verb's economics; raises :class:`InputError` if it has none."""
    from importlib.resources import files

    entry = by_verb(verb)
    if not entry.economics:
        raise InputError(f"the verb {verb!r} takes no economics", "a verb that prices a decision", "leave it out")
    return (files(entry.folder) / entry.economics).read_text(encoding="utf-8")


def form(verb: str) -> Form:
    """What can be set for a verb from outside, as its study declares it; raises :class:`InputError` for none."""
    entry = by_verb(verb)
    if not entry.form:
        raise InputError(
            f"the verb {verb!r} declares no form", "a verb that can be asked from a page", "call it instead"
        )
    declared: Any = resolve(entry.form)
    found: Form = declared
    return found


def check_titles() -> dict[str, str]:
    """Code → title of every check that is present."""
    from takehome.studies.pages import pages

    return {code: page.title for code, page in pages().items()}


def check_page(code: str) -> str:
    """A check's page in Markdown, limits filled in from the code; raises :class:`InputError` for an unknown code."""
    from takehome.studies.pages import rendered

    return rendered(code)


def absent_verb(verb: str) -> Callable[..., Any]:
    """What a verb is when its study's folder is absent: a function that says so when it is called."""

    def absent(*arguments: Any, **options: Any) -> Any:
        return run(verb, *arguments, **options)

    absent.__name__ = absent.__qualname__ = verb
    absent.__doc__ = f"The study behind ``{verb}`` is not part of this installation."
    return absent


class _Presenter:
    """The report package, as a study sees it."""

    def document(self, study: Any) -> dict[str, Any]:
        from takehome.report.build import build
        from takehome.report.document import to_document

        return to_document(build(study))

    def write(self, study: Any, folder: Path) -> Path:
        from takehome.report.build import build
        from takehome.report.write import write

        return write(build(study), folder)

    def fragment(self, study: Any) -> str:
        from takehome.report.build import build
        from takehome.report.html import fragment

        return fragment(build(study))


presentation.present_with(_Presenter())
