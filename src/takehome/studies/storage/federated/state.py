"""A fitted fleet study as JSON-able data and plain arrays, and back.

What is saved holds the homes' table, or how a fleet was drawn; homes and their kinds are made again from it. What took
time or chance (savings, the shared policy, the ledger, the curve) is kept.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import numpy as np

from takehome.protocol import Finding
from takehome.studies.rebuild import rebuild
from takehome.studies.storage.federated.asked import Asked
from takehome.studies.storage.federated.economics import parse_economics, to_plain
from takehome.studies.storage.federated.fitting import draw, read
from takehome.studies.storage.federated.kinds import kinds
from takehome.studies.storage.federated.ledger import Ledger
from takehome.studies.storage.federated.newcomers import Joined
from takehome.studies.storage.federated.outcome import (
    Alternative,
    Attacked,
    Curve,
    Outcome,
    PrivatePoint,
)
from takehome.studies.storage.federated.privacy.accounting import Promise
from takehome.studies.storage.federated.running import VALUED
from takehome.studies.storage.federated.watching import evenly
from takehome.studies.storage.homes.reading import HomeColumns
from takehome.studies.storage.packing import pack, unpack
from takehome.studies.table_state import Arrays, get_table, put_table

if TYPE_CHECKING:
    from takehome.studies.storage.federated.study import Fleet

PACKED: dict[str, Any] = {
    "asked": Asked, "columns": HomeColumns, "optimum": np.ndarray, "alternatives": tuple[Alternative, ...],
    "shared": dict[str, np.ndarray], "tables": dict[str, np.ndarray], "ledger": Ledger,
    "network": dict[str, np.ndarray], "network_ledger": Ledger,
    "curve": Curve, "newcomers": Joined, "points": tuple[PrivatePoint, ...], "attacks": tuple[Attacked, ...],
    "promise": Promise,
}  # fmt: skip
"""Fields of an outcome that are kept, with their types."""


def state(study: Fleet) -> tuple[dict[str, Any], Arrays]:
    """Everything of a fitted study that cannot be computed again from the rest."""
    outcome, arrays = study.outcome, Arrays()
    document: dict[str, Any] = {
        **{name: pack(getattr(outcome, name), name, arrays) for name in PACKED},
        "set_aside": [list(one) for one in outcome.set_aside], "notes": list(outcome.notes),
        "cohort_share": outcome.cohort_share, "drawn": outcome.drawn, "command": study.command,
        "seconds": study.seconds_, "economics": to_plain(parse_economics(study.economics)),
        "findings": [dataclasses.asdict(finding) for finding in outcome.data_findings],
    }  # fmt: skip
    if outcome.table is not None:
        put_table(outcome.table, document, arrays)
    return document, arrays


def restored(cls: type[Fleet], document: dict[str, Any], arrays: Arrays) -> Fleet:
    """The study that :func:`state` described."""
    kept = {name: unpack(hint, document[name], arrays) for name, hint in PACKED.items()}
    table = get_table(document, arrays) if "table" in document else None
    if table is None:
        everyone, _ = draw(document["drawn"], kept["asked"])
    else:
        everyone = read(table, kept["asked"], kept["columns"])[0]
    homes = everyone.take(evenly(len(everyone), VALUED))
    outcome = Outcome(
        **kept, table=table, drawn=document["drawn"], everyone=everyone, homes=homes,
        kinds=kinds(homes),
        set_aside=tuple((name, reason) for name, reason in document["set_aside"]), notes=tuple(document["notes"]),
        cohort_share=document["cohort_share"],
        data_findings=tuple(rebuild(Finding, finding) for finding in document["findings"]),
    )  # fmt: skip
    return cls(
        kept["asked"], kept["columns"], document["economics"], document["command"], outcome_=outcome,
        seconds_=document["seconds"],
    )  # fmt: skip
