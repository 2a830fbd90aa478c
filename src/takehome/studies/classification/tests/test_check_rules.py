"""What the checks compute, against brute force and theorems; worlds in which a check must not be fooled."""

import re
from dataclasses import replace
from importlib.resources import files

import numpy as np
import pytest
from benchmarks.classification_checks import light, sound
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import nnls

from takehome.protocol import Finding, Status
from takehome.studies.classification import checks
from takehome.studies.classification.checks.cut_draws import SortedRows
from takehome.studies.classification.checks.error_cost import error_costs
from takehome.studies.classification.checks.leakage import _interval
from takehome.studies.classification.checks.separation import _dividing_sum
from takehome.studies.classification.costs import RowCosts
from takehome.studies.classification.cuts import cut_curve
from takehome.studies.pages import rendered

PACKAGE = "takehome.studies.classification.checks"


def table(seed=0, rows=600, **options):
    return sound(np.random.default_rng(seed), rows, **options)


def found(made, code) -> list[Finding]:
    module = checks.modules()[int(code[3:]) - 1]
    assert code == module.CODE
    return list(module.check(made))


def worse(made, code) -> list[Finding]:
    return [f for f in found(made, code) if f.status in (Status.FAILED, Status.CAUTION)]


def test_codes_are_in_order_and_every_page_takes_its_limits_from_the_code():
    for number, module in enumerate(checks.modules(), start=1):
        name = module.__name__.rpartition(".")[2]
        page = files(PACKAGE).joinpath(f"{name}.md").read_text("utf-8")
        assert f"CLA{number:03}" == module.CODE
        assert re.match(r"# (CLA\d{3}): (.+)", page).groups() == (module.CODE, module.TITLE)
        assert re.findall(r"^## (.+)$", page, re.MULTILINE) == ["How it is measured", "Why it matters", "What to do"]
        limits = {name for name in vars(module) if name.endswith("_LIMIT")} - {"SHARED_LIMIT"} | {
            name for name in ("SHARED_LIMIT",) if hasattr(module, name)
        }
        assert limits <= set(re.findall(r"\{([A-Z_]+)\}", page)), name
        assert not re.search(r"\{[A-Z]", rendered(module.CODE))


scores = st.lists(st.sampled_from([-np.inf, 0.1, 0.2, 0.5, 0.9, np.inf]) | st.floats(0, 1), min_size=1, max_size=12)


@given(data=st.data(), first=scores)
@settings(max_examples=150, deadline=None)
def test_cuts_drawn_again_are_those_of_the_exact_search(data, first):
    """One cumulative sum for all draws gives each draw's cheapest cut, ties and rows at ±∞ included."""
    rows = len(first)
    rng = np.random.default_rng(data.draw(st.integers(0, 10**6)))
    act, leave = rng.integers(-3, 9, rows).astype(float), rng.integers(-3, 9, rows).astype(float)
    drawn = rng.standard_exponential((4, rows))
    ordered = SortedRows.of(np.array([first]), act - leave)
    for weights, place, totals in zip(drawn, ordered.cheapest(drawn), ordered.totals(drawn), strict=True):
        curve = cut_curve(np.array(first), act, leave, weights)
        np.testing.assert_allclose(float(leave @ weights) + totals, curve.costs, atol=1e-9)
        np.testing.assert_array_equal(np.array(first) > ordered.cuts[place], np.array(first) > curve.cuts[curve.best])


@given(st.lists(st.tuples(st.integers(-3, 3), st.integers(-3, 3), st.booleans()), min_size=4, max_size=10))
@settings(max_examples=150, deadline=None)
def test_classes_are_divided_exactly_when_their_hulls_do_not_meet(points):
    """Gordan's theorem (1873): either a plane divides the classes, or a weighted mean of the signed rows is 0."""
    X, y = np.array([point[:2] for point in points], float), np.array([point[2] for point in points])
    if y.all() or not y.any():
        return
    signed = np.column_stack([np.ones(len(X)), X]) * np.where(y, 1.0, -1.0)[:, None]
    rest = nnls(np.vstack([signed.T, np.ones(len(X))]), np.array([0.0, 0.0, 0.0, 1.0]))[1]
    assert (_dividing_sum(X, y.astype(int)) is not None) == (rest > 1e-6)


