"""Every check on worlds whose truth is known: the brief's shop, one crowd, and small worlds that have one fault each.

What a finding must satisfy is that of ``tests/contract/test_results.py``; intervals are held against SciPy and a
bootstrap.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from importlib.resources import files

import numpy as np
import pytest
from scipy import stats

from takehome.protocol import Finding, Status
from takehome.studies.pages import pages, rendered
from takehome.studies.segmentation.checks import modules, run_checks
from takehome.studies.segmentation.checks.impossible_cells import allowed_range
from takehome.studies.segmentation.checks.owned_distance import share_of_spread
from takehome.studies.segmentation.checks.small_segments import LARGE_EFFECT_ROWS, MEDIUM_EFFECT_ROWS
from takehome.studies.segmentation.checks.stability import mean_interval
from takehome.studies.segmentation.fitting import Plan, fit_outcome
from takehome.studies.segmentation.given import given_labels
from takehome.studies.segmentation.scaling.design import prepare
from takehome.studies.segmentation.scenario import omnicorp_users, one_crowd
from takehome.table import Column, Kind, Role, Table, canonical

CODES = [f"SEG{number:03}" for number in range(1, 14)]
HEADINGS = ["How it is measured", "Why it matters", "What to do"]
WRONG = re.compile(r"\bnan\b|not a number|None|\binf\b|  ")
PACKAGE = "takehome.studies.segmentation.checks"


def findings(table: Table, k: int | None = None, labels: str | None = None) -> tuple[Finding, ...]:
    if labels is not None:
        table = table.with_roles({labels: Role.PREDICTION})
    table = canonical(table)
    given = None if labels is None else given_labels(table, labels)
    return run_checks(fit_outcome(table, prepare(table), (), Plan(k, fast=True), given))


def one(found: tuple[Finding, ...], code: str, stage: str | None = None) -> Finding:
    return next(f for f in found if f.code == code and stage in (None, f.stage))


def table_of(X: np.ndarray, names: tuple[str, ...] = (), **categories: np.ndarray) -> Table:
    names = names or tuple(f"x{j + 1}" for j in range(X.shape[1]))
    numbers = [Column(name, Kind.NUMBER, X[:, j].copy()) for j, name in enumerate(names)]
    texts = [Column(name, Kind.CATEGORY, values.astype(object)) for name, values in categories.items()]
    return Table(columns=(*numbers, *texts), source="world", rows_in_source=len(X))


def blobs(sizes: tuple[int, ...], apart: float = 8.0, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Round groups of spread 1 at the corners of a square."""
    rng = np.random.default_rng(seed)
    corners = apart * np.array([[0, 0], [1, 0], [0, 1], [1, 1]])
    own = np.repeat(np.arange(len(sizes)), sizes)
    return rng.normal(size=(len(own), 2)) + corners[own], own


@cache
def shop() -> tuple[Finding, ...]:
    return findings(omnicorp_users().table)


@cache
def crowd() -> tuple[Finding, ...]:
    return findings(one_crowd().table)


@cache
def three() -> tuple[Finding, ...]:
    return findings(table_of(blobs((300, 300, 300))[0]))


@cache
def random_labels() -> tuple[Finding, ...]:
    """Three clear groups, and five labels that were drawn by lot; a fifth of the rows have none."""
    X, _ = blobs((300, 300, 300))
    drawn = np.random.default_rng(1).choice(["-1", "a", "b", "c", "d", "e"], len(X), p=[0.2, 0.2, 0.2, 0.2, 0.18, 0.02])
    return findings(table_of(X, cluster=drawn), labels="cluster")


@cache
def true_labels() -> tuple[Finding, ...]:
    X, own = blobs((300, 300, 300))
    return findings(table_of(X, cluster=np.array(["a", "b", "c"])[own]), labels="cluster")


@cache
def forced() -> tuple[Finding, ...]:
    """One crowd, six segments asked for."""
    return findings(table_of(np.random.default_rng(5).normal(size=(800, 3))), k=6)


