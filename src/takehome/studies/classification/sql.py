"""The policy as one SQL statement, where the model is a weighted sum: for a warehouse that scores its own rows.

Fills, indicators and pooled levels of the encoding are written out, so that the statement gives what ``score`` gives on
a table whose columns have the types of the training; it is tested equal in DuckDB. It holds coefficients and levels,
and no row of the data.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

from takehome.errors import InputError
from takehome.studies.classification.calibration import EDGE
from takehome.studies.classification.deployed import ACT, EVERY, LEAVE, Deployed, deployed
from takehome.studies.classification.formula import to_sql
from takehome.studies.classification.linear import ConstantModel, LogisticModel
from takehome.studies.classification.new_rows import cost_inputs
from takehome.studies.classification.priced import Priced
from takehome.studies.sql_text import identifier, literal, number
from takehome.table import OTHER
from takehome.table.encoding import LARGEST_NUMBER, MISSING, SMALLEST_NUMBER, DesignColumn, known_levels
from takehome.table.levels import TRUTHS
from takehome.table.text_column import NO_VALUE

PROBABILITY, GAIN, DECISION = "takehome_probability", "takehome_expected_gain", "takehome_decision"
"""Names of the columns that are added; an underscore more where the table has such a column already."""

FARTHEST = 700.0
"""Log odds beyond which e^x leaves the range of numbers; the probability is 0 or 1 long before."""

ALWAYS, NEVER = "TRUE", "FALSE"
WHOLE = re.compile(r"-?[1-9][0-9]{0,14}|0")
_EDGE = math.log((1 - EDGE) / EDGE)


def statement(made: Priced, table_name: str = "rows") -> str:
    """A SELECT that adds probability, expected gain and decision to the rows of a table.

    Raises
    ------
    InputError
        If the deployed model is no weighted sum, its policy cannot be written for single rows, or two columns have
        names that SQL may take for one.
    """
    _require_distinct(made)
    probability, gain, decision = added_names(made.outcome.table.names)
    score, acts = _probability(made), _decision(made, deployed(made), probability, gain)
    saved, wasted = _saved(made, "q"), _wasted(made, "q")
    return (
        f"SELECT s.*, CASE WHEN {acts} THEN '{ACT}' ELSE '{LEAVE}' END AS {identifier(decision)}\n"
        f"FROM (\n  SELECT q.*, {identifier(probability)} * {saved}"
        f" - (1.0e0 - {identifier(probability)}) * {wasted} AS {identifier(gain)}\n"
        f"  FROM (\n    SELECT t.*, {score} AS {identifier(probability)}\n"
        f"    FROM {identifier(table_name)} AS t\n  ) AS q\n) AS s"
    )


def added_names(names: Iterable[str]) -> tuple[str, str, str]:
    """What the probability, the gain and the decision are called beside columns of these names."""
    taken, found = {name.casefold() for name in names}, []
    for name in (PROBABILITY, GAIN, DECISION):
        while name in taken:
            name += "_"
        found.append(name)
    return found[0], found[1], found[2]


def _require_distinct(made: Priced) -> None:
    """Names that differ in capitals only are one name to DuckDB, MySQL and others."""
    seen: dict[str, str] = {}
    for name in dict.fromkeys((*made.outcome.design.features, *cost_inputs(made))):
        other = seen.setdefault(name.casefold(), name)
        if other != name:
            raise InputError(
                f"the columns {other!r} and {name!r}, which many databases take for one",
                "names that differ in more than capitals",
                "rename one of them and fit again",
            )


def _probability(made: Priced) -> str:
    """The probability of a row, as an expression on the raw columns."""
    chosen = made.outcome.chosen
    model, curve = chosen.model, chosen.calibration
    if isinstance(model, ConstantModel) and curve.kind == "raw":
        return number(model.probability)
    if model is None:
        raise _not_written(f"the scores in {made.outcome.given!r}, made by a model that is not here")
    if not isinstance(model, LogisticModel) or curve.kind == "isotonic":
        raise _not_written(f"the deployed model '{chosen.name}', which is no weighted sum")
    total = "(" + "\n      + ".join([number(model.intercept), *_terms(made, model)]) + ")"
    if curve.kind == "sigmoid":
        total = f"({number(curve.a)} + {number(curve.b)} * {_between(total, -_EDGE, _EDGE)})"
    return f"1.0e0 / (1.0e0 + EXP(-{_between(total, -FARTHEST, FARTHEST)}))"


def _not_written(saw: str) -> InputError:
    return InputError(
        saw,
        "a logistic regression, as it is or calibrated by a logistic curve",
        "score the rows with takehome score, or with study.scorer() in process",
    )


def _between(expression: str, low: float, high: float) -> str:
    return f"LEAST(GREATEST({expression}, {number(low)}), {number(high)})"


def _terms(made: Priced, model: LogisticModel) -> list[str]:
    """What each feature adds to the log odds, in the order of the design."""
    columns, coefs = made.outcome.design.columns, model.coef.tolist()
    known, found, done = known_levels(columns), [], set()
    for column, coef in zip(columns, coefs, strict=True):
        if column.feature not in known:
            found.append(_number_term(column, coef))
        elif column.feature not in done:
            done.add(column.feature)
            own = {c.level: b for c, b in zip(columns, coefs, strict=True) if c.feature == column.feature}
            found.append(_category_term(column.feature, own, known[column.feature]))
    return found


def _number_term(column: DesignColumn, coef: float) -> str:
    """A number, filled where it is missing or too large, or the flag that says so."""
    raw = f"CAST(t.{identifier(column.feature)} AS DOUBLE PRECISION)"
    usable = f"ABS({raw}) <= {number(LARGEST_NUMBER)}"
    if not column.numeric:
        return f"CASE WHEN {usable} THEN 0.0e0 ELSE {number(coef)} END"
    fill = number(0.0 if column.fill is None else column.fill)
    small = f"WHEN ABS({raw}) < {number(SMALLEST_NUMBER)} THEN 0.0e0"
    return f"{number(coef)} * CASE {small} WHEN {usable} THEN {raw} ELSE {fill} END"


def _category_term(feature: str, coefs: dict[str | None, float], known: set[str]) -> str:
    """The coefficient of a row's level; of the pooled levels where training did not know it."""
    pooled = coefs.get(OTHER, 0.0)
    cases: dict[str, float] = {level: coefs.get(level, 0.0) for level in sorted(filter(None, known))}
    for level in tuple(cases):
        for other in _spellings(level):
            cases.setdefault(other, cases[level])
    text = f"NULLIF(TRIM(CAST(t.{identifier(feature)} AS VARCHAR)), '')"
    gone = number(cases.get(MISSING, pooled))
    whens = [f"WHEN {literal(level)} THEN {number(coef)}" for level, coef in cases.items() if level != OTHER]
    whens += [f"WHEN {literal(word)} THEN {gone}" for word in sorted((NO_VALUE | {MISSING}) - set(cases))]
    return f"CASE COALESCE({text}, {literal(MISSING)}) {' '.join(whens)} ELSE {number(pooled)} END"


