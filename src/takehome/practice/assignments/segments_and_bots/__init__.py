"""Segments and bots: who is in a shop's table, and who should not be there.

Four questions that a marketing department asks of behaviour without labels (what a picture shows, how many groups there
are, what to call them, who is no person), and from level 2 on the question that it does not ask: is the table right?

What the generator plants is told here and not there, because an open notebook holds its source: three or four kinds of
people, a few who browse very much, and programs that act all alike; how far out the heavy browsers are and how many
items the programs open is drawn.
"""

from __future__ import annotations

from takehome.practice.assignments.segments_and_bots import audit, bots, generator, groups, personas, picture
from takehome.practice.spec import Assignment, World


def draw(seed: int, level: int = 1) -> World:
    """The world of a seed and level."""
    tables, business, planted = generator.draw(seed, level)
    return World(seed, level, tables, business, planted)


ASSIGNMENT = Assignment(
    name="segments-and-bots",
    title="Segments and bots",
    summary="Find the groups among a shop's users, give them names and numbers, and set the bots apart.",
    version=1,
    verbs=("segment",),
    levels={
        1: "bots that DBSCAN does not call noise, people who view as many items as bots, dollars that drown the rest",
        2: "users who are exported twice",
        3: "returns by channel that are reversed within the groups, and a feature that drifts from some week on",
    },
    sections=(picture.SECTION, groups.SECTION, personas.SECTION, bots.SECTION, audit.SECTION),
    draw=draw,
    package=__name__,
    minutes=120,
)
