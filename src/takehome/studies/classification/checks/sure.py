"""When a failure is sure enough: its interval lies beyond the limit, and so does a wider one.

The interval errs at each end with 1 − confidence level over all columns of a check; a failure needs besides that it
would be seen by chance with 1 % at most over all of them (decision 0005). That is asked of a second, lower end, at
1 % over the number of columns: an adjusted p-value of Bonferroni's, which is never below Benjamini and Hochberg's.
"""

from __future__ import annotations

from takehome.checks.verdict import FALSE_DISCOVERY_RATE, verdict
from takehome.protocol import Status


def sure_tail(family: int) -> float:
    """Probability of the tail beyond which a failure among `family` columns is sure."""
    return FALSE_DISCOVERY_RATE / max(family, 1)


def sure_verdict(low: float, high: float, sure_low: float, limit: float) -> Status:
    """As :func:`takehome.checks.verdict.verdict`; a caution where only the narrower interval is beyond the limit."""
    status = verdict(low, high, limit)
    return Status.CAUTION if status is Status.FAILED and sure_low <= limit else status
