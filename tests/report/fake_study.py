"""A study that fits nothing: the server-cost problem with fixed results, for tests of everything that reports.

The numbers are made from the brief's generator (cost = 50 + 2·cpu + 5·memory + e^(0.5·age) + noise), so the pictures
look as they will; no statement about the package's own fitting rests on them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

import numpy as np

from takehome.protocol import (
    Answer,
    Assumption,
    Chart,
    Direction,
    Effect,
    Finding,
    Interval,
    Option,
    Price,
    Recommendation,
    Status,
    WhatIf,
)
from takehome.provenance import Citation, DataInfo, RunInfo
from takehome.scale import Scale
from takehome.units import Money, Quantity

PER = "year, 200 servers"
AGES = (5, 6, 7, 8)


def make_what_if(seed: int = 0, replicates: int = 201) -> WhatIf:
    """Five replacement ages × bootstrap replicates × two events: hours of excess cost, and servers bought."""
    rng = np.random.default_rng(seed)
    hours = np.array([142_000.0, 61_000.0, 72_500.0, 88_200.0, 109_900.0])
    servers = np.array([0, 97, 78, 59, 41])
    counts = np.empty((5, replicates, 2))
    shared = np.concatenate([[0.0], rng.normal(0, 0.06, replicates - 1)])
    for option in range(5):
        own = np.concatenate([[0.0], rng.normal(0, 0.02, replicates - 1)])
        counts[option, :, 0] = np.round(hours[option] * (1 + shared + own))
        counts[option, :, 1] = np.round(servers[option] * (1 + own))
    return WhatIf(
        options=("keep every server", *(f"replace at {age} years" for age in AGES)),
        events=("excess", "replacement"),
        counts=counts,
        prices=(
            Price("excess", "Excess running cost", "$ per $ of cost", 1.0, 0.0, 3.0),
            Price("replacement", "Price of a replacement server", "$ per server", 620.0, 100.0, 2000.0),
        ),
        trivial=("keep every server",),
        currency="$",
        per=PER,
    )


CUTS = (0.05, 0.1, 0.2, 0.3, 0.5, 0.8)


def make_scaled_what_if(seed: int = 0, replicates: int = 201, follows: bool = True) -> WhatIf:
    """A choice of customers by their probability: 60 of 600 leave; a call costs 10 $, a lost customer 100 $.

    Options: nobody, everybody, 0.5 (simple); each row by its own costs (no cut); cuts, one at the costs' break-even.
    """
    rng = np.random.default_rng(seed)
    cuts = (1.0, 0.0, 0.5, None, 1 / 11, *(cut for cut in CUTS if cut != 0.5))
    counts = np.empty((len(cuts), replicates, 3))
    shared = np.vstack([np.ones(3), rng.normal(1, [0.04, 0.15, 0.15], (replicates - 1, 3))])
    for option, cut in enumerate(cuts):
        at = 1 / 11 if cut is None else cut
        caught, called = 60 * (1 - at**0.7), 540 * (1 - at) ** 8
        own = np.vstack([np.ones(3), rng.normal(1, 0.03, (replicates - 1, 3))])
        counts[option] = np.array([called, 60 - caught, caught]) * shared * own
    counts[3, :, 1] *= 0.98
    names = ["act on nobody", "act on everybody", "act above 0.5", "act where it pays", "act above 1/11"]
    options = (*names, *(f"act above {cut}" for cut in CUTS if cut != 0.5))
    return WhatIf(
        options=options, events=("fp", "fn", "tp"), counts=counts,
        prices=(Price("fp", "A needless call", "$", 10.0, 0.0, 30.0),
                Price("fn", "A lost customer", "$", 100.0, 0.0, 300.0),
                Price("tp", "A call that keeps", "$", 0.0, -50.0, 50.0)),
        trivial=tuple(names[:3]), currency="$", per="month, 600 customers",
        scale=Scale("probability", cuts, names[4] if follows else names[3],
                    ("fp", "fn", "tp", "tn") if follows else None),
    )  # fmt: skip


def scaled_study(**changes: Any) -> FakeStudy:
    """The study with a slider along the probability."""
    return FakeStudy(sliders=make_scaled_what_if(**changes))


def _finding(code: str, title: str, status: Status, seen: str, **more: Any) -> Finding:
    texts = {
        "good": "The residuals stay within the limit over the whole range.",
        "consequence": "Nothing that moves a budget by more than 1 $/h.",
        "remedy": "Nothing to do.",
    }
    return Finding(code=code, title=title, status=status, seen=seen, **{**texts, **more})


def _curvature(stage: str, status: Status, bend: float, low: float, high: float) -> Finding:
    return _finding(
        "REG001",
        "Straight-line relation",
        status,
        f"Cost bends along Age by {bend} $/h at its worst, 8.6 years (95%: {low} to {high} $/h; limit 5 $/h).",
        good="Cost rises by the same amount for each further unit, within 5 $/h.",
        consequence=f"Budgets for servers older than 8 years are {bend} $/h too low under a straight line.",
        remedy="Use the chosen model, which gives Age the form e^(0.50·Age): th.regress(…).score(rows).",
        subject="Age",
        stage=stage,
        measured={
            "largest bend": Quantity(bend, "$/h"),
            "F statistic": Quantity(112.4 if bend > 5 else 0.7),
            "p-value": Quantity(2e-61 if bend > 5 else 0.53),
        },
        effect="largest bend",
        interval=Interval(low, high, "$/h"),
        limit=Quantity(5.0, "$/h"),
    )


def make_findings() -> tuple[Finding, ...]:
    """Fourteen findings: failed and repaired, caution, passed, not applicable."""
    spread = {"measured": {"ratio of spreads": Quantity(1.42)}, "effect": "ratio of spreads", "limit": Quantity(1.5)}
    return (
        _curvature("baseline", Status.FAILED, 38.2, 33.9, 42.6),
        _curvature("chosen", Status.PASSED, 1.1, -1.4, 2.0),
        _finding(
            "REG001",
            "Straight-line relation",
            Status.PASSED,
            "CPU bends by 0.8 $/h (95%: −1.2 to 2.1 $/h).",
            subject="CPU",
            stage="baseline",
            measured={"largest bend": Quantity(0.8, "$/h")},
            effect="largest bend",
            interval=Interval(-1.2, 2.1, "$/h"),
            limit=Quantity(5.0, "$/h"),
        ),
        _finding(
            "REG002",
            "Constant spread",
            Status.CAUTION,
            "The residuals spread 1.42 times as far at the top of the fitted range as at its bottom "
            "(95%: 1.21 to 1.66; limit 1.50). May be curvature: see REG001.",
            stage="baseline",
            interval=Interval(1.21, 1.66),
            rows_to_settle=2600,
            **spread,
            consequence="Intervals for the dearest fifth of the servers may be 17 % too narrow.",
            remedy="Read the same check on the chosen model before doing anything.",
        ),
        _finding(
            "REG002",
            "Constant spread",
            Status.PASSED,
            "The ratio of spreads is 1.06 (95%: 0.94 to 1.19).",
            stage="chosen",
            measured={"ratio of spreads": Quantity(1.06)},
            effect="ratio of spreads",
            interval=Interval(0.94, 1.19),
            limit=Quantity(1.5),
        ),
        _finding(
            "TAB004",
            "Identifier posing as a number",
            Status.FAILED,
            "Column “rack” holds 1,000 different whole numbers in 1,000 rows.",
            subject="rack",
            measured={"distinct share": Quantity(100.0, "%")},
            effect="distinct share",
            limit=Quantity(99.0, "%"),
            consequence="As a feature it moves predictions of new servers by 12.4 $/h at random.",
            remedy="Leave it out: th.regress(table, 'Cost', features=['CPU', 'Memory', 'Age']).",
        ),
        _finding(
            "REG007",
            "Influential rows",
            Status.CAUTION,
            "Without row 417 the effect of Memory moves by 0.31 $/h per GB (limit 0.25).",
            subject="Memory",
            stage="chosen",
            measured={"coefficient change": Quantity(0.31, "$/h per GB")},
            effect="coefficient change",
            limit=Quantity(0.25, "$/h per GB"),
            rows_to_settle=1400,
            consequence="A 64 GB server's budget depends on one row by 20 $/h.",
            remedy="Look at row 417; if it is a typing error, mend it at its source.",
        ),
        _finding("REG003", "Normal noise", Status.PASSED, "95 % intervals cover 95.3 % (93.6 to 96.7 %) of new rows."),
        _finding("REG005", "Collinearity", Status.PASSED, "The largest condition index is 4.10 (limit 30)."),
        _finding("REG008", "Missing interactions", Status.PASSED, "The largest product moves cost by 0.9 $/h."),
        _finding("REG009", "Overfitting", Status.PASSED, "Test RMSE is 9.61 $/h, training RMSE 9.80 $/h."),
        _finding("TAB001", "Missing values", Status.PASSED, "0 of 4,000 values are missing."),
        _finding("TAB002", "Duplicated rows", Status.PASSED, "0 of 1,000 rows repeat another."),
        _finding(
            "REG004",
            "Independent rows",
            Status.NOT_APPLICABLE,
            "No order or group was declared, so 0 were tested.",
            good="Neighbours in time do not err together.",
            consequence="Unknown.",
            remedy="Declare one: th.regress(…, order='date').",
        ),
    )


def make_effects() -> tuple[Effect, ...]:
    """Five effects, one without an interval and one bent."""
    caveat = "An association in this table, not a promise: holds for 4 to 64 GB."
    rows = (
        ("Memory", "one more GB", 4.99, (4.95, 5.03), Direction.INCREASING, "CPU and age held fixed"),
        ("CPU", "one more %", 2.01, (1.98, 2.04), Direction.INCREASING, "memory and age held fixed"),
        ("Age", "from 8 to 9 years", 35.4, (33.8, 37.1), Direction.INCREASING, "the straight line says 10.8 $/h"),
        ("Age", "from 1 to 2 years", 1.07, (0.4, 1.9), Direction.INCREASING, "the straight line says 10.8 $/h"),
        ("Rack side", "left to right", -0.12, None, Direction.FLAT, "within the limit of 1 $/h either way"),
    )
    return tuple(
        Effect(
            subject,
            contrast,
            Quantity(number, "$/h"),
            ends and Interval(*ends, "$/h"),
            direction,
            f"{subject}, {contrast}: {number} $/h ({f'95%: {ends[0]} to {ends[1]} $/h' if ends else 'exact'}), {rest}.",
            caveat,
        )
        for subject, contrast, number, ends, direction, rest in rows
    )


def make_recommendation() -> Recommendation:
    """Replace at six years; six options, the two trivial ones first."""
    unit = f"$ per {PER}"
    amounts = (
        ("keep every server", -142_000, 8_400, True),
        ("replace at 3 years, as now", -158_300, 5_100, True),
        ("replace at 5 years", -121_140, 4_300, False),
        ("replace at 6 years", -120_860, 4_700, False),
        ("replace at 7 years", -124_780, 5_600, False),
        ("replace at 8 years", -135_320, 6_900, False),
    )
    options = tuple(
        Option(
            action,
            Money(amount, "$", PER),
            Interval(amount - half, amount + half, unit),
            trivial,
            "current practice" if "as now" in action else "",
        )
        for action, amount, half, trivial in amounts
    )
    return Recommendation(
        action="replace at 6 years",
        baseline="keep every server",
        gain=Money(21_140, "$", PER),
        gain_interval=Interval(12_300, 30_900, unit),
        probability_better=0.9975,
        options=options,
        sentence="Replace servers when they turn 6: it saves 21,100 $ per year for 200 servers against keeping every "
        "server (95%: 12,300 to 30,900 $). Five and six years cannot be told apart (280 $ between them).",
        break_even=Quantity(891.0, "$ per server"),
        value_of_more_data=Money(310, "$", PER),
        holds_while=("a replacement costs less than 891 $", "servers run 8,760 hours a year"),
        would_change_if=(
            "a replacement cost more than 891 $: then keep every server",
            "old servers were retired for other reasons before their 9th year",
        ),
        assumes=(
            Assumption(
                "Age causes the excess cost; replacing a server removes it.",
                "A hidden cause must explain 57 % of the effect of age to cancel the gain.",
            ),
            Assumption("Prices stay as they are for a year.", "They may rise by 43 %."),
        ),
    )


def make_answers() -> tuple[Answer, ...]:
    """The brief's interview question, answered."""
    return (
        Answer(
            "REG-observation",
            "What do the residuals show?",
            "Not a funnel: a curve. The spread is constant (ratio 1.06, 95 %: 0.94 to 1.19) once Age may bend, and the "
            "straight line misses by 38.2 $/h at 8.6 years.",
            ("REG001", "REG002", "residuals"),
        ),
        Answer(
            "REG-violation",
            "Which assumption is violated?",
            "Linearity in Age (REG001): F = 112, largest bend 38.2 $/h (95%: 33.9 to 42.6 $/h).",
            ("REG001", "Age"),
        ),
        Answer(
            "REG-fix",
            "How would you fix it?",
            "Give Age the form e^(0.50·Age): test RMSE falls from 22.65 to 9.61 $/h; log(cost) makes it worse (29.46).",
            ("ladder",),
        ),
    )


