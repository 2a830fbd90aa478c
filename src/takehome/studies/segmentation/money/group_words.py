"""Words for groups: segments and strangers are never added up ("3 segments + 1 micro-cluster")."""

from __future__ import annotations

from collections.abc import Sequence

from takehome.studies.segmentation.money.priceable import NOISE, Priceable
from takehome.studies.wording import listed


def counted(number: int, word: str) -> str:
    """``"1 segment"``, ``"3 segments"``."""
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"


def group_words(k: int, micro: int) -> str:
    """``"3 segments + 1 micro-cluster"``, ``"2 segments"``."""
    segments = counted(k, "segment")
    return f"{segments} + {counted(micro, 'micro-cluster')}" if micro else segments


def micro_words(made: Priceable) -> str:
    """``"the micro-cluster (50 rows)"``, ``"the 2 micro-clusters (72 rows)"``."""
    sizes = made.micro_sizes
    number = "micro-cluster" if len(sizes) == 1 else f"{len(sizes)} micro-clusters"
    return f"the {number} ({counted(sum(sizes), 'row')})"


def group_title(made: Priceable, group: int) -> str:
    """``"S1 (big spenders)"``, ``"the noise"``, ``"micro-cluster M1"``."""
    name = made.group_ids[group]
    if group < made.k:
        persona = made.names[group]
        return f"{name} ({persona})" if persona and persona != name else name
    return f"the {NOISE}" if name == NOISE else f"micro-cluster {name}"


def who_gets_what(titles: Sequence[str], actions: Sequence[str]) -> str:
    """``"mail to S1 and S3; nothing to S2"`` for one action a group."""
    wanted: dict[str, list[str]] = {}
    for title, action in zip(titles, actions, strict=True):
        wanted.setdefault(action, []).append(title)
    return "; ".join(f"{action} to {listed(names)}" for action, names in wanted.items())
