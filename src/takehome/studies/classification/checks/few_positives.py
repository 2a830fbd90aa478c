"""CLA005: are there enough rows of the rarer class to learn from, and to judge by?

The page is ``few_positives.md``.
"""

from __future__ import annotations

from takehome.protocol import Finding, Status
from takehome.studies.classification.checks.stage import DATA
from takehome.studies.classification.decision import Priced
from takehome.studies.classification.policies import FEWEST
from takehome.units import Quantity, format_number

CODE = "CLA005"
TITLE = "There are enough rows of the rarer class"
EVENTS_PER_COLUMN = 10
"""Rows of the rarer class for each column of the design: Peduzzi et al. (1996), *J. Clin. Epidemiol.* 49:1373–1379;
Harrell (2015), *Regression Modeling Strategies*, section 4.4, asks for ten to twenty."""
GOOD = "Ten rows of the rarer class or more for every column, and twenty or more in all, to fit and to judge."


def check(made: Priced) -> tuple[Finding, ...]:
    """FAILED below the count at which a model is trusted at all, CAUTION below ten for each column."""
    rows, design = made.rows, made.outcome.design
    trained = int(min((rows.train_y == value).sum() for value in (0, 1)))
    judged = int(min((rows.y == value).sum() for value in (0, 1)))
    columns = max(design.X.shape[1], 1)
    each, fewest = trained / columns, min(trained, judged)
    failed = fewest < FEWEST
    status = Status.FAILED if failed else Status.CAUTION if each < EVENTS_PER_COLUMN else Status.PASSED
    settle = None
    if status is Status.CAUTION:
        settle = round(len(rows.train_y) * EVENTS_PER_COLUMN / each)
    seen = (
        f"{trained:,} training rows and {judged:,} judged rows of the rarer class, for {design.X.shape[1]:,} columns: "
        f"{format_number(each)} training rows each (limits: {FEWEST} in all, {EVENTS_PER_COLUMN} each)."
    )
    consequence = f"{format_number(each)} rows stand behind each column."
    remedy = "Nothing to do."
    if failed:
        consequence = (
            f"With {fewest:,} rows no model is recommended: the cheapest policy without one is, and no interval is "
            f"given "
            "for a model's gain."
        )
        remedy = (
            f"Collect about {max(FEWEST - fewest, 1):,} rows more of that class at the least, or judge a longer time."
        )
    elif status is Status.CAUTION:
        consequence = f"Effects are unsure: {format_number(each)} rows of the rarer class stand behind each column."
        remedy = f"Name fewer columns (features=[…]), at most {max(trained // EVENTS_PER_COLUMN, 1):,}, or add rows."
    measured = {"each": Quantity(each, "rows"), "rarer class": Quantity(fewest, "rows")}
    limit = Quantity(FEWEST if failed else EVENTS_PER_COLUMN, "rows")
    effect = "rarer class" if failed else "each"
    return (
        Finding(
            CODE, TITLE, status, GOOD, seen, consequence, remedy, None, DATA, measured, effect, None, limit, settle,
        ),
    )  # fmt: skip