def _table(seed: int = 101, rows: int = 1000) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.RandomState(seed)
    cpu, memory, age = rng.uniform(10, 90, rows), rng.uniform(4, 64, rows), rng.uniform(0, 10, rows)
    cost = 50 + 2 * cpu + 5 * memory + np.exp(0.5 * age) + rng.normal(0, 10, rows)
    design = np.column_stack([np.ones(rows), cpu, memory, age])
    fitted = design @ np.linalg.lstsq(design, cost, rcond=None)[0]
    return fitted, cost - fitted


def _axis(name: str, title: str) -> dict[str, Any]:
    return {"field": name, "type": "quantitative", "title": title}


def make_charts() -> tuple[Chart, ...]:
    """Scatter, line with band, bars, quantile plot, dots with intervals."""
    fitted, residuals = _table()
    scatter = tuple({"fitted": float(f), "residual": float(r)} for f, r in zip(fitted, residuals, strict=True))
    grid = np.linspace(0, 10, 41)
    band = tuple({"age": a, "effect": np.exp(a / 2), "low": np.exp(a / 2) - 3, "high": np.exp(a / 2) + 3} for a in grid)
    ladder = tuple(
        {"model": name, "rmse": rmse}
        for name, rmse in (
            ("e^(0.48·Age)", 9.61),
            ("Age³", 10.16),
            ("Age²", 12.37),
            ("straight line", 22.65),
            ("Gamma, log link", 29.34),
            ("log(cost)", 29.46),
        )
    )
    ordered = np.sort(residuals)[::10] / residuals.std()
    normal = np.sort(np.random.RandomState(1).normal(size=residuals.size))[::10]
    quantiles = tuple({"normal": float(a), "residual": float(b)} for a, b in zip(normal, ordered, strict=True))
    return (
        Chart(
            "residuals",
            "The straight line's residuals curve by 38.2 $/h: too high in the middle, too low at the end.",
            scatter,
            {
                "layer": [
                    {
                        "mark": {"type": "point"},
                        "encoding": {
                            "x": _axis("fitted", "Fitted cost ($/h)"),
                            "y": _axis("residual", "Residual ($/h)"),
                        },
                    },
                    {"mark": {"type": "rule", "style": "reference"}, "encoding": {"y": {"datum": 0}}},
                ]
            },
            "A level cloud around zero, as wide on the left as on the right.",
        ),
        Chart(
            "age",
            "From year 8 to 9 a server's cost rises by 35.4 $/h.",
            band,
            {
                "encoding": {"x": _axis("age", "Age (years)")},
                "layer": [
                    {
                        "mark": {"type": "area", "style": "band"},
                        "encoding": {"y": _axis("low", "Effect on cost ($/h)"), "y2": {"field": "high"}},
                    },
                    {"mark": {"type": "line", "style": "accent"}, "encoding": {"y": _axis("effect", "")}},
                ],
            },
            "A narrow band around one smooth curve.",
        ),
        Chart(
            "ladder",
            "Bending Age brings the test RMSE from 22.65 to 9.61 $/h; log(cost) makes it 29.46 $/h.",
            ladder,
            {
                "mark": {"type": "bar"},
                "encoding": {
                    "y": {"field": "model", "type": "nominal", "sort": None, "title": None},
                    "x": _axis("rmse", "Test RMSE ($/h)"),
                },
            },
            "The chosen model's bar is the shortest.",
        ),
        Chart(
            "quantiles",
            "The chosen model's residuals follow the normal line: 95.3 % lie within its 95 % band.",
            quantiles,
            {
                "layer": [
                    {
                        "mark": {"type": "line", "style": "reference"},
                        "encoding": {"x": _axis("normal", "Normal quantile"), "y": _axis("normal", "")},
                    },
                    {
                        "mark": {"type": "point"},
                        "encoding": {"x": _axis("normal", ""), "y": _axis("residual", "Residual (standardised)")},
                    },
                ]
            },
            "Points along the line, also at both ends.",
        ),
        Chart(
            "drivers",
            "Memory moves cost most: 301 $/h from its 5th to its 95th percentile.",
            (
                {"driver": "Memory", "range": 270.0, "low": 268.0, "high": 272.0},
                {"driver": "CPU", "range": 144.0, "low": 142.0, "high": 146.5},
                {"driver": "Age", "range": 114.0, "low": 108.0, "high": 121.0},
            ),
            {
                "encoding": {"y": {"field": "driver", "type": "nominal", "sort": "-x", "title": None}},
                "layer": [
                    {
                        "mark": {"type": "rule"},
                        "encoding": {"x": _axis("low", "Cost, 5th to 95th percentile ($/h)"), "x2": {"field": "high"}},
                    },
                    {"mark": {"type": "point", "style": "accent", "size": 60}, "encoding": {"x": _axis("range", "")}},
                ],
            },
            "Intervals that do not touch give a sure ranking.",
        ),
    )


