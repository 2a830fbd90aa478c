"""What the registry knows of a study before anything of it is imported: names, words and addresses.

An address is ``"module:attribute"`` and is imported when it is first needed, so that ``takehome --help`` can list
every study without loading one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any


@dataclass(frozen=True, slots=True)
class Entry:
    """One study, as its folder's ``__init__`` declares it.

    Attributes
    ----------
    name : the study's permanent name, as in ``report.json`` (``"regression"``).
    verb : the public call and the command (``"regress"``).
    title, question : for lists and help texts.
    call : address of the verb's function.
    study : address of the study's class, which loads saved studies.
    checks : dotted package of the check modules; each has its page (``linearity.md``) beside it.
    scenarios : scenario name → address of ``f(seed=…) -> Scenario``.
    null_scenario : address of ``f(seed) -> Scenario``: a world with nothing to find.
    economics : file name of the commented TOML template inside the folder.
    form : address of the :class:`~takehome.studies.form_fields.Form` that says what can be set from outside.
    """

    name: str
    verb: str
    title: str
    question: str
    call: str
    study: str
    checks: str
    scenarios: Mapping[str, str] = field(default_factory=dict)
    null_scenario: str = ""
    economics: str = ""
    form: str = ""

    @property
    def folder(self) -> str:
        """The dotted package of the study, ``takehome.studies.regression``."""
        return self.checks.rpartition(".")[0]


def resolve(address: str) -> Callable[..., Any]:
    """Import what an address ``"module:attribute"`` names."""
    module, _, attribute = address.partition(":")
    found: Callable[..., Any] = getattr(import_module(module), attribute)
    return found
