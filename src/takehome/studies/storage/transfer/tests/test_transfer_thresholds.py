"""Days to a threshold, ratio and first-year money against numbers computed by hand."""

import numpy as np
import pytest

from takehome.studies.storage.transfer.curves import GUARDED, HOLD, OPTIMUM, PLAN, RULE, Curves
from takehome.studies.storage.transfer.learner import AS_IS, SCRATCH
from takehome.studies.storage.transfer.money.first_year import weights
from takehome.studies.storage.transfer.tables import WARM
from takehome.studies.storage.transfer.thresholds import days_to, difference, headline, threshold

DAYS = np.array([0, 2, 10])


def made(scratch: list[float], warm: list[float], seeds: int = 4) -> Curves:
    """Curves of equal seeds whose optimum is 10, so that no draw of seeds changes anything."""
    saved = {SCRATCH: scratch, WARM: warm, AS_IS: [warm[0]] * 3, GUARDED: warm}
    return Curves(
        DAYS,
        {key: np.tile(np.array(one, float) * 10, (seeds, 1)) for key, one in saved.items()},
        {HOLD: np.zeros(seeds), RULE: np.full(seeds, 3.0), PLAN: np.full(seeds, 5.0), OPTIMUM: np.full(seeds, 10.0)},
        np.zeros((seeds, 3), bool), (WARM,), WARM, 5.0, 0,
    )  # fmt: skip


def test_days_are_linear_between_the_days_that_were_run() -> None:
    """By hand: from .2 at day 2 to .6 at day 10, .5 lies at 2 + 8 · .3 / .4 = 8."""
    shares = np.array([[0.0, 0.2, 0.6], [0.5, 0.7, 0.9], [0.0, 0.1, 0.2], [0.3, 0.2, 0.6]])
    assert days_to(shares, DAYS, 0.5) == pytest.approx([8.0, 0.0, np.inf, 8.0])


def test_the_ratio_is_days_over_days_and_counts_a_day_at_least() -> None:
    """By hand: scratch is at .9 after 2 + 8 · .5 / .6 days; transfer is there at once, which counts as a day."""
    found = threshold(made([0.0, 0.4, 1.0], [0.92, 0.95, 1.0]), WARM, True, 0.95)
    assert found.scratch.value == pytest.approx(2 + 8 * 0.5 / 0.6)
    assert found.transfer.value == 0.0
    assert found.ratio == pytest.approx(found.scratch.value)
    assert (found.ratio_low, found.ratio_high) == pytest.approx((found.ratio, found.ratio))
    assert found.saved == pytest.approx(found.scratch.value)


def test_what_is_never_reached_is_censored_and_another_level_is_taken() -> None:
    """90 % of the optimum is out of reach, so the level is 90 % of the .5 that scratch reaches."""
    found = headline(made([0.0, 0.1, 0.5], [0.2, 0.3, 0.4]), 0.95)
    assert found is not None
    assert (found.of_optimum, found.level) == (False, pytest.approx(0.45))
    assert (found.transfer.reached, found.transfer.censored, found.transfer.value) == (False, 1.0, 10.0)
    assert found.scratch.value == pytest.approx(2 + 8 * 0.35 / 0.4)
    assert found.ratio < 1


def test_without_an_optimum_there_is_no_threshold() -> None:
    nothing = made([0.0] * 3, [0.0] * 3)
    flat = Curves(**{**vars(nothing), "floors": {key: np.zeros(4) for key in nothing.floors}})
    assert not flat.worth_sharing
    assert headline(flat, 0.95) is None


def test_differences_are_paired() -> None:
    """A constant lead over seeds that differ much has an interval of width 0."""
    curves = made([0.1, 0.2, 0.3], [0.2, 0.3, 0.4])
    curves.saved[SCRATCH][:] = curves.saved[SCRATCH] + np.arange(4)[:, None]
    curves.saved[WARM][:] = curves.saved[SCRATCH] + 1.0
    value, interval = difference(curves, WARM, SCRATCH, 2.0, 0.95)
    assert value == pytest.approx(10.0)
    assert (interval.low, interval.high) == pytest.approx((10.0, 10.0))


@pytest.mark.parametrize("idle", [0.0, 1.0, 5.0, 10.0, 20.0])
def test_the_days_of_a_year_add_up(idle: float) -> None:
    found = weights(DAYS, idle)
    assert found.sum() == pytest.approx(365.25 - idle)
    assert (found >= 0).all()


def test_a_year_is_the_integral_of_its_curve() -> None:
    """By hand: 0 to 1 over two days is 1, 1 to 2 over eight is 12, and 2 for the rest of the year."""
    assert weights(DAYS) @ np.array([0.0, 1.0, 2.0]) == pytest.approx(1 + 12 + 2 * 355.25)
    assert weights(DAYS, 6.0) @ np.array([0.0, 1.0, 2.0]) == pytest.approx(4 * 1.75 + 2 * 355.25)