@dataclass
class FakeStudy:
    """Implements the Study protocol; replace any part to make a variant."""

    name: str = "regression"
    title: str = "What drives the cost of a server?"
    question: str = "Which of CPU, memory and age drives cost, is the model that says so sound, and what should we do?"
    findings: tuple[Finding, ...] = field(default_factory=make_findings)
    effect_list: tuple[Effect, ...] = field(default_factory=make_effects)
    recommendation: Recommendation = field(default_factory=make_recommendation)
    answer_list: tuple[Answer, ...] = field(default_factory=make_answers)
    chart_list: tuple[Chart, ...] = field(default_factory=make_charts)
    sliders: WhatIf | None = field(default_factory=make_what_if)
    numbers: Mapping[str, object] = field(
        default_factory=lambda: {
            "action": "replace at 6 years",
            "gain": np.float64(21_140.0),
            "rmse_chosen": 9.61,
            "offenders": ["Age"],
            "absent": float("nan"),
            "stage_names": {"baseline": "straight line"},
        }
    )

    def fit(self, data: Any) -> Self:
        return self

    def checks(self) -> tuple[Finding, ...]:
        return self.findings

    def effects(self) -> tuple[Effect, ...]:
        return self.effect_list

    def recommend(self, economics: Any = None) -> Recommendation:
        return self.recommendation

    def answers(self) -> tuple[Answer, ...]:
        return self.answer_list

    def metrics(self) -> Mapping[str, object]:
        return self.numbers

    def charts(self) -> tuple[Chart, ...]:
        return self.chart_list

    def what_if(self) -> WhatIf | None:
        return self.sliders

    def echo(self) -> tuple[str, ...]:
        return ("target = 'Cost' ($/h), 1,000 rows; 800 train, 200 test (column 'split')",)

    def methods(self) -> tuple[Citation, ...]:
        return (
            Citation("least squares by QR", "Belsley, Kuh & Welsch (1980), Regression Diagnostics, ch. 2"),
            Citation("bootstrap of the whole search", "Efron & Tibshirani (1993), An Introduction to the Bootstrap"),
        )

    def run_info(self) -> RunInfo:
        command = "takehome regress servers.csv --target Cost --unit Cost=$/h --seed 101"
        return RunInfo(DataInfo(1000, 4, "3f" * 32), 101, command, 4.21)