WORLDS: tuple[Callable[[], tuple[Finding, ...]], ...] = (shop, crowd, three, random_labels, true_labels, forced)


@pytest.fixture(params=WORLDS, ids=lambda world: world.__name__)
def found(request: pytest.FixtureRequest) -> tuple[Finding, ...]:
    made: tuple[Finding, ...] = request.param()
    return made


def test_every_check_speaks_in_every_world(found: tuple[Finding, ...]) -> None:
    assert list(dict.fromkeys(finding.code for finding in found)) == CODES
    assert all(
        sum(f.stage == stage for f in found if f.code == code) for code, stage in {(f.code, f.stage) for f in found}
    )


def test_findings_are_complete(found: tuple[Finding, ...]) -> None:
    for finding in found:
        assert finding.title
        assert finding.good
        assert finding.remedy
        assert re.search(r"\d", finding.seen), finding
        assert not WRONG.search(finding.seen), finding
        assert all(np.isfinite(quantity.value) for quantity in finding.measured.values()), finding
        if finding.status is not Status.NOT_APPLICABLE:
            assert re.search(r"\d", finding.consequence), finding
            assert not WRONG.search(finding.consequence), finding
            assert finding.effect is not None
            assert finding.limit is not None
            assert finding.limit.unit == finding.measured[finding.effect].unit


def test_status_follows_from_interval_and_limit(found: tuple[Finding, ...]) -> None:
    for finding in found:
        if finding.interval is not None and finding.limit is not None:
            assert finding.measured[str(finding.effect)].value in finding.interval
            if finding.status in {Status.FAILED, Status.PASSED}:
                assert not finding.interval.low < finding.limit.value < finding.interval.high, finding


def statuses(found: tuple[Finding, ...]) -> dict[str, set[str]]:
    return {code: {f.status.value for f in found if f.code == code} for code in CODES}


def test_the_shop() -> None:
    """The brief's table: 3 segments that pass, 50 strangers, raw numbers that one column owns, negative counts."""
    failed = {(f.code, f.stage) for f in shop() if f.status is Status.FAILED}
    assert failed == {("SEG001", "data"), ("SEG003", "data"), ("SEG004", "data")}
    cautions = [f.code for f in shop() if f.status is Status.CAUTION]
    assert [code for code in cautions if code != "SEG013"] == ["SEG012"]


def test_strangers_of_the_shop_are_counted_and_none_is_in_the_noise() -> None:
    strangers = one(shop(), "SEG003")
    assert strangers.subject == "M1"
    assert strangers.measured["rows"].value == 50
    assert "raise the mean Items_Viewed by 6.10 items" in strangers.consequence
    assert "vote for 4 groups of everybody, against 3" in strangers.consequence
    noise = one(shop(), "SEG004", "data")
    assert (noise.measured["strangers in the noise"].value, noise.measured["others in the noise"].value) == (0, 12)
    assert noise.measured["missed"].value == 100


def test_impossible_values_of_the_shop() -> None:
    """The field's count: 146 rows, 134 negative ticket counts."""
    finding = one(shop(), "SEG012")
    assert "146 of 700 rows" in finding.seen
    assert "Support_Tickets 134 below 0" in finding.seen
    assert "Return_Rate 5 below 0 and 2 above 1.00" in finding.seen
    assert "values below 0 count as 0 in logs and presence; linear columns keep them" in finding.seen
    own = {name: q.value for name, q in finding.measured.items() if "_" in name}
    assert own == {
        "Support_Tickets": 134, "Return_Rate": 7, "Avg_Session_Time": 5, "Items_Viewed": 1, "Cart_Value": 1,
    }  # fmt: skip


