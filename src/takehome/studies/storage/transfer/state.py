"""A fitted transfer study as JSON-able data and plain arrays, and back.

What is saved holds the table that the study was fitted on. What is exact and quick (the homes read from it, how unlike
they are) is made again; what took time or chance (curves, policies) is kept.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from takehome.protocol import Finding
from takehome.studies.rebuild import rebuild
from takehome.studies.storage.packing import pack, unpack
from takehome.studies.storage.transfer.curves import Curves
from takehome.studies.storage.transfer.economics import parse_economics, to_plain
from takehome.studies.storage.transfer.outcome import Outcome
from takehome.studies.storage.transfer.reading import pair_of
from takehome.studies.storage.transfer.settings import Settings
from takehome.studies.storage.transfer.unlike import unlike
from takehome.studies.table_state import Arrays, get_table, put_table

if TYPE_CHECKING:
    from takehome.studies.storage.transfer.study import Transfer


def state(study: Transfer) -> tuple[dict[str, Any], Arrays]:
    """Everything of a fitted study that cannot be computed again from the rest."""
    outcome, arrays = study.outcome, Arrays()
    document: dict[str, Any] = {
        "settings": pack(outcome.settings, "settings", arrays), "command": study.command, "seconds": study.seconds_,
        "economics": to_plain(parse_economics(study.economics)),
        "findings": [dataclasses.asdict(finding) for finding in outcome.data_findings],
        "curves": pack(outcome.curves, "curves", arrays), "fell_back": outcome.fell_back, "learner": outcome.learner,
        "overlap": outcome.overlap, "policies": {way: list(policy) for way, policy in outcome.policies.items()},
    }  # fmt: skip
    for way, policy in outcome.policies.items():
        arrays |= {f"policy.{way}.{name}": array for name, array in policy.items()}
    put_table(outcome.table, document, arrays)
    return document, arrays


def restored(cls: type[Transfer], document: dict[str, Any], arrays: Arrays) -> Transfer:
    """The study that :func:`state` described."""
    settings: Settings = unpack(Settings, document["settings"], arrays)
    table = get_table(document, arrays)
    pair = pair_of(table, settings.source_home, settings.battery)
    policies = {
        way: {name: arrays[f"policy.{way}.{name}"] for name in names} for way, names in document["policies"].items()
    }
    outcome = Outcome(
        table=table, settings=settings, source=pair.source, target=pair.target, notes=pair.notes,
        curves=unpack(Curves, document["curves"], arrays), policies=policies, fell_back=document["fell_back"],
        learner=document["learner"], overlap=document["overlap"], unlike=unlike(pair.source, pair.target),
        data_findings=tuple(rebuild(Finding, finding) for finding in document["findings"]),
    )  # fmt: skip
    return cls(settings, document["economics"], document["command"], outcome_=outcome, seconds_=document["seconds"])
