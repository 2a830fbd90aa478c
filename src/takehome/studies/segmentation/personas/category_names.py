"""Names of groups in a table without numbers: the levels that are more frequent in a group than in the other segments.

Of each category the level whose share in the group exceeds its share in the other segments most is told, two at most
and further ones only where two groups would share a name. There are no intervals: the groups were cut by these very
categories, and the name says which levels they are made of.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from takehome.studies.segmentation.personas.category_profile import CategoryProfile
from takehome.studies.segmentation.personas.profile import Profile, is_micro
from takehome.studies.wording import capital
from takehome.units import format_number

MOST_NAMED = 2
"""Categories of a name before any is added to keep it unique, as of numbers."""

NEARLY_ALL = 0.95
"""Share of a level from which a group *is* of it, and not *mostly*."""

LEAST_EXCESS = 0.1
"""Share by which a level must exceed its share in the other segments: one row in ten."""


@dataclass(frozen=True, slots=True)
class LevelTrait:
    """A level in a group: its share there, and in the other segments (NaN where there is none)."""

    category: str
    level: str
    share: float
    rest: float

    @property
    def words(self) -> str:
        """``"region = north"``, ``"mostly region = north"``, ``"more often region = north"``."""
        said = f"{self.category} = {self.level}"
        if self.share >= NEARLY_ALL:
            return said
        return f"{'mostly' if self.share > 0.5 else 'more often'} {said}"


def level_traits(profile: Profile, group: str) -> tuple[LevelTrait, ...]:
    """One level of each category, that of the largest excess over the other segments; the largest excess first."""
    found = [_most_excessive(category, profile, group) for category in profile.categories]
    return tuple(sorted(found, key=lambda trait: trait.rest - trait.share))


def _most_excessive(category: CategoryProfile, profile: Profile, group: str) -> LevelTrait:
    others = [i for i, one in enumerate(profile.ids) if one != group and not is_micro(one)]
    own, sizes = np.array(category.shares[group]), np.array([profile.sizes[i] for i in others], float)
    shares = np.array([category.shares[profile.ids[i]] for i in others]).reshape(len(others), own.size)
    rest = sizes @ shares / sizes.sum() if sizes.sum() else np.full(own.size, np.nan)
    at = int(np.argmax(own - rest)) if sizes.sum() else int(np.argmax(own))
    return LevelTrait(category.name, category.levels[at], float(own[at]), float(rest[at]))


def named_levels(profile: Profile) -> dict[str, tuple[LevelTrait, ...]]:
    """What names every group; empty where no level sets it apart."""
    every = {group: level_traits(profile, group) for group in profile.ids}
    found = {
        group: tuple(trait for trait in own if trait.share - trait.rest >= LEAST_EXCESS)[:MOST_NAMED]
        for group, own in every.items()
    }
    for _ in profile.categories:
        words = {group: [trait.words for trait in own] for group, own in found.items()}
        for group, own in found.items():
            if own and list(words.values()).count(words[group]) > 1:
                found[group] = every[group][: len(own) + 1]
    return found


def level_reason(found: Sequence[LevelTrait]) -> str:
    """``"region = north in 100 % of its rows against 12.0 % of the rest."``."""
    if not found:
        return "No category sets it apart: no level is more frequent than in the other segments by one row in ten."
    said = "; ".join(
        f"{trait.category} = {trait.level} in {format_number(100 * trait.share)} % of its rows against "
        f"{format_number(100 * trait.rest)} %"
        for trait in found
    )
    return f"{capital(said)} of the rest."
