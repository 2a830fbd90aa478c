"""What catches the micro-clusters on these very rows: DBSCAN's −1 at the brief's setting, and distance from a segment.

Detection is counted on the rows of the micro-clusters that the study found; nobody knows who is a program in truth.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from takehome.studies.segmentation.brief_dbscan import EPS, MIN_SAMPLES
from takehome.studies.segmentation.frozen import ALPHA, NOISE
from takehome.studies.segmentation.outcome import Outcome


def detection(outcome: Outcome) -> Mapping[str, object]:
    """The keys of ``metrics`` that begin with ``dbscan_``, ``micro_`` and ``far_``."""
    return {**_by_dbscan(outcome), **_by_distance(outcome)}


def _by_dbscan(outcome: Outcome) -> Mapping[str, object]:
    """Where DBSCAN puts the micro-clusters, and who its noise is."""
    brief = outcome.brief
    labels, segment = outcome.labels[brief.rows], outcome.judged.segment[brief.rows]
    micro, noise = labels < NOISE, brief.labels < 0
    homes = np.unique(brief.labels[micro & ~noise])
    return {
        "dbscan_eps": EPS, "dbscan_min_samples": MIN_SAMPLES, "dbscan_rows": len(brief.rows),
        "dbscan_clusters": brief.clusters, "dbscan_noise": brief.noise,
        "dbscan_micro_rows": int(micro.sum()), "dbscan_micro_in_noise": int((micro & noise).sum()),
        "dbscan_micro_clusters": len(homes),
        "dbscan_micro_company": int((np.isin(brief.labels, homes) & ~micro).sum()),
        "dbscan_noise_segments": _counts(outcome, segment[noise & ~micro]),
        "dbscan_noise_scattered": int((noise & (labels == NOISE)).sum()),
    }  # fmt: skip


def _by_distance(outcome: Outcome) -> Mapping[str, object]:
    """Where the nearest segment's rule would put the micro-clusters, and whether their distance gives them away."""
    micro = outcome.labels < NOISE
    far = outcome.judged.p_value <= ALPHA
    return {
        "micro_nearest": _counts(outcome, outcome.judged.segment[micro]),
        "far_p_value": ALPHA, "far_micro": int((far & micro).sum()), "far_people": int((far & ~micro).sum()),
    }  # fmt: skip


def _counts(outcome: Outcome, segment: np.ndarray) -> dict[str, int]:
    """Segment id → rows, segments without any left out."""
    found = np.bincount(segment, minlength=outcome.k)
    return {one: int(count) for one, count in zip(outcome.segment_ids, found, strict=True) if count}


def variance_of_everybody(outcome: Outcome) -> float | None:
    """Share of the variance that two principal components of *all* rows hold, every number standardised.

    None where fewer than two numbers vary.
    """
    values = outcome.design.values
    varying = values[:, values.std(axis=0) > 0] if values.shape[1] else values
    if varying.shape[1] < 2:
        return None
    variances = np.linalg.eigvalsh(np.corrcoef(varying, rowvar=False))
    return float(variances[-2:].sum() / variances.sum())


def most_moved(outcome: Outcome) -> str | None:
    """The column whose mean the micro-clusters move most, for its standard deviation among the people."""
    if outcome.left_in is None:
        return None
    spread = outcome.design.values[outcome.people].std(axis=0)
    moved = [abs(shift.shift) / s if s > 0 else 0.0 for shift, s in zip(outcome.left_in.shifts, spread, strict=True)]
    return outcome.left_in.shifts[int(np.argmax(moved))].column if moved else None