def test_one_crowd_is_not_to_be_segmented() -> None:
    assert one(crowd(), "SEG005").status is Status.FAILED
    assert "Do not segment" in one(crowd(), "SEG005").remedy
    assert one(crowd(), "SEG003").seen.startswith("No dense odd micro-cluster was found")
    for code in ("SEG006", "SEG007", "SEG008", "SEG009", "SEG010", "SEG011"):
        assert one(crowd(), code).status is Status.NOT_APPLICABLE


def test_clear_groups_pass_everything() -> None:
    assert {f.status for f in three()} == {Status.PASSED, Status.NOT_APPLICABLE}
    assert {f.status for f in true_labels()} == {Status.PASSED, Status.NOT_APPLICABLE}


def test_labels_drawn_by_lot_fail() -> None:
    """Five labels by lot on three groups: no votes, not found again, mixed, too small, not to be said in rules."""
    found = random_labels()
    for code in ("SEG006", "SEG007", "SEG008", "SEG009", "SEG011"):
        assert {(f.status, f.stage) for f in found if f.code == code} == {(Status.FAILED, "given")}, code
    assert one(found, "SEG005").stage == "given"
    assert one(found, "SEG005").status is Status.PASSED, "there are segments, though not these"
    assert "vote for 5 segments. Dissent for 3" in one(found, "SEG006").seen
    assert len([f for f in found if f.code == "SEG007"]) == 5
    assert one(found, "SEG004", "given").status is Status.FAILED


def test_segments_that_were_asked_for_in_a_crowd_fail() -> None:
    found = forced()
    assert "do not act on them" in one(found, "SEG005").remedy
    assert one(found, "SEG005").status is Status.FAILED
    assert one(found, "SEG006").status is Status.FAILED
    assert one(found, "SEG010").status is Status.FAILED
    assert Status.PASSED not in {f.status for f in found if f.code == "SEG007"}


@pytest.mark.parametrize(
    ("rows", "status"),
    [(LARGE_EFFECT_ROWS - 12, Status.FAILED), (MEDIUM_EFFECT_ROWS - 28, Status.CAUTION), (150, Status.PASSED)],
)
def test_small_segments(rows: int, status: Status) -> None:
    finding = one(findings(table_of(blobs((400, 400, rows), apart=9)[0])), "SEG009")
    assert finding.status is status
    assert abs(finding.measured["smallest"].value - rows) <= 2, "a row or two may be noise"


def test_a_change_of_unit_fails_the_raw_numbers_alone() -> None:
    X, _ = blobs((300, 300, 300))
    dear = findings(table_of(X * np.array([1.0, 100.0])))
    assert one(dear, "SEG001", "data").status is Status.FAILED
    assert one(dear, "SEG001", "data").subject == "x2"
    assert one(three(), "SEG001", "data").status is Status.PASSED
    assert {c: s for c, s in statuses(dear).items() if c != "SEG001"} == {
        c: s for c, s in statuses(three()).items() if c != "SEG001"
    }


def test_a_plane_that_does_not_hold_the_segments_fails() -> None:
    """Two triples of columns own the plane; the two groups differ in the seventh column alone."""
    rng = np.random.default_rng(3)
    own = rng.integers(0, 2, 600)
    one_, two = rng.normal(size=(2, 600, 1))
    X = np.hstack([one_ + 0.1 * rng.normal(size=(600, 3)), two + 0.1 * rng.normal(size=(600, 3)), own[:, None] * 9.0])
    X[:, 6] += 0.3 * rng.normal(size=600)
    finding = one(findings(table_of(X, cluster=np.array(["a", "b"])[own]), labels="cluster"), "SEG002")
    assert finding.status is Status.FAILED
    assert finding.measured["variance in the plane"].value > 80, "and its variance would not have told"


def test_a_picture_of_mixed_labels_fails_by_what_is_mixed() -> None:
    """Two columns are their own plane: it costs nothing, and still shows no segments that were drawn by lot."""
    finding = one(random_labels(), "SEG002")
    assert (finding.status, finding.effect) == (Status.FAILED, "own in the plane")
    assert finding.limit is not None
    assert finding.measured["own in the plane"].value < finding.limit.value


