"""The methods that ran in this very fit, with the books and papers that they follow."""

from __future__ import annotations

from takehome.provenance import Citation
from takehome.studies.classification.priced import Priced

ALWAYS = (
    Citation(
        "probabilities by models that had not seen the row", "Stone (1974), JRSS B 36; Hastie et al. (2009), §7.10"
    ),
    Citation("the choice of the model by a proper score", "Gneiting & Raftery (2007), JASA 102"),
    Citation("the expected-gain rule and its break-even", "Elkan (2001), IJCAI"),
    Citation("intervals of money by the Bayesian bootstrap", "Rubin (1981), Annals of Statistics 9; Hall (1992), §3.8"),
)
CALIBRATION = Citation("calibration by a logistic or isotonic curve", "Platt (1999); Zadrozny & Elkan (2002), KDD")
TREES = Citation("forests and boosting", "Breiman (2001), Machine Learning 45; Friedman (2001); scikit-learn")
ROWS = Citation("costs of single rows", "Bahnsen, Aouada & Ottersten (2014), ICMLA")
CURVE = Citation("the decision as a function of the cost ratio", "Vickers & Elkin (2006), Medical Decision Making 26")
LIMITED = Citation("ranking under a limit", "Dantzig (1957), Operations Research 5")
PRIOR = Citation("correction to the true share of positives", "King & Zeng (2001), Political Analysis 9")


def methods(made: Priced) -> tuple[Citation, ...]:
    """Citations of what ran, in the order in which it ran."""
    outcome, rows = made.outcome, made.rows
    found = [*ALWAYS[:2], CALIBRATION]
    if any("boosting" in model.name or "forest" in model.name for model in outcome.models):
        found.append(TREES)
    if outcome.design.weights.min() != outcome.design.weights.max():
        found.append(PRIOR)
    found.append(ALWAYS[2])
    if not rows.costs.constant:
        found.append(ROWS)
    if rows.economics.capacity is not None or rows.economics.budget is not None:
        found.append(LIMITED)
    if not rows.stated:
        found.append(CURVE)
    return (*found, ALWAYS[3])
