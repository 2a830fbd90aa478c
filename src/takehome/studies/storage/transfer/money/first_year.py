r"""From curves of local days to the money of a house's first year.

On day *t* of service a house has *t* days of its own data, so a way to start saves
:math:`\int_{t_0}^{365.25} m(t)\,dt`, with *m* the mean money a day on the judged days after *t* local days, linear
between the days that were run and constant after the last. :math:`t_0` is 0, or, where the battery stands idle while
it is trained, the days that training takes. The integral is a weighted sum of the curve's points.
"""

from __future__ import annotations

import numpy as np

from takehome.studies.storage.money.basis import YEAR_DAYS

STEP = 0.05
"""Days of a step of the integral."""


def weights(days: np.ndarray, idle: float = 0.0) -> np.ndarray:
    """(D,) days of the first year that each point of a curve stands for; they add up to `YEAR_DAYS` − `idle`.

    Parameters
    ----------
    days : (D,) local days at which the curve is known. idle : days of training without service.
    """
    last = float(days[-1])
    if idle >= last:
        found = np.zeros(len(days))
        found[-1] = YEAR_DAYS - idle
        return found
    edges = np.linspace(idle, last, max(2, round((last - idle) / STEP) + 1))
    middle = (edges[1:] + edges[:-1]) / 2
    found = np.array([np.interp(middle, days, unit).sum() for unit in np.eye(len(days))])
    found *= (last - idle) / len(middle)
    found[-1] += YEAR_DAYS - last
    return found