def test_errors_of_recording_that_own_a_spread_fail() -> None:
    rng = np.random.default_rng(2)
    X = np.column_stack([rng.poisson(6, 600), rng.normal(50, 5, 600)]).astype(float)
    X[:20, 0] = -99.0 + np.arange(20)
    finding = one(findings(table_of(X, ("visits", "weight"))), "SEG012")
    assert finding.status is Status.FAILED
    assert finding.effect == "change of spread"
    assert "20 of 600 rows" in finding.seen


@pytest.mark.parametrize(
    ("name", "unit", "values", "expected"),
    [
        ("Support_Tickets", "", [-1, 0, 0, 2, 3], (0, np.inf)),
        ("Support_Tickets", "", [-1, -1, 0, 2, 3], None),
        ("Return_Rate", "", [0.1] * 30 + [1.2], (0, 1)),
        ("exchange_rate", "", [0.9] * 30 + [1.2], None),
        ("heart_rate", "", [60, 70, 80], None),
        ("Cart_Value", "", [50] * 30 + [-2], (0, np.inf)),
        ("temperature", "", [50] * 30 + [-2], None),
        ("x1", "", [50] * 30 + [-2], None),
        ("net_sales", "$", [50] * 30 + [-2], None),
        ("profits", "$", [50] * 30 + [-2], None),
        ("opened", "tickets", [5] * 30 + [-2], (0, np.inf)),
        ("opened", "tickets/12", [60] * 30 + [-24], (0, np.inf)),
    ],
)
def test_what_cannot_be(name: str, unit: str, values: list[float], expected: tuple[float, float] | None) -> None:
    got = allowed_range(name, unit, np.array(values, float))
    assert (None if got is None else got[:2]) == expected


def test_the_interval_of_a_share_of_spread_is_that_of_a_bootstrap() -> None:
    rng = np.random.default_rng(4)
    X = rng.gamma(2.0, size=(800, 3)) * np.array([1.0, 3.0, 2.0])
    most, share, low, high = share_of_spread(X, 0.95)
    drawn = [X[rng.integers(0, len(X), len(X))].var(axis=0) for _ in range(1500)]
    shares = np.array([variances[most] / variances.sum() for variances in drawn])
    assert most == 1
    assert share == pytest.approx(X.var(axis=0)[1] / X.var(axis=0).sum())
    assert [low, high] == pytest.approx(np.quantile(shares, [0.05, 0.95]), abs=0.01)


def test_the_interval_of_a_mean_is_students() -> None:
    """SciPy's t interval; 95 % at each end is its two-sided interval at 90 %."""
    jaccard = np.random.default_rng(0).uniform(0.5, 0.9, 40)
    expected = stats.t.interval(0.90, 39, loc=jaccard.mean(), scale=stats.sem(jaccard))
    made = mean_interval(jaccard, 0.95, 1)
    assert [made.low, made.high] == pytest.approx(expected)
    assert mean_interval(jaccard, 0.95, 5).low < made.low


def checked() -> Iterator[tuple[str, str]]:
    for module in modules():
        name = module.__name__.rpartition(".")[2]
        yield module.CODE, files(PACKAGE).joinpath(f"{name}.md").read_text("utf-8")


def test_pages_have_the_headings_titles_and_limits_of_the_code() -> None:
    assert [code for code, _ in checked()] == CODES
    for module, (code, text) in zip(modules(), checked(), strict=True):
        assert pages()[code].title == module.TITLE
        assert re.findall(r"^## (.+)$", text, re.MULTILINE) == HEADINGS
        named = set(re.findall(r"\{([A-Z0-9_]+)\}", text))
        assert {name for name in vars(module) if name.endswith("_LIMIT")} <= named, code
        assert not re.search(r"\{[A-Z]", rendered(code)), code
