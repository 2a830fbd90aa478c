"""Everything that one `fit` computed, frozen; checks, effects, decisions, answers and charts are views of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from takehome.protocol import Finding
from takehome.studies.segmentation.brief_dbscan import BriefDbscan
from takehome.studies.segmentation.frozen import NOISE, Frozen, Judged
from takehome.studies.segmentation.groupings import Refitted
from takehome.studies.segmentation.identity import Identity
from takehome.studies.segmentation.influence import StrangersLeftIn
from takehome.studies.segmentation.partition.choice import Choice
from takehome.studies.segmentation.personas.describe import Persona
from takehome.studies.segmentation.personas.profile import Profile
from takehome.studies.segmentation.personas.rules import Rules
from takehome.studies.segmentation.picture.plane import Plane
from takehome.studies.segmentation.picture.trust import PictureVerdict
from takehome.studies.segmentation.scaling.advice import ScalingChoice
from takehome.studies.segmentation.scaling.design import Design
from takehome.studies.segmentation.strangers.search import Strangers
from takehome.table import Table


@dataclass(frozen=True)
class Outcome:
    """The result of one fit.

    Attributes
    ----------
    left_in : what the strangers would have done to K, to the scale and to the means; None without micro-clusters.
    brief : DBSCAN at the brief's starting point.
    identity : ids of the segments, by falling size unless they were carried over from an older study.
    frozen, judged : the rule for any row, and what it says of the table's own rows.
    labels : (n,) 0 … K − 1, −1 noise, −2 − j micro-cluster j: the judge's, or those of the column that is judged.
    scaled : (n, q) all rows in the segments' scale. silhouettes : (n,) Euclidean, NaN for strangers.
    groupings, chosen : the partition and its rivals, refitted in every bootstrap draw.
    plane, picture : the two principal components of the rows without micro-clusters, and whether to trust them.
    given : the column of labels that somebody else made, where they are judged; `given_names` its values by segment.
    """

    table: Table
    design: Design
    strangers: Strangers
    left_in: StrangersLeftIn | None
    brief: BriefDbscan
    scaling: ScalingChoice
    choice: Choice
    identity: Identity
    frozen: Frozen
    judged: Judged
    labels: np.ndarray
    scaled: np.ndarray
    silhouettes: np.ndarray
    groupings: tuple[Refitted, ...]
    chosen: int
    plane: Plane
    picture: PictureVerdict
    profile: Profile
    personas: tuple[Persona, ...]
    rules: Rules | None
    data_findings: tuple[Finding, ...]
    seed: int
    confidence_level: float
    given: str | None = None
    given_names: tuple[str, ...] = ()

    @property
    def k(self) -> int:
        """Segments, strangers apart; 1 where there are none."""
        return self.frozen.assigner.k

    @property
    def segment_ids(self) -> tuple[str, ...]:
        """Ids of the segments, in the order of their numbers."""
        return self.identity.ids

    @property
    def micro_ids(self) -> tuple[str, ...]:
        return tuple(f"M{j + 1}" for j in range(len(self.strangers.micro)))

    @property
    def people(self) -> np.ndarray:
        """(n,) mask of the rows outside every micro-cluster."""
        return self.labels >= NOISE

    @property
    def grouping(self) -> Refitted:
        """The chosen partition."""
        return self.groupings[self.chosen]

    @property
    def stability(self) -> np.ndarray:
        """(K,) mean Jaccard index of each segment over the draws."""
        return self.grouping.replicates.stability

    @property
    def names(self) -> Mapping[str, str]:
        """Id → persona."""
        return {persona.id: persona.name for persona in self.personas}

    def sizes(self) -> tuple[int, ...]:
        """Rows of each segment."""
        return tuple(int((self.labels == j).sum()) for j in range(self.k))

    def micro_sizes(self) -> tuple[int, ...]:
        """Rows of each micro-cluster."""
        return tuple(int((self.labels == -2 - j).sum()) for j in range(len(self.strangers.micro)))

    def noise(self) -> int:
        """Rows of scattered noise."""
        return int((self.labels == NOISE).sum())

    def ids_of(self, labels: np.ndarray) -> np.ndarray:
        """Labels as ids: ``"S1"``, ``"M1"``, ``"noise"``."""
        names = np.array([*self.segment_ids, *reversed(self.micro_ids), "noise"], dtype=object)
        return names[np.where(labels >= 0, labels, len(names) + labels)]