@pytest.mark.parametrize(("area", "positives", "negatives"), [(0.98, 40, 300), (0.9, 30, 30), (0.995, 100, 900)])
def test_the_interval_of_an_area_covers_it(area, positives, negatives):
    """Two normal curves; Newcombe (2006) reports coverage near the nominal 90 % for method 5, above it near 1."""
    from scipy.stats import norm

    rng, apart = np.random.default_rng(1), np.sqrt(2) * norm.ppf(area)
    covered = []
    for _ in range(300):
        low, high = rng.normal(size=negatives), rng.normal(size=positives) + apart
        seen = float(np.mean(np.searchsorted(np.sort(low), high) / negatives))
        interval = _interval(seen, positives, negatives, 0.05)
        covered.append(interval[0] <= area <= interval[1])
    assert np.mean(covered) > 0.9 - 3 * np.sqrt(0.09 / 300)


def test_areas_at_the_ends_have_an_interval():
    assert _interval(1.0, 50, 500, 0.05)[1] == 1.0
    assert 0.9 < _interval(1.0, 50, 500, 0.05)[0] < 1.0
    assert _interval(0.0, 50, 500, 0.05)[0] == pytest.approx(0.0, abs=1e-6)


def test_what_errors_cost_does_not_change_when_both_outcomes_of_a_row_become_dearer():
    made = light(table())
    rows, rng = made.rows, np.random.default_rng(2)
    shift = rng.normal(scale=50, size=(2, rows.rows))
    costs = rows.costs
    dearer = replace(
        rows,
        costs=RowCosts(costs.fp + shift[0], costs.fn + shift[1], costs.tp + shift[1], costs.tn + shift[0]),
    )
    acts = rng.random((2, rows.rows)) < 0.5
    np.testing.assert_allclose(error_costs(rows, acts), error_costs(dearer, acts), atol=1e-9)
    assert not error_costs(rows, (rows.y == 1)[None]).any()


def test_the_policys_own_misses_are_a_caution_at_most():
    """Where a miss is cheap, leaving positives alone is right."""
    made = light(table(rows=1_000), costs={"fp": 40.0, "fn": 60.0})
    plain, policy = found(made, "CLA001")
    assert plain.status is Status.FAILED
    assert policy.status in (Status.CAUTION, Status.NOT_APPLICABLE)
    assert policy.limit is None or policy.measured["missed"].value > policy.limit.value


def test_a_leak_with_missing_values_is_still_a_leak():
    world = table(rows=1_500)
    happened = world["y"] == "yes"
    leak = 8.0 * happened + np.random.default_rng(3).normal(size=1_500)
    world["leak"] = np.where(np.random.default_rng(4).random(1_500) < 0.01, np.nan, leak)
    assert [f.subject for f in found(light(world), "CLA003") if f.status is Status.FAILED] == ["leak"]


def test_scores_that_are_nearly_perfect_are_doubted():
    world = table(rows=1_000)
    memory = np.where(world["y"] == "yes", 0.9, 0.1) + np.random.default_rng(5).uniform(-0.08, 0.08, 1_000)
    made = light({"p": memory, "y": world["y"]}, scores="p")
    (finding,) = found(made, "CLA003")
    assert (finding.status, finding.subject) == (Status.FAILED, "p")
    assert "not seen" in finding.remedy


def test_a_category_of_many_levels_is_no_leak():
    """Each level's share of positives, taken from its own rows, would rank the rows that it was taken from."""
    world = table(rows=1_000, noise=True)
    world["street"] = np.random.default_rng(6).choice([f"s{k}" for k in range(120)], 1_000).astype(object)
    (finding,) = found(light(world), "CLA003")
    assert finding.status is Status.PASSED
    assert finding.measured["area"].value < 0.7


