"""takehome: from a table and its economics to a decision that is checked, explained and priced.

The public names stand in ``__init__.pyi``; each is imported when it is first used.
"""

from typing import Any

import lazy_loader

import takehome.api  # registers how studies present themselves (decision 0001)

_attribute, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)


def __getattr__(name: str) -> Any:
    """A public name, imported on first use; a verb whose study is absent says so when it is called."""
    try:
        return _attribute(name)
    except ModuleNotFoundError as problem:
        if (problem.name or "").startswith("takehome.studies."):
            return takehome.api.absent_verb(name)
        raise
