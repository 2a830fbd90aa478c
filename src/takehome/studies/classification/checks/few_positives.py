"""CLA005: are there enough rows of the rarer class to learn from, and to judge by?

Counts are exact, so there is no interval: the band between the two limits is the caution. The page is
``few_positives.md``.
"""

from __future__ import annotations

from dataclasses import dataclass

from takehome.protocol import Finding, Status
from takehome.studies.classification.checks.stage import DATA
from takehome.studies.classification.policies import FEWEST
from takehome.studies.classification.priced import Priced
from takehome.units import Quantity, format_number

CODE = "CLA005"
TITLE = "There are enough rows of the rarer class"
EVENTS_PER_COEFFICIENT = 10
"""Rows of the rarer class for each coefficient: Peduzzi et al. (1996), *J. Clin. Epidemiol.* 49:1373–1379;
Harrell (2015), *Regression Modeling Strategies*, section 4.4, asks for ten to twenty."""
OF_A_CALIBRATION = 2
"""Scores that were given cost a slope and an intercept."""
GOOD = "Ten rows of the rarer class or more for every coefficient, and twenty or more in all, to fit and to judge."


@dataclass(frozen=True)
class _Counts:
    """Rows of the rarer class, in training and among the judged; the training rows in all; coefficients."""

    trained: int
    judged: int
    rows: int
    coefficients: int
    what: str

    @property
    def fewest(self) -> int:
        return min(self.trained, self.judged)

    @property
    def each(self) -> float:
        return self.trained / self.coefficients

    @property
    def status(self) -> Status:
        if self.fewest < FEWEST:
            return Status.FAILED
        return Status.CAUTION if self.each < EVENTS_PER_COEFFICIENT else Status.PASSED

    @property
    def rows_needed(self) -> int:
        """Training rows in all that would have both, at the present share of the rarer class."""
        each = EVENTS_PER_COEFFICIENT * self.coefficients / max(self.trained, 1)
        return round(self.rows * max(each, FEWEST / max(self.fewest, 1)))


def check(made: Priced) -> tuple[Finding, ...]:
    """FAILED below the count at which a model is trusted at all, CAUTION below ten for each coefficient."""
    rows, columns = made.rows, made.outcome.design.X.shape[1]
    trained, judged = (int(min((y == value).sum() for value in (0, 1))) for y in (rows.train_y, rows.y))
    if made.outcome.given is not None:
        counts = _Counts(trained, judged, len(rows.train_y), OF_A_CALIBRATION, "coefficients of a calibration")
    else:
        counts = _Counts(trained, judged, len(rows.train_y), max(columns, 1), "columns")
    failed = counts.status is Status.FAILED
    seen = (
        f"{trained:,} training rows and {judged:,} judged rows of the rarer class; "
        f"{format_number(counts.each)} training rows for each of {counts.coefficients:,} {counts.what} (limits: "
        f"{FEWEST} in all, {EVENTS_PER_COEFFICIENT} each)."
    )
    measured = {"each": Quantity(counts.each, "rows"), "rarer class": Quantity(counts.fewest, "rows")}
    return (
        Finding(
            CODE, TITLE, counts.status, GOOD, seen, _consequence(made, counts), _remedy(counts), None, DATA, measured,
            "rarer class" if failed else "each", None, Quantity(FEWEST if failed else EVENTS_PER_COEFFICIENT, "rows"),
            counts.rows_needed if counts.status is Status.CAUTION else None,
        ),
    )  # fmt: skip


def _consequence(made: Priced, counts: _Counts) -> str:
    if counts.status is Status.FAILED:
        return (
            f"With {counts.fewest:,} rows no model is recommended: the cheapest policy without one is, "
            f"'{made.name(made.without_model)}', and no interval is given for a model's gain."
        )
    if counts.status is Status.CAUTION:
        return f"Effects are unsure: {format_number(counts.each)} rows of the rarer class stand behind each column."
    return f"{format_number(counts.each)} rows of the rarer class stand behind each."


def _remedy(counts: _Counts) -> str:
    more = f"about {counts.rows_needed:,} training rows in all would have enough, with the rarer class as frequent"
    if counts.status is Status.FAILED:
        least = max(FEWEST - counts.fewest, 1)
        return f"Collect {least:,} rows more of that class at the least; {more}."
    if counts.status is Status.CAUTION:
        most = max(counts.trained // EVENTS_PER_COEFFICIENT, 1)
        return f"Name fewer columns (features=[…]), at most {most:,}, or add rows: {more}."
    return "Nothing to do."