def hostile_study(text: str) -> FakeStudy:
    """The study with `text` wherever data can put it: names, sentences, options, chart rows and axis titles."""
    finding = replace(
        make_findings()[0],
        subject=text,
        seen=f"{text} bends by 38.2 $/h.",
        measured={text: Quantity(1.0)},
        effect=text,
        consequence=text,
    )
    effect = replace(make_effects()[0], subject=text, sentence=f"{text}: 4.99 $/h.", caveat=text)
    options = make_recommendation().options
    recommendation = replace(
        make_recommendation(),
        action=text,
        sentence=f"Choose {text}: 21,100 $.",
        options=(replace(options[0], note=text), replace(options[2], action=text)),
    )
    chart = Chart(
        "hostile",
        f"{text} rises by 1 $/h.",
        ({"value": 1.0, "name": text}, {"value": 2.0, "name": "b"}),
        {
            "mark": "bar",
            "encoding": {"x": _axis("value", text[:200]), "y": {"field": "name", "type": "nominal", "title": None}},
        },
    )
    sliders = make_what_if()
    sliders = replace(
        sliders,
        options=(sliders.options[0], text, *sliders.options[2:]),
        prices=(replace(sliders.prices[0], name=text), sliders.prices[1]),
    )
    return FakeStudy(
        title=text,
        question=text,
        findings=(finding,),
        effect_list=(effect,),
        chart_list=(chart,),
        recommendation=recommendation,
        answer_list=(Answer("a", text, text, (text,)),),
        sliders=sliders,
        numbers={text: text},
    )
