"""The methods that ran in this very fit, with the books and papers that they follow."""

from __future__ import annotations

from takehome.provenance import Citation
from takehome.studies.storage.federated.outcome import Outcome

ALWAYS = (
    Citation("the bound of each home by dynamic programming", "Bellman (1957), Dynamic Programming"),
    Citation("the plan made anew each hour", "Rawlings, Mayne & Diehl (2017), Model Predictive Control, ch. 1"),
    Citation("the plan on past days", "Bertsekas (2017), Dynamic Programming and Optimal Control I, ch. 1"),
    Citation("learning in post-decision form", "Powell (2011), Approximate Dynamic Programming, ch. 4.6"),
    Citation("federated averaging", "McMahan, Moore, Ramage, Hampson & Agüera y Arcas (2017), AISTATS"),
    Citation("averages weighted by visits", "Woo, Joshi & Chi (2025), JMLR 26(26)"),
    Citation("intervals by drawing homes", "Efron & Tibshirani (1993), An Introduction to the Bootstrap, ch. 6"),
)
PROXIMITY = Citation("pull back to the shared policy", "Li, Sahu, Zaheer, Sanjabi, Talwalkar & Smith (2020), MLSys")
PERSONAL = Citation("learning on in each home", "Arivazhagan, Aggarwal, Singh & Choudhary (2019), arXiv 1912.00818")
PRIVATE = (
    Citation("differential privacy for whole homes", "McMahan, Ramage, Talwar & Zhang (2018), ICLR"),
    Citation("accounting with sampled cohorts", "Mironov, Talwar & Zhang (2019), arXiv 1908.10530"),
)
ATTACK = Citation("membership inference", "Yeom, Giacomelli, Fredrikson & Jha (2018), IEEE CSF")
DEEP = Citation("deep Q-network", "Mnih et al. (2015), Nature 518")


def methods(outcome: Outcome) -> tuple[Citation, ...]:
    """Citations of what ran, in the order in which it ran."""
    asked = outcome.asked
    found = list(ALWAYS)
    if asked.strategy == "fedprox":
        found.append(PROXIMITY)
    if outcome.alternative("personalised") is not None:
        found.append(PERSONAL)
    if asked.deep:
        found.append(DEEP)
    if outcome.promise is not None or outcome.points:
        found += PRIVATE
    return (*found, ATTACK) if outcome.attacks else tuple(found)
