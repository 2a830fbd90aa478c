"""REG006: do a few rows decide a coefficient?

Outliers are looked for with a fit that they could not bend, then taken out together in closed form: rows that hide each
other are found. The page is ``influence.md``.
"""

from __future__ import annotations

import numpy as np

from takehome.protocol import Finding, Status
from takehome.stats.influence import coefficient_change, dfbetas
from takehome.stats.ols import OLS
from takehome.stats.robust import find_outliers
from takehome.studies.regression.checks.base_model import OUTLIER_LEVEL, flexible_base, per_unit, residual_unit
from takehome.studies.regression.model import ModelEvidence
from takehome.units import Quantity, format_number

CODE = "REG006"
TITLE = "No few rows decide a coefficient"
CHANGE_LIMIT = 1.0
"""Standard errors by which a coefficient may move: |DFBETAS| above 1 (Kutner, Nachtsheim, Neter & Li 2005, *Applied
Linear Statistical Models*, 5th ed., §10.4, p. 405, for small and medium data sets)."""
FEW = 0.10
"""Share of the rows up to which outliers are "a few": more are a group that follows another relation (Hampel,
Ronchetti, Rousseeuw & Stahel 1986, *Robust Statistics*, §1.2c: routine data hold 1 to 10 % gross errors)."""
ROWS_SHOWN = 5
GOOD = "Every coefficient stays within one standard error whichever few unusual rows are left out."


def check(evidence: ModelEvidence) -> tuple[Finding, ...]:
    """One finding: the outliers together, or the most influential single row."""
    base = flexible_base(evidence)
    slopes = [j for j, features in enumerate(evidence.term_features) if features]
    if base is None or evidence.ols is None or not slopes or base.df_resid < 3:
        return (_not_applicable(evidence),)
    outliers, t = find_outliers(base.Q, base.residuals, OUTLIER_LEVEL)
    if len(outliers):
        change, error = coefficient_change(evidence.ols, outliers)
        shift = np.divide(change, error, out=np.zeros_like(change), where=error > 0)[slopes]
        worst = int(np.argmax(np.abs(shift)))
        if abs(shift[worst]) > CHANGE_LIMIT:
            return (_outliers_finding(evidence, evidence.ols, outliers, t, slopes[worst], change, shift[worst]),)
    return (_single_finding(evidence, evidence.ols, slopes, len(outliers)),)


def _outliers_finding(
    evidence: ModelEvidence, ols: OLS, outliers: np.ndarray, t: np.ndarray, column: int, change: np.ndarray,
    shift: float,
) -> Finding:  # fmt: skip
    subject, unit = _subject(evidence, column), _slope_unit(evidence, column)
    now = float(ols.coef[column])
    share, furthest_t = 100 * len(outliers) / len(t), float(np.abs(t[outliers]).max())
    furthest = outliers[np.argsort(-np.abs(t[outliers]))[:ROWS_SHOWN]]
    rows = evidence.design.rows[evidence.design.train][furthest]
    seen = (
        f"{len(outliers):,} of {len(t):,} rows ({share:.2g} %) lie further out than chance allows (up to "
        f"{format_number(furthest_t)} standard deviations); without them the coefficient of {subject} moves by "
        f"{format_number(abs(shift))} of its standard errors, against a limit of {format_number(CHANGE_LIMIT)}."
    )
    consequence = (
        f"The coefficient of {subject} is {Quantity(now, unit)} with these rows and "
        f"{Quantity(now - float(change[column]), unit)} without them."
    )
    shown = ", ".join(str(int(r)) for r in rows) + (" …" if len(outliers) > ROWS_SHOWN else "")
    remedy = (
        f"Look at rows {shown} (positions in the table): correct or remove them if they are wrong; if they are "
        "right, th.regress(...) tries the Huber fit, which they cannot bend."
    )
    few = len(outliers) <= FEW * len(t)
    if not few:
        remedy = (
            f"More than {FEW:.0%} of the rows are too many to be errors: they follow another relation. Look for a "
            "missing product or bend (REG007, REG001), or for a column that tells these rows apart."
        )
    measured = {
        "coefficient_shift": Quantity(abs(shift), "standard errors"),
        "coefficient_change": Quantity(float(change[column]), unit),
        "outliers": Quantity(len(outliers), "rows"),
        "largest_residual": Quantity(furthest_t, "standard deviations"),
    }
    status = Status.FAILED if few else Status.CAUTION
    return _finding(evidence, status, seen, consequence, remedy, subject, measured)


def _single_finding(evidence: ModelEvidence, ols: OLS, slopes: list[int], outliers: int) -> Finding:
    moves = np.abs(dfbetas(ols)[:, slopes])
    row, k = np.unravel_index(int(np.argmax(moves)), moves.shape)
    column, shift = slopes[k], float(moves[row, k])
    subject, unit = _subject(evidence, column), _slope_unit(evidence, column)
    change = shift * float(ols.standard_errors[column])
    position = int(evidence.design.rows[evidence.design.train][row])
    status = Status.CAUTION if shift > CHANGE_LIMIT else Status.PASSED
    lead = "No row is an outlier, and leaving"
    if outliers:
        lead = f"{outliers} rows are outliers, but leaving them out moves no coefficient beyond the limit; leaving"
    seen = (
        f"{lead} out row {position} moves the coefficient of {subject} by {format_number(shift)} of its standard "
        f"errors, more than any other row does, against a limit of {format_number(CHANGE_LIMIT)}."
    )
    consequence = f"That row decides about {Quantity(change, unit)} of the coefficient of {subject}."
    alarm = status is Status.CAUTION
    remedy = f"Check that row {position} is right; it fits the others." if alarm else "Nothing to do."
    measured = {
        "coefficient_shift": Quantity(shift, "standard errors"),
        "coefficient_change": Quantity(change, unit),
        "outliers": Quantity(outliers, "rows"),
    }
    return _finding(evidence, status, seen, consequence, remedy, subject if alarm else None, measured)


def _finding(
    evidence: ModelEvidence, status: Status, seen: str, consequence: str, remedy: str, subject: str | None,
    measured: dict[str, Quantity],
) -> Finding:  # fmt: skip
    return Finding(
        CODE, TITLE, status, GOOD, seen, consequence, remedy, subject, evidence.stage, measured, "coefficient_shift",
        None, Quantity(CHANGE_LIMIT, "standard errors"),
    )  # fmt: skip


def _subject(evidence: ModelEvidence, column: int) -> str:
    return " × ".join(evidence.term_features[column])


def _slope_unit(evidence: ModelEvidence, column: int) -> str:
    """The unit of a coefficient: target units per unit of the feature, where the term is the feature itself."""
    target, behind = residual_unit(evidence), evidence.term_features[column]
    if len(behind) != 1 or behind[0] in evidence.repaired:
        return f"{target} per unit of the term".strip()
    return per_unit(target, evidence.design.columns[evidence.design.position(behind[0])].unit)


def _not_applicable(evidence: ModelEvidence) -> Finding:
    return Finding(
        CODE, TITLE, Status.NOT_APPLICABLE, GOOD,
        f"No coefficients to move: {len(evidence.fitted)} rows and "
        f"{max(len(evidence.term_features) - 1, 0)} linear terms.", "None.", "Nothing to do.", stage=evidence.stage,
    )  # fmt: skip
