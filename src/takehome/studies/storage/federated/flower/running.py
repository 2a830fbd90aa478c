"""What a run of the fleet over Flower is told: the same settings in a simulation, in a rehearsal and in a deployment.

They travel as Flower's run configuration, one plain number or word each, so that an operator can change one of them:
``flwr run fleet --run-config 'rounds=40 quorum=0.8'``.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from takehome.errors import InputError
from takehome.studies.storage.federated.privacy.terms import Privacy
from takehome.studies.storage.federated.settings import FleetSettings
from takehome.studies.storage.federated.task import LocalSettings

LOCAL = "local-"
"""Prefix of the settings of the local step in the run configuration."""
TERMS = ("epsilon", "clip", "delta", "simulation")
"""Terms of privacy that a run may choose; the others are as :class:`~.privacy.terms.Privacy` has them."""
FLEET_FOLDER = "fleet-folder"
"""Where the nodes of a simulation find their homes; read by the nodes alone."""


@dataclass(frozen=True)
class Running:
    """A run.

    Attributes
    ----------
    out_dir : the server's folder for models and history; a run goes on from what is there.
    fleet : homes in the fleet, whoever can be reached; what a private sum is divided by depends on it.
    rounds : in all, those that are on disk already included. cohort : share of the homes asked in a round.
    server_rate : share of the mean update that is applied. seed : of draws, in simulations.
    quorum : share of the asked homes that must answer, or the round changes nothing; with privacy every round counts.
    reached : homes that must be reachable before each round, or the run waits, and stops after `wait_seconds`.
    epsilon, delta, clip : differential privacy for whole homes; epsilon 0 is none. The server adds the noise: where
        each home adds a share, updates must be masked (secure aggregation), which this engine does not do.
    simulation : cohorts and noise are drawn by `seed`; a deployment draws the noise, and with privacy the cohort too,
        from the operating system, and logs no seed.
    message_ttl : seconds after which a node is given up for the round. wait_seconds : for `reached` homes.
    poll_seconds : between two looks for answers. pause_seconds : between two rounds.
    """

    out_dir: str
    fleet: int
    rounds: int = 40
    cohort: float = 0.1
    server_rate: float = 1.0
    seed: int = 0
    quorum: float = 0.5
    reached: int = 1
    epsilon: float = 0.0
    delta: float = 1e-5
    clip: float = 1.0
    simulation: bool = False
    message_ttl: float = 300.0
    wait_seconds: float = 600.0
    poll_seconds: float = 0.5
    pause_seconds: float = 0.0
    local: LocalSettings = field(default_factory=LocalSettings)

    def __post_init__(self) -> None:
        if not self.out_dir:
            raise InputError("no folder for the models", "a folder on the server", "out-dir='/var/lib/takehome/fleet'")
        if self.fleet < 1 or self.rounds < 1 or not 0 < self.cohort <= 1:
            raise InputError(
                f"fleet={self.fleet}, rounds={self.rounds}, cohort={self.cohort}",
                "at least one home and one round, and a share above 0 and at most 1",
                "fleet=10000, rounds=40, cohort=0.1",
            )
        if not 0 <= self.quorum <= 1 or not 1 <= self.reached <= self.fleet:
            raise InputError(
                f"quorum={self.quorum}, reached={self.reached}",
                f"a share from 0 to 1 of the asked homes, and 1 to {self.fleet} homes to begin with",
                "quorum=0.5, reached=1",
            )
        if not 0 < self.message_ttl < math.inf or self.wait_seconds < 0 or self.poll_seconds <= 0:
            raise InputError(
                f"message-ttl={self.message_ttl}, wait-seconds={self.wait_seconds}, poll-seconds={self.poll_seconds}",
                "a time to live for every message, and times above 0",
                "message-ttl=300, wait-seconds=600, poll-seconds=0.5",
            )
        if self.epsilon < 0:
            raise InputError(f"epsilon={self.epsilon}", "a number above 0, or 0 for no promise", "epsilon=8")

    @property
    def privacy(self) -> Privacy | None:
        """The terms on which homes take part; None without a promise."""
        if self.epsilon == 0:
            return None
        return Privacy(self.epsilon, self.clip, self.delta, simulation=self.simulation)

    @property
    def step(self) -> LocalSettings:
        """The local step's settings; with privacy, visit counts are never sent."""
        if self.privacy is None:
            return self.local
        return LocalSettings(**{**_plain(self.local), "send_visits": False})

    @classmethod
    def of(cls, settings: FleetSettings, fleet: int, out_dir: str, **more: Any) -> Running:
        """The run that the in-process engine would make of a fleet of so many homes; `more` : further settings here.

        Homes drop out by themselves here: the shares of drop-outs and stragglers are for simulations in process.

        Raises
        ------
        InputError : terms of privacy other than this engine keeps: they would be replaced without a word.
        """
        terms = settings.privacy
        private = {} if terms is None else {name: getattr(terms, name) for name in TERMS}
        if terms is not None:
            require_kept(terms)
        told = {"rounds": settings.rounds, "server_rate": settings.server_rate, "seed": settings.seed}
        share = settings.share_of(fleet)
        return cls(out_dir, fleet, cohort=share, local=settings.local, **{**told, **private, **more})

    def run_config(self) -> dict[str, Any]:
        """As Flower's run configuration."""
        own = {_dashed(name): value for name, value in _plain(self).items() if name != "local"}
        return {**own, **{LOCAL + _dashed(name): value for name, value in _plain(self.local).items()}}

    @classmethod
    def read(cls, config: Mapping[str, Any]) -> Running:
        """From Flower's run configuration.

        Raises
        ------
        InputError : a setting is not known, or its value is out of bounds.
        """
        known = {LOCAL + _dashed(one.name): one for one in fields(LocalSettings)}
        own = {_dashed(one.name): one for one in fields(cls) if one.name != "local"}
        if strangers := sorted(set(config) - set(known) - set(own) - {FLEET_FOLDER}):
            raise InputError(f"the setting {strangers[0]}", f"one of {', '.join(own)}", "takehome's app folder")
        local = {known[key].name: value for key, value in config.items() if key in known}
        given = {own[key].name: value for key, value in config.items() if key in own}
        return cls(**given, local=LocalSettings(**local))


def require_kept(terms: Privacy) -> None:
    """Raise :class:`InputError` unless these are the terms that a run keeps, whatever it is told."""
    kept = Privacy(**{name: getattr(terms, name) for name in TERMS})
    other = [one.name for one in fields(terms) if getattr(terms, one.name) != getattr(kept, one.name)]
    if other:
        raise InputError(
            f"privacy with {', '.join(f'{name}={getattr(terms, name)!r}' for name in other)}",
            f"{', '.join(f'{name}={getattr(kept, name)!r}' for name in other)}: over Flower the server adds the noise, "
            "bounds every update and keeps cohorts secret",
            "Privacy(epsilon, clip) with nothing else changed, or train in process",
        )


def _plain(settings: Running | LocalSettings) -> dict[str, Any]:
    return {one.name: getattr(settings, one.name) for one in fields(settings)}


def _dashed(name: str) -> str:
    return name.replace("_", "-")
