"""What a vector environment does with a part whose episode is over: it starts the next one in the step after.

In that step the action of the part is not used, its reward is 0, and its observation is the first of the new episode;
a learner must not learn across it. Gymnasium names this mode since 1.1; in 1.0 it is the only one and has no name.
"""

from __future__ import annotations

import gymnasium.vector

NEXT_STEP = getattr(getattr(gymnasium.vector, "AutoresetMode", None), "NEXT_STEP", "NextStep")
"""Value of ``metadata["autoreset_mode"]``."""
