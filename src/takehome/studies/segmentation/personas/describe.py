"""Personas: every group with its name, the reason in numbers, its nearest rival, a typical and a borderline member."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from takehome.studies.segmentation.personas.category_names import level_reason, named_levels
from takehome.studies.segmentation.personas.members import Standing, standing
from takehome.studies.segmentation.personas.naming import Trait, computed_names, farthest, renamed, traits
from takehome.studies.segmentation.personas.profile import Profile, is_micro
from takehome.studies.wording import capital, with_unit
from takehome.units import format_probability


@dataclass(frozen=True)
class Member:
    """A row of the (canonical) table and its numbers in original units."""

    row: int
    values: Mapping[str, float]


@dataclass(frozen=True)
class Persona:
    """A group as a marketer may speak of it.

    Attributes
    ----------
    share : of all rows of the table, noise among them. traits : the features of the name, with effect and interval.
    rival, contrast : nearest segment, and the feature in which the two differ most; empty for a single group.
    typical, borderline : None where no row can stand for it. runner_up : the group the borderline member would join.
    """

    id: str
    name: str
    n: int
    share: float
    reason: str
    traits: tuple[Trait, ...] = ()
    rival: str = ""
    contrast: str = ""
    typical: Member | None = None
    borderline: Member | None = None
    runner_up: str = ""

    @property
    def is_micro(self) -> bool:
        return is_micro(self.id)


@dataclass(frozen=True)
class _Rows:
    """What members are read from: values (n, p), their columns, and who stands where."""

    values: np.ndarray
    names: Sequence[str]
    place: Standing

    def member(self, row: int) -> Member | None:
        return Member(row, dict(zip(self.names, self.values[row].tolist(), strict=True))) if row >= 0 else None


def personas(
    profile: Profile,
    values: np.ndarray,
    names: Sequence[str],
    scaled: np.ndarray,
    labels: np.ndarray,
    rename: Mapping[str, str] | None = None,
) -> tuple[Persona, ...]:
    """Describe every group of a profile.

    Parameters
    ----------
    values, names : (n, p) rows in original units and their columns, as in a ``Design``.
    scaled : (n, q) the same rows in the space of the clustering.
    labels : (n,) positions in ``profile.ids``, −1 for none (noise).
    rename : names of the user's own, by id or by computed name.

    Raises
    ------
    InputError
        If `rename` names no group, or gives one name to two.
    """
    place = standing(scaled, np.asarray(labels, np.int64), [not is_micro(group) for group in profile.ids])
    rivals = {group: profile.ids[r] for group, r in zip(profile.ids, place.rival, strict=True) if r >= 0}
    own = renamed(computed_names(profile, rivals), rename or {})
    rows = _Rows(values, names, place)
    return tuple(_persona(profile, g, own[group], rivals.get(group, ""), rows) for g, group in enumerate(profile.ids))


def _persona(profile: Profile, g: int, name: str, rival: str, rows: _Rows) -> Persona:
    group, place = profile.ids[g], rows.place
    found = traits(profile, group)
    return Persona(
        id=group,
        name=name,
        n=profile.sizes[g],
        share=profile.shares[g],
        reason=reason(profile, group, found),
        traits=found,
        rival=rival,
        contrast=contrast(profile, group, rival) if rival else "",
        typical=rows.member(place.typical[g]),
        borderline=rows.member(place.borderline[g]),
        runner_up=profile.ids[place.runner_up[g]] if place.runner_up[g] >= 0 else "",
    )


def reason(profile: Profile, group: str, found: Sequence[Trait]) -> str:
    """``"Median Cart_Value 498 $ against 42.1 $ for the rest; …."``."""
    if found:
        return f"{capital('; '.join(_against(trait) for trait in found))} for the rest."
    segments = [one for one in profile.ids if not is_micro(one)]
    if not set(segments) - {group}:
        return "There is no other segment to hold it against."
    if not profile.columns:
        return level_reason(named_levels(profile)[group])
    level = format_probability(profile.confidence_level)
    return (
        f"No feature sets it apart: at {level} confidence over {profile.family} comparisons, none differs from the "
        "rest by more than a small effect."
    )


def _against(trait: Trait) -> str:
    cell = trait.cell
    kind, own, rest = ("mean", cell.mean, cell.rest_mean) if cell.by_mean else ("median", cell.median, cell.rest_median)
    return f"{kind} {cell.column} {with_unit(own, cell.unit)} against {with_unit(rest, cell.unit)}"


def contrast(profile: Profile, group: str, rival: str) -> str:
    """``"Against S2 it differs most in Cart_Value: median 498 $ against 52.3 $."``."""
    column = farthest(profile, group, rival)
    if column is None:
        return f"Against {rival} no median differs."
    a, b = profile.cells[group, column], profile.cells[rival, column]
    ends = f"{with_unit(a.median, a.unit)} against {with_unit(b.median, b.unit)}"
    return f"Against {rival} it differs most in {column}: median {ends}."