def _spellings(level: str) -> tuple[str, ...]:
    """How a database may write a level: a whole number with its point, true and false in other letters."""
    if level.casefold() in TRUTHS:
        return level.lower(), level.upper(), level.capitalize()
    return (f"{level}.0",) if WHOLE.fullmatch(level) else ()


def _cost(made: Priced, cell: str, alias: str) -> str:
    cost = getattr(made.rows.matrix, cell)
    if isinstance(cost, str):
        return to_sql(cost, made.outcome.table, f"the cost {cell}", lambda name: f"{alias}.{identifier(name)}")
    return number(cost)


def _saved(made: Priced, alias: str) -> str:
    """What acting on a positive saves."""
    return f"({_cost(made, 'fn', alias)} - {_cost(made, 'tp', alias)})"


def _wasted(made: Priced, alias: str) -> str:
    """What acting on a negative wastes."""
    return f"({_cost(made, 'fp', alias)} - {_cost(made, 'tn', alias)})"


def _decision(made: Priced, policy: Deployed, probability: str, gain: str) -> str:
    """The condition under which a row is acted on."""
    p, g = f"s.{identifier(probability)}", f"s.{identifier(gain)}"
    if policy.share < 1:
        raise InputError(
            f"the policy '{made.name(made.action)}', which draws rows at random",
            "one that decides on a row by its probability or its gain",
            "score the rows with takehome score",
        )
    if policy.kind == "rule":
        return f"{g} > 0"
    if policy.kind in ("cut", "named"):
        return f"{p} > {number(policy.at)}" if math.isfinite(policy.at) else _above_infinity(policy.at)
    if policy.kind == "margin":
        return _margin(made, policy.at, p)
    if policy.kind == "limit":
        return _limit(made, policy, g)
    return ALWAYS if policy.kind == EVERY else NEVER


def _above_infinity(cut: float) -> str:
    return ALWAYS if cut < 0 else NEVER


def _limit(made: Priced, policy: Deployed, g: str) -> str:
    """Worth acting on, and worth as much as the last row within the limit."""
    if not policy.budget:
        return f"{g} > 0 AND {g} >= {number(policy.at)}" if math.isfinite(policy.at) else NEVER
    wasted = _wasted(made, "s")
    enough = f"{g} / NULLIF({wasted}, 0) >= {number(policy.at)}" if math.isfinite(policy.at) else NEVER
    return f"{g} > 0 AND ({wasted} <= 0 OR {enough})"


def _margin(made: Priced, cut: float, p: str) -> str:
    """The log odds above the row's own break-even; where acting always or never pays, that decides."""
    saved, wasted = _saved(made, "s"), _wasted(made, "s")
    both, sure = f"({saved} + {wasted})", ALWAYS if cut < math.inf else NEVER
    odds = f"LN({_between(p, EDGE, 1 - EDGE)} / (1.0e0 - {_between(p, EDGE, 1 - EDGE)}))"
    even = _between(f"LN({wasted} / NULLIF({saved}, 0))", -_EDGE, _EDGE)
    above = f"{odds} - {even} > {number(cut)}" if math.isfinite(cut) else _above_infinity(cut)
    return (
        f"CASE WHEN {both} > 0 AND {wasted} <= 0 THEN {sure} WHEN {both} > 0 AND {saved} <= 0 THEN {NEVER}"
        f" WHEN {both} > 0 THEN {above} WHEN {wasted} >= {saved} AND {wasted} >= 0 THEN {NEVER} ELSE {sure} END"
    )
