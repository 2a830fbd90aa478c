r"""What a home's recorded hours say that stored energy was worth: TD(λ) targets, backwards in time.

*Theory.* With :math:`r_t(s, s')` what moving from level *s* to *s'* saves in hour *t*, the value after hour *t* is

.. math:: y_t(s) = \max_{s'} \bigl[r_{t+1}(s, s') + \gamma v_{t+1}(s')\bigr], \qquad
          v_{t+1} = \lambda y_{t+1} + (1 - \lambda) W_{\theta^-}(x_{t+1}),

at every knot *s* at once, since what a home uses and pays does not depend on what its battery did (Sutton & Barto 2018,
ch. 12, as a forward view computed backwards; λ = 1 is the exact optimum of what was recorded, with all of it known
beforehand; λ = 0 is one step of Q-learning). A constant added to :math:`v_{t+1}` is added to :math:`y_t` and changes no
move; so each target is taken relative to an empty store, :math:`y_t - y_t(0)` (relative value iteration, Puterman 1994,
section 8.5.5), which leaves the network only what decides. Money is in units of the home's scale.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from takehome.studies.storage.federated.deep.network import Parameters, values
from takehome.studies.storage.federated.table_kernels import KNOTS
from takehome.studies.storage.homes.homes import HOURS, LEVELS, TOP, Homes
from takehome.studies.storage.homes.observing import features

KNOT_LEVELS = np.arange(KNOTS) * TOP // (KNOTS - 1)
NEVER = np.float32(-1e9)
"""Worth of a move that the battery's power does not allow."""


class Battery(NamedTuple):
    """A home's battery and unit of money, see :class:`~takehome.studies.storage.homes.homes.Homes`; scalars or (N,)."""

    pitch: Any
    up: Any
    down: Any
    charging: Any
    discharging: Any
    wear: Any
    scale: Any


class OwnHours(NamedTuple):
    """What a home learns from; with a leading axis of homes where there are several.

    seen : (T, FEATURES). net, buy, sell : (T,). first : first of the hours that are the home's own, up to T − 2.
    base : (T, KNOTS) worth that is known without the network, which then learns what is to be added; or zeros.
    """

    seen: Any
    net: Any
    buy: Any
    sell: Any
    first: Any
    battery: Battery
    base: Any


def battery_of(homes: Homes) -> Battery:
    """The batteries of N homes, arrays (N,) of float32."""
    columns = (homes.pitch_kwh, homes.up, homes.down, homes.charge_efficiency, homes.discharge_efficiency, homes.wear,
               homes.scale)  # fmt: skip
    return Battery(*(np.asarray(column, np.float32) for column in columns))


def own_hours(homes: Homes, last: int | None = None) -> OwnHours:
    """The own hours of N homes up to column `last` (None: up to the first judged one), as float32.

    Columns before the first own hour of every home are cut off, and the judged hours are not looked at, but for the
    prices of the first `AHEAD`, which are known beforehand.
    """
    last = homes.judged if last is None else last
    cut = slice(min(int(homes.begins.min()), last - 2), last)
    known = homes.windowed(0, min(homes.judged + HOURS, homes.hours), homes.judged)
    net, buy, sell = (np.asarray(column[:, cut], np.float32) for column in (homes.net_kwh, homes.buy, homes.sell))
    nothing = np.zeros((*net.shape, KNOTS), np.float32)
    first = np.clip(homes.begins - cut.start, 0, last - cut.start - 2).astype(np.int32)
    return OwnHours(features(known)[:, cut], net, buy, sell, first, battery_of(homes), nothing)


def saved(move: Any, net: Any, buy: Any, sell: Any, battery: Battery) -> Any:
    """Money that moves save, as :func:`~takehome.studies.storage.homes.money_kernels.saved`, for arrays of JAX."""
    import jax.numpy as jnp

    def bill(amount: Any) -> Any:
        return jnp.where(amount > 0, buy * amount, sell * amount)

    delivered = jnp.maximum(-move, 0) * battery.pitch * battery.discharging
    after = net + jnp.maximum(move, 0) * battery.pitch / battery.charging - delivered
    return bill(net) - bill(after) - battery.wear * delivered


def gains(hours: OwnHours) -> Any:
    """(T, KNOTS, LEVELS) saved by moving from each knot to each level, in units of the scale; `NEVER` beyond power."""
    import jax.numpy as jnp

    move = jnp.asarray(np.arange(LEVELS)[None, :] - KNOT_LEVELS[:, None], jnp.float32)
    may = (move <= hours.battery.up) & (-move <= hours.battery.down)
    net, buy, sell = (column[:, None, None] for column in (hours.net, hours.buy, hours.sell))
    return jnp.where(may, saved(move, net, buy, sell, hours.battery) / hours.battery.scale, NEVER)


def interpolation() -> np.ndarray:
    """(KNOTS, LEVELS) weights that give the value at every level from those at the knots."""
    place = np.arange(LEVELS) * (KNOTS - 1) / TOP
    return np.maximum(1 - np.abs(place[None, :] - np.arange(KNOTS)[:, None]), 0).astype(np.float32)


def relative(worth: Any) -> Any:
    """(T, KNOTS) worth over that of an empty store."""
    return worth - worth[:, :1]


def targets(slow: Parameters, hours: OwnHours, gain: Any, discount: float, lam: float) -> Any:
    """(T − 1, KNOTS) what the store was worth after each hour but the last, relative to an empty one."""
    import jax
    import jax.numpy as jnp

    weights = jnp.asarray(interpolation())
    later = values(slow, hours.seen) + hours.base
    later = relative(later)

    def back(ahead: Any, hour: tuple[Any, Any]) -> tuple[Any, Any]:
        gained, said = hour
        worth = (lam * ahead + (1 - lam) * said) @ weights
        wanted = (gained + discount * worth).max(axis=1)
        wanted = wanted - wanted[0]
        return wanted, wanted

    return jax.lax.scan(back, later[-1], (gain[1:], later[1:]), reverse=True)[1]
