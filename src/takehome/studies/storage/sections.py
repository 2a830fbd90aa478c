"""The two sections of the economics that change the optimum itself: the battery, and what may be known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from takehome.studies.economics_source import mapping_of
from takehome.studies.storage.economics import VERB, StorageEconomics, parse_economics

BATTERY, INFORMATION = "battery", "information"


def divide(source: Any) -> tuple[Mapping[str, Any], StorageEconomics | None]:
    """The sections that belong to the fit, and the economics proper.

    Parameters
    ----------
    source : None, a mapping, the path of a TOML file, or economics.

    Raises
    ------
    InputError
        Where the economics cannot be read or used.
    """
    if source is None or isinstance(source, StorageEconomics):
        return {}, source
    given = mapping_of(source, VERB)
    fitted = {key: given[key] for key in (BATTERY, INFORMATION) if key in given}
    rest = {key: value for key, value in given.items() if key not in fitted}
    return fitted, parse_economics(rest) if rest else None
