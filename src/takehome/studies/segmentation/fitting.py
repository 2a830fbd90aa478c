"""The one slow step, in its order: strangers first, then the scale, then segments, then everything that is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from takehome.protocol import Finding
from takehome.stats.clustering.silhouette import silhouette_samples, silhouettes_of
from takehome.studies.segmentation.brief_dbscan import BriefDbscan, brief_dbscan
from takehome.studies.segmentation.frozen import NOISE, Frozen, Judged, freeze
from takehome.studies.segmentation.given import Given
from takehome.studies.segmentation.groupings import Refitted, refitted
from takehome.studies.segmentation.identity import Identity, carried_over, first_identity
from takehome.studies.segmentation.influence import StrangersLeftIn, strangers_left_in
from takehome.studies.segmentation.outcome import Outcome
from takehome.studies.segmentation.partition.assigners import Assigner
from takehome.studies.segmentation.partition.choice import Choice, choose
from takehome.studies.segmentation.personas.describe import Persona, personas
from takehome.studies.segmentation.personas.profile import Profile, profile
from takehome.studies.segmentation.personas.rules import Rules, find_rules
from takehome.studies.segmentation.picture.plane import fit_plane
from takehome.studies.segmentation.picture.trust import judge
from takehome.studies.segmentation.scaling.advice import ScalingChoice, advise, robust_scaling
from takehome.studies.segmentation.scaling.design import Design
from takehome.studies.segmentation.scaling.transform import Scaling
from takehome.studies.segmentation.strangers.search import Strangers, search
from takehome.table import Table

Progress = Callable[[str], None]

EXACT_ROWS = 20_000
"""Rows up to which every silhouette is computed; above, those of a seeded sample, each still against all rows."""

ANCHORS = 2_000


def silent(step: str) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True)
class Plan:
    """What was asked for; `fast` draws fewer bootstrap samples."""

    k: int | None = None
    seed: int = 0
    confidence_level: float = 0.95
    fast: bool = False
    rename: Mapping[str, str] = field(default_factory=dict)
    previous: Outcome | None = None
    progress: Progress = silent


def fit_outcome(
    table: Table, design: Design, data_findings: tuple[Finding, ...], plan: Plan, given: Given | None = None
) -> Outcome:
    """Run the whole study on a prepared design."""
    plan.progress("looking for strangers")
    stranger_scaling = robust_scaling(design)
    strangers = search(stranger_scaling.transform(design.values, design.codes), plan.seed)
    people = strangers.member < 0
    left_in = strangers_left_in(design, strangers.member, plan.seed, plan.confidence_level, plan.progress)
    scaling = advise(design, people, plan.seed)
    scaled = scaling.chosen.transform(design.values, design.codes)
    choice = choose(scaled[people], plan.seed, plan.k, plan.progress)
    given = None if given is None else given.among(people)
    rule: Assigner = choice.assigner if given is None else given.assigner(scaled, people)
    plan.progress("clustering bootstrap samples")
    frozen = freeze(scaling.chosen, rule, scaled[people], stranger_scaling, strangers)
    judged = frozen.judge(design.values, design.codes)
    refits = refitted(scaled, _labels(judged, given), choice, rule, plan.seed, plan.fast)
    plan.progress("the picture, the personas and the rules")
    return told(
        table, design, data_findings, plan, given, strangers=strangers, stranger_scaling=stranger_scaling,
        left_in=left_in, scaling=scaling, choice=choice, rule=rule, brief=brief_dbscan(design.values, plan.seed),
        refits=refits, identity=_identity(_labels(judged, given), rule.k, table, plan, given),
        judgement=(frozen, judged),
    )  # fmt: skip


def _labels(judged: Judged, given: Given | None) -> np.ndarray:
    """The judge's labels, or those of the column that is judged."""
    return judged.labels if given is None else given.labels(judged.labels)


def _identity(labels: np.ndarray, k: int, table: Table, plan: Plan, given: Given | None) -> Identity:
    """Ids by size, or those of an older study."""
    if plan.previous is None or given is not None:
        return first_identity(k)
    return carried_over(labels, k, table, plan.previous)


def told(
    table: Table,
    design: Design,
    data_findings: tuple[Finding, ...],
    plan: Plan,
    given: Given | None,
    *,
    strangers: Strangers,
    stranger_scaling: Scaling,
    left_in: StrangersLeftIn | None,
    scaling: ScalingChoice,
    choice: Choice,
    rule: Assigner,
    brief: BriefDbscan,
    refits: tuple[tuple[Refitted, ...], int],
    identity: Identity,
    judgement: tuple[Frozen, Judged] | None = None,
) -> Outcome:
    """What was decided, and all that follows from it without chance: judge, picture, personas, rules."""
    scaled = scaling.chosen.transform(design.values, design.codes)
    people = strangers.member < 0
    given = None if given is None else given.among(people)
    if judgement is None:
        frozen = freeze(scaling.chosen, rule, scaled[people], stranger_scaling, strangers)
        judgement = frozen, frozen.judge(design.values, design.codes)
    frozen, judged = judgement
    labels = _labels(judged, given)
    plane = fit_plane(scaled[people], scaling.chosen.labels)
    seen, described = _personas(table, design, scaled, labels, identity, len(strangers.micro), plan)
    groupings, chosen = refits
    return Outcome(
        table, design, strangers, left_in, brief, scaling, choice, identity, frozen, judged, labels, scaled,
        silhouettes(scaled, labels, plan.seed), groupings, chosen, plane,
        judge(scaled[people], labels[people], plane, plan.seed, dict(enumerate(identity.ids))), seen, described,
        _rules(design, labels, identity.ids, plan.seed), data_findings, plan.seed, plan.confidence_level,
        None if given is None else given.column, () if given is None else given.names,
    )  # fmt: skip


def silhouettes(scaled: np.ndarray, labels: np.ndarray, seed: int) -> np.ndarray:
    """(n,) Euclidean silhouettes of the rows in segments; NaN for the others (and those not drawn)."""
    own = np.where(labels >= 0, labels, -1)
    found = np.full(len(labels), np.nan)
    inside = np.flatnonzero(own >= 0)
    if len(np.unique(own[inside])) < 2:
        return found
    if len(inside) <= EXACT_ROWS:
        return silhouette_samples(scaled, own[None, :])[0]
    anchors = np.sort(np.random.default_rng([seed, 41]).choice(inside, ANCHORS, replace=False))
    found[anchors] = silhouettes_of(scaled, own[None, :], anchors)[0]
    return found


def _personas(
    table: Table, design: Design, scaled: np.ndarray, labels: np.ndarray, identity: Identity, micro: int, plan: Plan
) -> tuple[Profile, tuple[Persona, ...]]:
    """The profile of every group, and its persona."""
    k = len(identity.ids)
    ids = (*identity.ids, *(f"M{j + 1}" for j in range(micro)))
    rename = {**identity.names, **plan.rename}
    codes = np.where(labels >= 0, labels, np.where(labels == NOISE, -1, k - 2 - labels))
    seen = profile(table, codes, ids, (*design.inputs, *design.descriptors), plan.confidence_level)
    return seen, personas(seen, design.values, design.names, scaled, codes, rename)


def _rules(design: Design, labels: np.ndarray, ids: tuple[str, ...], seed: int) -> Rules | None:
    """Rules in original units; None for one segment, or where no number enters."""
    if len(ids) < 2 or not design.values.shape[1]:
        return None
    return find_rules(
        design.values, design.names, design.units, design.fills, np.where(labels >= 0, labels, -1), ids, seed
    )
