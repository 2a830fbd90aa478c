"""A fitted segmentation as JSON-able data and plain arrays, and back.

What is saved holds the rows that the study was fitted on. The cheap views (profile, personas, picture, rules) are made
again when it is loaded; what took time or chance (segments, votes, bootstrap draws, strangers) is kept.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import numpy as np

from takehome.protocol import Finding
from takehome.stats.clustering.kmeans import KMeansFit
from takehome.studies.rebuild import rebuild
from takehome.studies.segmentation.brief_dbscan import BriefDbscan
from takehome.studies.segmentation.economics import parse_economics, to_plain
from takehome.studies.segmentation.fitting import Plan, told
from takehome.studies.segmentation.given import given_labels
from takehome.studies.segmentation.groupings import Refitted
from takehome.studies.segmentation.identity import Identity
from takehome.studies.segmentation.influence import StrangersLeftIn
from takehome.studies.segmentation.partition.choice import Choice
from takehome.studies.segmentation.partition.families import Candidate
from takehome.studies.segmentation.partition.stability import Replicates
from takehome.studies.segmentation.partition.structure import Structure
from takehome.studies.segmentation.partition.sweep import Sweep
from takehome.studies.segmentation.partition.votes import AtK
from takehome.studies.segmentation.rule_state import get_rule, put_rule
from takehome.studies.segmentation.scaling.advice import Candidate as Scale
from takehome.studies.segmentation.scaling.advice import ScalingChoice
from takehome.studies.segmentation.scaling.design import prepare
from takehome.studies.segmentation.scaling.evidence import ColumnEvidence
from takehome.studies.segmentation.scaling.transform import Scaling
from takehome.studies.segmentation.strangers.micro_clusters import Evidence, MicroCluster, Rows
from takehome.studies.segmentation.strangers.search import AtEps, Strangers
from takehome.studies.table_state import Arrays, get_table, put_table

if TYPE_CHECKING:
    from takehome.studies.segmentation.study import Segmentation

SETTINGS = ("k", "confidence_level", "seed", "fast", "command")


def state(study: Segmentation) -> tuple[dict[str, Any], Arrays]:
    """Everything of a fitted study that cannot be computed again from the rest."""
    outcome, arrays = study.outcome, Arrays()
    document: dict[str, Any] = {
        "settings": {name: getattr(study, name) for name in SETTINGS},
        "features": None if study.features is None else list(study.features),
        "rename": dict(study.rename),
        "economics": to_plain(parse_economics(study.economics)),
        "seconds": study.seconds_,
        "findings": [dataclasses.asdict(finding) for finding in outcome.data_findings],
        "given": outcome.given,
        "left_in": None if outcome.left_in is None else _left_in(outcome.left_in),
        "scaling": dataclasses.asdict(outcome.scaling),
        "stranger_scaling": dataclasses.asdict(outcome.frozen.stranger_scaling),
        "chosen": outcome.chosen,
        "identity": dataclasses.asdict(outcome.identity),
    }
    put_table(outcome.table, document, arrays)
    document["strangers"] = _put_strangers(outcome.strangers, arrays)
    document["choice"] = _put_choice(outcome.choice, arrays)
    document["rule"] = put_rule(outcome.frozen.assigner, "rule", arrays)
    document["groupings"] = [_put_grouping(made, f"grouping_{i}", arrays) for i, made in enumerate(outcome.groupings)]
    arrays["brief_rows"], arrays["brief_labels"] = outcome.brief.rows, outcome.brief.labels
    if study.order_ is not None:
        arrays["order"] = study.order_
    return document, arrays


def restored(cls: type[Segmentation], document: dict[str, Any], arrays: Arrays) -> Segmentation:
    """The study that :func:`state` described."""
    features = document["features"]
    study = cls(
        features=None if features is None else tuple(features), economics=parse_economics(document["economics"]),
        rename=document["rename"], **document["settings"],
    )  # fmt: skip
    study.order_, study.seconds_ = arrays.get("order"), document["seconds"]
    table = get_table(document, arrays)
    given = None if document["given"] is None else given_labels(table, document["given"])
    left_in = document["left_in"]
    study.outcome_ = told(
        table, prepare(table, study.features), rebuild(tuple[Finding, ...], document["findings"]),
        Plan(study.k, study.seed, study.confidence_level, study.fast, study.rename), given,
        strangers=_get_strangers(document["strangers"], arrays),
        stranger_scaling=rebuild(Scaling, document["stranger_scaling"]),
        left_in=None if left_in is None else _as_left_in(left_in),
        scaling=ScalingChoice(
            rebuild(Scaling, document["scaling"]["chosen"]),
            rebuild(tuple[Scale, ...], document["scaling"]["candidates"]),
            rebuild(tuple[ColumnEvidence, ...], document["scaling"]["evidence"]),
        ),
        choice=_get_choice(document["choice"], arrays), rule=get_rule(document["rule"], "rule", arrays),
        brief=BriefDbscan(arrays["brief_rows"], arrays["brief_labels"]),
        identity=rebuild(Identity, document["identity"]),
        refits=(
            tuple(_get_grouping(k, f"grouping_{i}", arrays) for i, k in enumerate(document["groupings"])),
            document["chosen"],
        ),
    )  # fmt: skip
    return study


def _left_in(found: StrangersLeftIn) -> dict[str, Any]:
    return {**dataclasses.asdict(found), "silhouettes": {str(k): s for k, s in found.silhouettes.items()}}


def _as_left_in(saved: dict[str, Any]) -> StrangersLeftIn:
    made = rebuild(StrangersLeftIn, saved)
    return dataclasses.replace(made, silhouettes={int(k): s for k, s in saved["silhouettes"].items()})


def _put_strangers(found: Strangers, arrays: Arrays) -> dict[str, Any]:
    arrays |= {"member": found.member, "crowd": found.rows.U, "crowd_count": found.rows.count,
               "crowd_core": found.rows.core}  # fmt: skip
    for j, one in enumerate(found.micro):
        arrays[f"micro_{j}"] = one.cores
    plain = ("radius", "identical", "whole_at", "joins_at")
    return {
        "micro": [
            {**{name: getattr(one, name) for name in plain}, "evidence": _finite(one.evidence)} for one in found.micro
        ],
        "at_eps": [dataclasses.asdict(at) for at in found.at_eps], "sparse_eps": found.sparse_eps,
        "looked_at": found.looked_at,
        "nearest_miss": None if found.nearest_miss is None else _finite(found.nearest_miss),
    }  # fmt: skip


def _finite(evidence: Evidence) -> dict[str, Any]:
    """JSON has no ∞: a separation without end is written as None."""
    made = dataclasses.asdict(evidence)
    return {key: value if np.isfinite(value) else None for key, value in made.items()}


def _evidence(saved: dict[str, Any]) -> Evidence:
    return rebuild(Evidence, {key: float("inf") if value is None else value for key, value in saved.items()})


def _get_strangers(saved: dict[str, Any], arrays: Arrays) -> Strangers:
    micro = tuple(
        MicroCluster(arrays[f"micro_{j}"], **{**one, "evidence": _evidence(one["evidence"])})
        for j, one in enumerate(saved["micro"])
    )
    miss = saved["nearest_miss"]
    rows = Rows(arrays["crowd"], arrays["crowd_count"], arrays["crowd_core"])
    return Strangers(
        micro, arrays["member"], rebuild(tuple[AtEps, ...], saved["at_eps"]), saved["sparse_eps"], rows,
        saved["looked_at"], None if miss is None else _evidence(miss),
    )  # fmt: skip


def _put_choice(choice: Choice, arrays: Arrays) -> dict[str, Any]:
    for k, fit in choice.sweep.fits.items():
        arrays[f"centres_{k}"], arrays[f"labels_{k}"] = fit.centres, fit.labels.astype(np.int16)
    for i, one in enumerate(choice.families):
        arrays[f"family_{i}"] = one.labels.astype(np.int16)
    return {
        "k": choice.k, "wanted": choice.wanted, "cast": dict(choice.cast), "winner": choice.winner,
        "table": [dataclasses.asdict(at) for at in choice.sweep.table], "total": choice.sweep.total,
        "iterations": {str(k): fit.iterations for k, fit in choice.sweep.fits.items()},
        "stability": {str(k): found.tolist() for k, found in choice.stability.items()},
        "structure": dataclasses.asdict(choice.structure),
        "families": [{"rule": put_rule(one.assigner, f"family_{i}", arrays), "broken": one.broken}
                     for i, one in enumerate(choice.families)],
        "rule": put_rule(choice.assigner, "choice", arrays),
    }  # fmt: skip


def _get_choice(saved: dict[str, Any], arrays: Arrays) -> Choice:
    table = rebuild(tuple[AtK, ...], saved["table"])
    fits = {
        at.k: KMeansFit(
            arrays[f"centres_{at.k}"], arrays[f"labels_{at.k}"].astype(np.int64), at.inertia,
            saved["iterations"][str(at.k)],
        )
        for at in table
    }  # fmt: skip
    families = tuple(
        Candidate(get_rule(one["rule"], f"family_{i}", arrays), arrays[f"family_{i}"].astype(np.int64), one["broken"])
        for i, one in enumerate(saved["families"])
    )
    return Choice(
        saved["k"], saved["wanted"], Sweep(fits, table, saved["total"]), saved["cast"], saved["winner"],
        {int(k): np.array(found) for k, found in saved["stability"].items()}, rebuild(Structure, saved["structure"]),
        families, get_rule(saved["rule"], "choice", arrays),
    )  # fmt: skip


def _put_grouping(made: Refitted, where: str, arrays: Arrays) -> int:
    arrays[f"{where}_labels"] = made.labels
    for name in ("weights", "labels", "jaccard"):
        arrays[f"{where}_draws_{name}"] = getattr(made.replicates, name)
    return made.k


def _get_grouping(k: int, where: str, arrays: Arrays) -> Refitted:
    draws = Replicates(*(arrays[f"{where}_draws_{name}"] for name in ("weights", "labels", "jaccard")))
    return Refitted(k, arrays[f"{where}_labels"], draws)
