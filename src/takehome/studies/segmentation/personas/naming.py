"""Names of groups from what sets them apart, and from nothing else.

A feature may enter a name when the interval of its difference to the rest excludes 0 and medians and means differ in
the same way. Features are taken by |standardised gap|, those whose medians differ first, two at most; one that tells
the same as another (|r| ≥ .7 within segments, or "visits" beside "visits duration") stands back. Its word says where
the group's median lies among the rest: *very high* from the 95 % quantile, *high* in the top third or where the gap is
large, *above-average* below; and likewise down. A feature is named once, so that no name contradicts itself. Where two
groups would share a name, the feature in which they differ most is added, as a comparison with the rival. A table
without numbers is named by its categories (``category_names``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from takehome.errors import InputError
from takehome.studies.segmentation.personas.category_names import named_levels
from takehome.studies.segmentation.personas.cells import Cell, gap_between
from takehome.studies.segmentation.personas.profile import Profile, is_micro
from takehome.studies.segmentation.personas.spoken import compared, is_kin, none_of, phrase, slight, spoken_names
from takehome.studies.wording import capital

MOST_NAMED = 2
"""Features of a name before any is added to keep it unique: what one reads at a glance."""

LEAST_GAP = 0.2
"""Cohen's (1988) small effect: below it a feature sets nobody apart."""

REPEATS = 0.7
"""Correlation within segments from which two features tell the same."""

VERY, CLEARLY = 0.05, 1 / 3
"""Shares of the rest beyond the group's median for *very high* and *high*."""

NEARLY_ALL = 0.95
"""Share of zeros from which a group has *no* tickets."""

LARGE = 0.8
"""Cohen's (1988) large effect: *high* wherever it lies among the rest, which may fall into two camps around it."""

SEPARATOR = " · "
PLAIN = "average on every feature"
ALONE = "everyone (one group)"
ODD = "Dense odd group: "


@dataclass(frozen=True, slots=True)
class Trait:
    """A feature in a name: its words, and the cell that justifies them."""

    words: str
    cell: Cell

    @property
    def column(self) -> str:
        return self.cell.column


def traits(profile: Profile, group: str) -> tuple[Trait, ...]:
    """What sets a group apart from the rest, strongest first; empty where nothing does."""
    said = spoken_names(profile.columns)
    position = {column: j for j, column in enumerate(profile.columns)}
    found: list[Trait] = []
    for cell in sorted(profile.of(group), key=lambda c: (c.by_mean, -abs(c.gap))):
        repeats = any(
            is_kin(said[cell.column], said[t.column])
            or abs(profile.within[position[cell.column], position[t.column]]) >= REPEATS
            for t in found
        )
        if cell.differs and abs(cell.gap) >= LEAST_GAP and not repeats and len(found) < MOST_NAMED:
            found.append(Trait(_words(cell, said[cell.column], cell.column in profile.binary), cell))
    return tuple(found)


def _words(cell: Cell, said: str, binary: bool) -> str:
    up = cell.gap > 0
    if binary:
        return f"mostly {said} = {1 if up else 0}"
    if not up and cell.zeros >= NEARLY_ALL:
        return none_of(said)
    beyond = 1 - cell.place if up else cell.place
    if beyond <= VERY:
        return phrase(said, up, very=True)
    if beyond <= CLEARLY or abs(cell.gap) >= LARGE:
        return phrase(said, up)
    return slight(said, up)


def computed_names(profile: Profile, rivals: Mapping[str, str]) -> dict[str, str]:
    """Every group's name, each once.

    Parameters
    ----------
    rivals : by group its nearest other group; held against it first where names collide.
    """
    said = spoken_names(profile.columns)
    words = {group: [t.words for t in traits(profile, group)] for group in profile.ids}
    if not profile.columns:
        words = {group: [level.words for level in levels] for group, levels in named_levels(profile).items()}
    used = {group: {t.column for t in traits(profile, group)} for group in profile.ids}
    for _ in profile.columns:
        shared = _shared(words, profile)
        for group in shared:
            rival = rivals.get(group) if rivals.get(group) in shared else next(g for g in shared[group] if g != group)
            column = farthest(profile, group, str(rival), used[group])
            if column is not None:
                up = profile.cells[group, column].median > profile.cells[str(rival), column].median
                words[group].append(compared(said[column], up))
                used[group].add(column)
    shared = _shared(words, profile)
    return {
        group: _joined(words[group], group, profile) + (f" ({group})" if group in shared else "") for group in words
    }


def _shared(words: Mapping[str, Sequence[str]], profile: Profile) -> dict[str, list[str]]:
    """The groups whose name is another's too, each with all groups of that name."""
    names = {group: _joined(own, group, profile) for group, own in words.items()}
    return {
        g: [h for h in names if names[h] == name] for g, name in names.items() if list(names.values()).count(name) > 1
    }


def _joined(words: Sequence[str], group: str, profile: Profile) -> str:
    alone = sum(not is_micro(other) for other in profile.ids) == 1 and not is_micro(group)
    text = capital(SEPARATOR.join(words) or (ALONE if alone else PLAIN))
    return f"{ODD}{text[:1].lower()}{text[1:]}" if is_micro(group) else text


def farthest(profile: Profile, one: str, other: str, without: set[str] | frozenset[str] = frozenset()) -> str | None:
    """The column in which the medians of two groups differ most for its spread, None where none does."""
    best, size = None, 0.0
    for column in profile.columns:
        a, b = profile.cells[one, column].median, profile.cells[other, column].median
        apart = abs(gap_between(a, b, profile.measures[column]))
        if column not in without and apart > size:
            best, size = column, apart
    return best


def renamed(names: Mapping[str, str], rename: Mapping[str, str]) -> dict[str, str]:
    """The names with the user's own, given by id or by computed name.

    Raises
    ------
    InputError
        If a key is neither an id nor a name, or two groups would have one name.
    """
    known = {**{name: group for group, name in names.items()}, **{group: group for group in names}}
    for key, name in rename.items():
        if key not in known:
            listed = ", ".join(f"{group} ({own})" for group, own in names.items())
            raise InputError(f"a new name for {key!r}", f"an id or a name of: {listed}", "rename by id")
        if not name.strip():
            raise InputError(f"an empty name for {key!r}", "a name of one character or more", "name it")
    found = {**names, **{known[key]: name.strip() for key, name in rename.items()}}
    twice = [name for name, count in Counter(found.values()).items() if count > 1]
    if twice:
        groups = " and ".join(group for group, name in found.items() if name == twice[0])
        raise InputError(
            f"the name {twice[0]!r} for {groups}", "a name of its own for every group", "rename one of them"
        )
    return found
