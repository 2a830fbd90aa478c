"""Everything that one `fit` computed, frozen; checks, effects, decisions, answers and charts are views of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from takehome.protocol import Finding
from takehome.studies.storage.information import Information
from takehome.studies.storage.learning.day_problem import DayProblem
from takehome.studies.storage.learning.lesson import Lesson
from takehome.studies.storage.market.reading import Reading
from takehome.studies.storage.optimum.certificate import Certificate
from takehome.studies.storage.policies.policy import Policy
from takehome.studies.storage.result import PolicyResult
from takehome.studies.storage.settings import Settings
from takehome.studies.storage.sizing import Sizing
from takehome.studies.storage.states import State
from takehome.studies.storage.task import Task
from takehome.studies.storage.waterfall import Waterfall
from takehome.table import Table


@dataclass(frozen=True, eq=False)
class Outcome:
    """The result of one fit.

    Attributes
    ----------
    reading : the prices, and what reading them noticed. task : lattice, prices, and where judging begins.
    information : what may be known when acting. certificate : the bound, and how it was proved.
    bound : the schedule of the bound, settled. results : every policy on the judged steps, trivial ones first.
    policies : key → the fitted policy, for those that are worth keeping. skipped : key → why a policy was not run.
    day, lesson : Q-learning on one repeated day; None unless the prices are one day and the battery has no losses.
    states : what was learned with ever more in the state; empty where nothing was held back to learn from.
    sizing : what other sizes would earn. waterfall : what is lost between the bound and the best learned policy.
    given : the dispatch that somebody else made, settled; None without one.
    """

    table: Table
    settings: Settings
    reading: Reading
    task: Task
    information: Information
    certificate: Certificate
    bound: PolicyResult
    results: tuple[PolicyResult, ...]
    policies: Mapping[str, Policy]
    skipped: Mapping[str, str]
    day: DayProblem | None
    lesson: Lesson | None
    states: tuple[State, ...]
    sizing: Sizing | None
    waterfall: Waterfall | None
    given: PolicyResult | None
    data_findings: tuple[Finding, ...]

    @property
    def test(self) -> np.ndarray:
        """(n,) prices that are traded and valued."""
        return self.task.test.values

    def result(self, key: str) -> PolicyResult | None:
        """The result of a policy, or None where it was not run."""
        return next((result for result in self.results if result.key == key), None)

    @property
    def allowed(self) -> tuple[PolicyResult, ...]:
        """The results of the policies that need no more than may be known."""
        return tuple(result for result in self.results if self.information.covers(result.information))

    def share(self, result: PolicyResult) -> float | None:
        """Profit as a share of the bound; None where the bound is 0."""
        bound = self.bound.account.profit
        return result.account.profit / bound if bound > 0 else None
