"""Other right methods and known wrong answers of the assignment "servers-and-churn".

`METHODS[section][name]` and `TRAPS[section][trap]` are functions of a world; each computes the section's answers from
its tables. A trap that a level does not have returns None there.
"""

from __future__ import annotations

from benchmarks.practice_methods.churn_drivers import DRIVERS
from benchmarks.practice_methods.churn_methods import ACCURACY, AUDIT
from benchmarks.practice_methods.churn_thresholds import THRESHOLD
from benchmarks.practice_methods.servers_and_churn_traps import TRAPS
from benchmarks.practice_methods.servers_methods import LINE, REPAIR, Method

__all__ = ["METHODS", "TRAPS"]

METHODS: dict[int, dict[str, Method]] = {1: LINE, 2: REPAIR, 3: ACCURACY, 4: THRESHOLD, 5: DRIVERS, 6: AUDIT}
