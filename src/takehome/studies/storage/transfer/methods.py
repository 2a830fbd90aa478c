"""The methods that ran in this very fit, with the books and papers that they follow."""

from __future__ import annotations

from takehome.provenance import Citation
from takehome.studies.storage.transfer.outcome import Outcome

ALWAYS = (
    Citation("transfer: jumpstart, time to threshold, asymptote", "Taylor & Stone (2009), JMLR 10:1633"),
    Citation("post-decision values", "Powell (2011), Approximate Dynamic Programming, ch. 4.6"),
    Citation("the exact optimum by dynamic programming", "Bellman (1957), Dynamic Programming"),
    Citation("a plan made anew in each hour", "Rawlings, Mayne & Diehl (2017), Model Predictive Control, ch. 1"),
    Citation("a plan on past days", "Bertsekas (2017), Dynamic Programming and Optimal Control I, ch. 1"),
    Citation("negative transfer", "Pan & Yang (2010), IEEE Trans. Knowledge and Data Engineering 22:1345"),
    Citation("the fallback by held-out days", "Stone (1974), JRSS B 36:111"),
    Citation("intervals over draws of seeds", "Efron & Tibshirani (1993), An Introduction to the Bootstrap, ch. 6"),
)
TABLES = (
    Citation("Q-learning", "Watkins & Dayan (1992), Machine Learning 8"),
    Citation("cells that start from a coarser table", "George, Powell & Kulkarni (2008), JMLR 9:2079"),
)
NETWORKS = (
    Citation("deep Q-network", "Mnih et al. (2015), Nature 518"),
    Citation("layers that carry over, and layers that do not", "Yosinski, Clune, Bengio & Lipson (2014), NeurIPS 27"),
)


def methods(outcome: Outcome) -> tuple[Citation, ...]:
    """Citations of what ran."""
    return (*ALWAYS, *(NETWORKS if outcome.settings.deep else TABLES))
