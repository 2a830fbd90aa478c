"""A fitted storage study as JSON-able data and plain arrays, and back.

What is saved holds the table that the study was fitted on. What is exact and quick (the prices read from it, the grid,
every account of a schedule) is made again; what took time or chance (schedules, fitted policies, the lesson) is kept.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from takehome.protocol import Finding
from takehome.studies.rebuild import rebuild
from takehome.studies.storage.economics import to_plain
from takehome.studies.storage.fitting import given_schedule, read
from takehome.studies.storage.information import Information
from takehome.studies.storage.lattice import lattice
from takehome.studies.storage.learning.lesson import Lesson
from takehome.studies.storage.lesson_day import day_problem
from takehome.studies.storage.optimum.certificate import Certificate
from takehome.studies.storage.outcome import Outcome
from takehome.studies.storage.packing import pack, unpack
from takehome.studies.storage.policies.catalogue import listed
from takehome.studies.storage.policies.policy import Policy
from takehome.studies.storage.result import PolicyResult, bound_of, valued
from takehome.studies.storage.sections import divide
from takehome.studies.storage.settings import Settings
from takehome.studies.storage.sizing import Sizing
from takehome.studies.storage.states import State
from takehome.studies.storage.task import Task
from takehome.studies.storage.waterfall import Waterfall
from takehome.studies.table_state import Arrays, get_table, put_table

if TYPE_CHECKING:
    from takehome.studies.storage.study import Trade

WORDS = ("key", "label", "trivial", "needs_model", "group", "notes")
"""Fields of a result that are kept as they are; its moves are an array, the rest follows from them."""


def state(study: Trade) -> tuple[dict[str, Any], Arrays]:
    """Everything of a fitted study that cannot be computed again from the rest."""
    outcome, arrays = study.outcome, Arrays()
    _, economics = divide(study.economics)
    document: dict[str, Any] = {
        "settings": pack(outcome.settings, "settings", arrays),
        "command": study.command, "seconds": study.seconds_, "economics": to_plain(economics),
        "findings": [dataclasses.asdict(finding) for finding in outcome.data_findings],
        "first": outcome.task.first, "information": outcome.information.value,
        "certificate": pack(outcome.certificate, "certificate", arrays),
        "bound": _put_result(outcome.bound, "bound", arrays),
        "results": [_put_result(one, f"result.{i}", arrays) for i, one in enumerate(outcome.results)],
        "policies": {key: _put_policy(key, policy, arrays) for key, policy in outcome.policies.items()},
        "skipped": dict(outcome.skipped),
        "lesson": pack(outcome.lesson, "lesson", arrays),
        "states": [
            {"cells": one.cells, "result": _put_result(one.result, f"state.{one.key}", arrays)}
            for one in outcome.states
        ],
        "sizing": pack(outcome.sizing, "sizing", arrays),
        "waterfall": pack(outcome.waterfall, "waterfall", arrays),
    }  # fmt: skip
    put_table(outcome.table, document, arrays)
    return document, arrays


def restored(cls: type[Trade], document: dict[str, Any], arrays: Arrays) -> Trade:
    """The study that :func:`state` described."""
    settings = unpack(Settings, document["settings"], arrays)
    table = get_table(document, arrays)
    reading = read(table, settings)
    task = Task(lattice(settings.battery, reading.prices.step_hours), reading.prices, document["first"])
    outcome = Outcome(
        table=table, settings=settings, reading=reading, task=task, information=Information(document["information"]),
        certificate=unpack(Certificate, document["certificate"], arrays),
        bound=bound_of(task, arrays[document["bound"]["moves"]]),
        results=tuple(_get_result(one, task, arrays) for one in document["results"]),
        policies={key: _get_policy(key, one, arrays) for key, one in document["policies"].items()},
        skipped=document["skipped"], day=day_problem(task), lesson=unpack(Lesson, document["lesson"], arrays),
        states=tuple(_get_state(one, task, arrays) for one in document["states"]),
        sizing=unpack(Sizing, document["sizing"], arrays),
        waterfall=unpack(Waterfall, document["waterfall"], arrays), given=given_schedule(table, task, settings),
        data_findings=tuple(rebuild(Finding, finding) for finding in document["findings"]),
    )  # fmt: skip
    return cls(settings, document["economics"], document["command"], outcome_=outcome, seconds_=document["seconds"])


def _put_result(result: PolicyResult, name: str, arrays: Arrays) -> dict[str, Any]:
    arrays[name] = result.moves
    kept = {word: getattr(result, word) for word in WORDS}
    return {**kept, "information": result.information.value, "moves": name}


def _get_result(saved: Mapping[str, Any], task: Task, arrays: Arrays) -> PolicyResult:
    found = valued(
        task, arrays[saved["moves"]], saved["key"], saved["label"], Information(saved["information"]),
        saved["trivial"], saved["needs_model"], saved["group"],
    )  # fmt: skip
    return dataclasses.replace(found, notes=tuple(saved["notes"]))


def _get_state(saved: Mapping[str, Any], task: Task, arrays: Arrays) -> State:
    result = _get_result(saved["result"], task, arrays)
    return State(result.key, result.label, saved["cells"], result)


def _put_policy(key: str, policy: Policy, arrays: Arrays) -> dict[str, Any]:
    document, own = policy.to_plain()
    arrays.update({f"policy.{key}.{name}": np.asarray(array) for name, array in own.items()})
    return {"document": document, "arrays": list(own)}


def _get_policy(key: str, saved: Mapping[str, Any], arrays: Arrays) -> Policy:
    own = {name: arrays[f"policy.{key}.{name}"] for name in saved["arrays"]}
    made: Policy = listed(key).policy_class.from_plain(saved["document"], own)
    return made
