"""Battery trading: an environment, an agent, what exploring costs, another house, and learning in many homes.

What the generator plants is told here and not there, because an open notebook holds its source: House B's spells lie at
other hours, so that what House A has learned fits it more or less well; prices move by a few dollars from hour to hour,
so that whoever forgets wear finds trades that do not pay. At level 2 and 3 one of three columns that are sold as known
the day before is the price itself; at level 3 the dear spells move to other hours before the last week.
"""

from __future__ import annotations

from takehome.practice.assignments.battery_trading import agent, audit, curve, environment, federated, transfer
from takehome.practice.spec import Assignment, World


def draw(seed: int, level: int) -> World:
    """What one seed draws at a level: two days of prices, a shift's log and the updates of a fleet's homes."""
    from takehome.practice.assignments.battery_trading import generator

    tables, business, planted = generator.draw(seed, level)
    return World(seed, level, tables, business, planted)


ASSIGNMENT = Assignment(
    name="battery-trading",
    title="A battery that learns to trade",
    summary="Build the market of a battery, teach an agent, prove what it has learned, and take it to other homes.",
    version=1,
    verbs=("trade",),
    levels={
        1: "wear that is easily forgotten, a last hour that is easily lost, a house whose dear hours are others",
        2: "a purchased forecast that knows the future",
        3: "dear hours that move before the judged week",
    },
    sections=(
        environment.SECTION,
        agent.SECTION,
        curve.SECTION,
        transfer.SECTION,
        federated.SECTION,
        audit.SECTION,
    ),
    draw=draw,
    package=__name__,
)
