"""The methods that ran in this very fit, with the books and papers that they follow."""

from __future__ import annotations

from takehome.provenance import Citation
from takehome.studies.storage.battery import WearKind
from takehome.studies.storage.outcome import Outcome

BOUND = (
    Citation("the bound by dynamic programming", "Bellman (1957), Dynamic Programming"),
    Citation("why a grid of charge levels is exact", "Ahuja, Magnanti & Orlin (1993), Network Flows, theorem 11.5"),
)
LINEAR = Citation(
    "the second proof by a linear program", "Huangfu & Hall (2018), Mathematical Programming Computation 10"
)
LESSON = (
    Citation("Q-learning", "Watkins & Dayan (1992), Machine Learning 8"),
    Citation("what a wrong cell costs", "Kakade & Langford (2002), ICML"),
)
RAINFLOW = Citation("cycles counted by rainflow", "ASTM E1049-85 (2017)")
INTERVAL = Citation(
    "intervals by blocks of days", "Künsch (1989), Annals of Statistics 17; Politis & Romano (1992), IMS Lecture Notes"
)
POLICIES = {
    "forecast_plan": Citation("forecasts on transformed prices", "Uniejewski & Weron (2018), Energies 11"),
    "predictive_control": Citation("model predictive control", "Rawlings, Mayne & Diehl (2017), ch. 1"),
    "markov": Citation("Markov model of prices", "Zheng, Jaworski & Xu (2022), IEEE Trans. Power Systems 37"),
    "tabular_q": Citation("Q-learning on replayed prices", "Watkins & Dayan (1992); Lin (1992), Machine Learning 8"),
    "value_function": Citation("learned value of stored energy", "Baker, Zheng & Xu (2023), arXiv 2301.01233"),
    "deep_q": Citation("deep Q-network", "Mnih et al. (2015); van Hasselt et al. (2016); Wang et al. (2016)"),
}


def methods(outcome: Outcome) -> tuple[Citation, ...]:
    """Citations of what ran, in the order in which it ran."""
    found = list(BOUND)
    if outcome.certificate.linear is not None:
        found.append(LINEAR)
    found += [POLICIES[key] for key in outcome.policies if key in POLICIES]
    if outcome.lesson is not None:
        found += LESSON
    if outcome.settings.battery.wear.kind is WearKind.DEPTH:
        found.append(RAINFLOW)
    return (*found, INTERVAL) if outcome.task.test.days > 1 else tuple(found)
