"""The methods that ran in this very fit, with the books and papers that they follow."""

from __future__ import annotations

from takehome.provenance import Citation
from takehome.studies.regression.linear import LinearModel
from takehome.studies.regression.outcome import Outcome

ALWAYS = (
    Citation("least squares by an orthogonal decomposition", "Golub & Van Loan (2013), Matrix Computations, §5.3"),
    Citation(
        "intervals of coefficients that allow unequal noise (HC3)", "MacKinnon & White (1985); Long & Ervin (2000)"
    ),
    Citation("exact leave-one-out errors and influence", "Belsley, Kuh & Welsch (1980), Regression Diagnostics, ch. 2"),
    Citation("linearity by restricted cubic splines", "Harrell (2015), Regression Modeling Strategies, §2.4"),
    Citation("control of false discoveries", "Benjamini & Hochberg (1995)"),
)
SEARCH = (
    Citation(
        "search of forms, one-standard-error rule", "Breiman et al. (1984), Classification and Regression Trees, §3.4.3"
    ),
    Citation("rates and bends refined by Gauss–Newton", "Muggeo (2003), Statistics in Medicine 22"),
)
BOOTSTRAP = Citation("the whole search repeated by the wild bootstrap", "Davidson & Flachaire (2008); Efron (2014)")
SMEARING = Citation("the mean of a transformed target by smearing", "Duan (1983), JASA 78")
CEILING = Citation("gradient boosting as the ceiling", "Friedman (2001), Annals of Statistics 29; scikit-learn")
CONFORMAL = Citation(
    "prediction intervals", "Lei et al. (2018), JASA 113; Barber et al. (2021), Annals of Statistics 49"
)


def methods(outcome: Outcome) -> tuple[Citation, ...]:
    """Citations of what ran, in the order in which it ran."""
    chosen = outcome.chosen
    found = list(ALWAYS)
    if any(t.form != "identity" for t in chosen.specification.terms):
        found += SEARCH
    if isinstance(chosen, LinearModel) and chosen.draws:
        found.append(BOOTSTRAP)
    if any("smearing" in rung.name for rung in outcome.ladder):
        found.append(SMEARING)
    if outcome.ceiling_errors is not None:
        found.append(CEILING)
    return (*found, CONFORMAL)
