r"""The optimum as a linear program: an authority that shares nothing with the dynamic program.

With :math:`x_t^+` charged, :math:`x_t^-` discharged and :math:`s_t` stored, all in kWh of the store,

.. math::
    \max \sum_t r_t x_t^- - c_t x_t^+ + p^{\text{end}} s_T, \quad s_t = s_{t-1} + x_t^+ - x_t^-, \quad
    0 \le x_t^+ \le a, \; 0 \le x_t^- \le b, \; 0 \le s_t \le S, \; s_T \ge s^{\text{end}} .

Nothing forbids to charge and discharge at once, which loses energy. Where a kWh through the store earns at most what
it costs, :math:`r_t \le c_t`, that never pays, and the program is exact. Elsewhere (prices below zero) it pays to burn
energy, and the program is an upper bound. It is exact again with a binary for each such step that forbids one of the
two (Castillo & Gayme 2013, *Profit maximizing storage allocation in power grids*, give the condition). Solved by
HiGHS (Huangfu & Hall 2018, *Mathematical Programming Computation* 10), whatever solves it best.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from takehome.errors import InputError
from takehome.studies.storage.battery import Battery
from takehome.studies.storage.market.prices import MWH, Prices

AT_ONCE = 1e-6
"""Share of full power from which a step counts as charging or discharging: ten times the tolerance of HiGHS."""
RELATIVE_GAP = 1e-9
"""How near to proved the mixed-integer optimum must be: a hundredth of what the certificate tolerates, or less."""


@dataclass(frozen=True)
class LinearOptimum:
    """What the program earns, in money, and in how many steps it charges and discharges `both` at once."""

    profit: float
    both: int


@dataclass(frozen=True, eq=False)
class _Money:
    """(T,) money per kWh in the store: what charging one costs, and what discharging one earns, wear taken off."""

    buy: np.ndarray
    sell: np.ndarray
    may_sell: np.ndarray


def burning_pays(battery: Battery, prices: Prices) -> np.ndarray:
    """(T,) bool, steps in which energy that is charged and discharged at once earns more than it costs."""
    money = _money(battery, prices)
    return money.may_sell & (money.sell > money.buy)


def linear_optimum(battery: Battery, prices: Prices, exclusive: bool = False) -> LinearOptimum:
    """Solve it.

    Parameters
    ----------
    exclusive : with binaries that forbid charging and discharging at once, in the steps where that would pay.

    Raises
    ------
    InputError
        Where the required end is out of reach.
    """
    money, steps = _money(battery, prices), len(prices)
    unit = battery.power_kw * prices.step_hours  # energy in steps at full power, so that numbers are near one
    price = float(np.abs(np.concatenate([money.buy, money.sell])).mean()) or 1.0
    highest = np.concatenate([
        np.full(steps, battery.charge_efficiency),
        np.where(money.may_sell, 1.0, 0.0) / battery.discharge_efficiency,
        np.full(steps, battery.capacity_kwh / unit),
    ])  # fmt: skip
    lowest = np.zeros(3 * steps)
    lowest[-1] = (battery.end_kwh or 0.0) / unit
    gain = np.concatenate([-money.buy, money.sell, np.zeros(steps)]) / price
    gain[-1] = battery.terminal_price / MWH / price
    rows = [_balance(steps, battery.start_kwh / unit)]
    binary = np.flatnonzero(burning_pays(battery, prices)) if exclusive else np.zeros(0, int)
    if len(binary):
        rows = [_with_columns(rows[0], len(binary)), *_exclusion(binary, highest[:steps], highest[steps : 2 * steps])]
    extra = np.zeros(len(binary))
    found = milp(
        -np.concatenate([gain, extra]),
        integrality=np.concatenate([np.zeros(3 * steps), extra + 1]),
        bounds=Bounds(np.concatenate([lowest, extra]), np.concatenate([highest, extra + 1])),
        constraints=rows,
        options={"mip_rel_gap": RELATIVE_GAP},
    )
    if found.x is None:
        raise InputError(
            f"no schedule: {found.message}",
            f"an end of {battery.end_kwh or 0.0:.4g} kWh that {steps} steps can reach",
            "lower end_kwh, raise start_kwh or power_kw, or give more prices",
        )
    used = np.minimum(found.x[:steps], found.x[steps : 2 * steps])
    return LinearOptimum(float(-found.fun * price * unit), int((used > AT_ONCE).sum()))


def _money(battery: Battery, prices: Prices) -> _Money:
    may_sell = np.ones(len(prices), bool) if battery.sell_below_zero else prices.values >= 0
    buy = prices.buy / MWH / battery.charge_efficiency
    sell = (prices.sell / MWH - battery.wear_per_kwh) * battery.discharge_efficiency
    return _Money(buy, sell, may_sell)


def _balance(steps: int, start: float) -> LinearConstraint:
    """What is stored after a step is what was stored before it, and what went in less what came out."""
    one = sparse.eye_array(steps)
    stored = one - sparse.eye_array(steps, k=-1)
    known = np.zeros(steps)
    known[0] = start
    return LinearConstraint(sparse.hstack([-one, one, stored], format="csc"), known, known)


def _with_columns(rows: LinearConstraint, count: int) -> LinearConstraint:
    """The same rows with columns of zeros behind."""
    nothing = sparse.csc_array((rows.A.shape[0], count))
    return LinearConstraint(sparse.hstack([rows.A, nothing], format="csc"), rows.lb, rows.ub)


def _exclusion(binary: np.ndarray, most_in: np.ndarray, most_out: np.ndarray) -> list[LinearConstraint]:
    """Charging needs the binary of its step to be 1, discharging needs it to be 0."""
    count, steps = len(binary), len(most_in)
    chosen = sparse.csc_array((np.ones(count), (np.arange(count), binary)), shape=(count, steps))
    nothing = sparse.csc_array((count, steps))
    charging = sparse.hstack([chosen, nothing, nothing, -sparse.diags_array(most_in[binary])], format="csc")
    selling = sparse.hstack([nothing, chosen, nothing, sparse.diags_array(most_out[binary])], format="csc")
    return [
        LinearConstraint(charging, -np.inf, np.zeros(count)),
        LinearConstraint(selling, -np.inf, most_out[binary]),
    ]