def test_equal_rows_of_coarse_columns_are_no_copies():
    rng = np.random.default_rng(7)
    a, b = rng.integers(0, 3, 900), rng.integers(0, 2, 900)
    y = np.where(rng.random(900) < 1 / (1 + np.exp(1.5 - a)), "yes", "no").astype(object)
    part = np.array(["train"] * 600 + ["test"] * 300, dtype=object)
    world = {"a": a.astype(str).astype(object), "b": b.astype(str).astype(object), "y": y, "part": part}
    (finding,) = found(light(world, holdout="part"), "CLA004")
    assert finding.status is Status.PASSED


def test_a_pure_reference_level_and_a_flag_of_one_class_are_named():
    world = table(rows=900)
    region = np.where(np.arange(900) < 500, "mainland", "islands").astype(object)
    world["region"] = region
    world["y"] = np.where(region == "mainland", "no", world["y"]).astype(object)
    assert [f.subject for f in worse(light(world), "CLA007")] == ["region"], "the most frequent level has no column"
    world = table(rows=900, share=0.3)
    world["flag"] = ((world["y"] == "yes") & (np.random.default_rng(8).random(900) < 0.3)).astype(float)
    (finding,) = worse(light(world), "CLA007")
    assert (finding.status, finding.subject) == (Status.CAUTION, "flag")
    assert "ll rows in which 'flag' is above 0 are positive" in finding.seen


def test_three_rows_of_one_class_separate_nothing():
    world = table(rows=900)
    world["flag"] = np.zeros(900)
    world["flag"][np.flatnonzero(world["y"] == "no")[:3]] = 1.0
    assert not worse(light(world), "CLA007")


def test_more_positives_in_the_hold_out_cost_money_and_have_a_remedy():
    rng = np.random.default_rng(9)
    world = table(rows=2_000)
    late = np.arange(2_000) >= 1_400
    world["y"] = np.where(late & (rng.random(2_000) < 0.4), "yes", world["y"]).astype(object)
    world["part"] = np.where(late, "test", "train").astype(object)
    (finding,) = [f for f in found(light(world, holdout="part"), "CLA008") if f.subject == "y"]
    assert finding.status is Status.FAILED
    assert "prevalence=0." in finding.remedy
    assert finding.measured["odds"].value > 3


def test_columns_that_are_missing_together_are_not_confused():
    world = table(rows=600)
    gone = np.random.default_rng(10).random(600) < 0.2
    world["x1"], world["x2"] = np.where(gone, np.nan, world["x1"]), np.where(gone, np.nan, world["x2"])
    assert not worse(light(world), "CLA012")


def test_levels_of_one_category_do_not_speak_against_each_other():
    """Indicators of one category are correlated by construction; its generalised inflation is not high."""
    world = table(rows=800)
    world["size"] = np.random.default_rng(11).choice(["s", "m", "l", "xl"], 800, p=[0.1, 0.2, 0.3, 0.4]).astype(object)
    assert not worse(light(world), "CLA012")


def test_a_copied_column_is_named():
    world = table(rows=400)
    world["bad"] = 12 * world["x0"]
    (finding, *_) = worse(light(world), "CLA012")
    assert set((finding.subject or "").split(" + ")) == {"x0", "bad"}


def test_a_group_needs_rows_of_both_classes():
    """One positive in a level decides nothing of it."""
    world = table(rows=1_000)
    world["rare"] = np.where(np.arange(1_000) < 60, "few", "many").astype(object)
    world["y"][:60] = "no"
    assert "rare" not in {f.subject for f in found(light(world), "CLA009")}


def test_the_same_checks_in_another_unit_give_the_same_statuses():
    first = table(rows=500)
    second = {name: 12 * values if name.startswith("x") else values for name, values in first.items()}
    told = [
        [(f.code, f.subject, f.stage, f.status) for f in checks.run_checks(light(world, holdout=0.3))]
        for world in (first, second)
    ]
    assert told[0] == told[1]
