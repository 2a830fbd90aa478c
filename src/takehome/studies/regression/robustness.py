r"""How strong a hidden cause would have to be to cancel a gain.

Theory
------
A lever's gain is causal only as far as the feature's effect is. Let *s* be the share of the estimated effect that is
causal; for a fixed action the gain is linear in *s*, so it vanishes at one :math:`s^*`, and the share
:math:`q = 1 - s^*` of the effect would have to be spurious. With the effect's *t* statistic and its degrees of
freedom, the robustness value

.. math:: RV_q = \tfrac12\bigl(\sqrt{f_q^4 + 4 f_q^2} - f_q^2\bigr), \qquad f_q = q\,|t| / \sqrt{df},

is the share of what is left of both the feature and the target that a hidden cause must explain to do that.
Cinelli & Hazlett (2020), "Making sense of sensitivity", *J. R. Stat. Soc. B* 82, §4.2, eq. 19.
"""

from __future__ import annotations

import math

import numpy as np


def robustness_value(t: float, degrees: int, share: float = 1.0) -> float:
    """The partial R² that a hidden cause needs with both feature and target to take away `share` of the effect.

    Parameters
    ----------
    t : the effect's t statistic. degrees : residual degrees of freedom. share : q > 0.
    """
    f2 = (share * abs(t)) ** 2 / degrees
    return 0.5 * (math.sqrt(f2 * f2 + 4.0 * f2) - f2)


def causal_share_needed(gain: float, gain_without_effect: float) -> float | None:
    """The share s* of the effect at which the gain, linear in s, is zero; None where it is positive without any.

    Parameters
    ----------
    gain : with the whole effect. gain_without_effect : with none of it (the price alone, hence not positive).
    """
    if gain_without_effect >= 0 or gain <= 0:
        return None
    return -gain_without_effect / (gain - gain_without_effect)


def t_statistic(estimate: float, draws: np.ndarray) -> float:
    """Estimate over the spread of its draws (replicates,); infinite where it has none."""
    spread = draws.std(ddof=1) if draws.size > 1 else 0.0
    return estimate / spread if spread > 0 else math.inf
