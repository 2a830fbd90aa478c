"""A node's files: what is written is what is read; what is damaged is named, and runs nothing."""

from __future__ import annotations

import tomllib
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from takehome.errors import InputError
from takehome.studies.storage.federated.flower.app_folder import write_app
from takehome.studies.storage.federated.flower.history import INDEX, History
from takehome.studies.storage.federated.flower.node_data import read_home, read_node, write_home, write_nodes
from takehome.studies.storage.federated.flower.running import Running
from takehome.studies.storage.federated.flower.tests.fleet_in_process import small_fleet
from takehome.studies.storage.federated.task import LocalSettings, initial, local_step


def test_a_home_comes_back_as_it_was_written(tmp_path: Path) -> None:
    homes = small_fleet(4)
    for folder, positions in zip(write_nodes(homes, tmp_path, [[0, 2], [1, 3]]), ([0, 2], [1, 3]), strict=True):
        held = read_node(folder)
        assert held.positions == positions
        assert held.set_aside == ()
        for position in positions:
            mine, theirs = held.homes[position], homes.take(np.array([position]))
            for one in fields(mine):
                assert np.array_equal(getattr(mine, one.name), getattr(theirs, one.name)), one.name


def test_the_local_step_is_the_same_from_the_file(tmp_path: Path) -> None:
    home = small_fleet(4).take(np.array([3]))
    _, again = read_home(write_home(home, 3, tmp_path))
    given = initial(LocalSettings())
    first, second = (local_step(one, given, LocalSettings()) for one in (home, again))
    assert (first.update["value"] == second.update["value"]).all()


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("net_kwh", np.nan, "net_kwh is not a number at hour 30"),
        ("buy", np.inf, "buy is not a number at hour 30"),
        ("begins", 10**6, "own hours"),
        ("position", -1, "own hours"),
        ("sell", None, "without sell"),
        ("hour", "shorter", "of shape"),
    ],
)
def test_what_is_damaged_is_set_aside_by_name(tmp_path: Path, name: str, value: object, reason: str) -> None:
    homes = small_fleet(4)
    for position in (0, 1):
        write_home(homes.take(np.array([position])), position, tmp_path)
    file = tmp_path / "home-00001.npz"
    with np.load(file) as stored:
        arrays = {one: stored[one].copy() for one in stored.files}
    if value is None:
        del arrays[name]
    elif value == "shorter":
        arrays[name] = arrays[name][:-1]
    elif arrays[name].ndim:
        arrays[name][30] = value
    else:
        arrays[name] = np.array(value)
    np.savez(file, **arrays)
    held = read_node(tmp_path)
    assert held.positions == [0]
    (aside,) = held.set_aside
    assert aside.file == "home-00001.npz"
    assert reason in aside.reason


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 half a file", b"\x80\x04."])
def test_a_file_that_is_no_archive_is_set_aside(tmp_path: Path, content: bytes) -> None:
    write_home(small_fleet(4).take(np.array([0])), 0, tmp_path)
    (tmp_path / "home-00001.npz").write_bytes(content)
    assert [one.file for one in read_node(tmp_path).set_aside] == ["home-00001.npz"]


def test_a_pickle_is_never_opened(tmp_path: Path) -> None:
    """Objects would be code: an archive that holds one is refused unread."""
    file = write_home(small_fleet(4).take(np.array([0])), 0, tmp_path)
    with np.load(file) as stored:
        arrays = {one: stored[one] for one in stored.files}
    np.savez(file, **{**arrays, "net_kwh": np.array([{}], dtype=object)})
    (aside,) = read_node(tmp_path).set_aside
    assert "cannot be read" in aside.reason


def test_an_empty_folder_and_two_homes_in_one_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no file home-\*\.npz"):
        read_node(tmp_path)
    with pytest.raises(InputError, match="2 homes"):
        write_home(small_fleet(4).take(np.array([0, 1])), 0, tmp_path)


def test_the_app_is_two_thin_modules_and_its_settings(tmp_path: Path) -> None:
    running = Running(out_dir="/var/lib/fleet", fleet=6, epsilon=8.0)
    folder = write_app(tmp_path, running)
    project = tomllib.loads((folder / "pyproject.toml").read_text())
    assert Running.read(project["tool"]["flwr"]["app"]["config"]) == running
    for component in project["tool"]["flwr"]["app"]["components"].values():
        module = folder / (component.partition(":")[0].replace(".", "/") + ".py")
        lines = [one for one in module.read_text().splitlines() if one]
        assert len(lines) == 3
        assert "from takehome." in lines[1]


def test_history_survives_a_crash_between_its_two_files(tmp_path: Path) -> None:
    """A model without its entry in the index is not there: the index alone says what is whole."""
    history = History(tmp_path)
    facts = {"cohort": [0, 1], "answered": [1], "lost": {"gateway-0": "3: expired"}, "changed": True, "seconds": 1.0}
    history.keep({"value": np.ones(3)}, **facts)
    history.keep({"value": np.full(3, 2.0)}, **facts)
    before = (tmp_path / INDEX).read_bytes()
    history.keep({"value": np.full(3, 3.0)}, **facts)
    (tmp_path / INDEX).write_bytes(before)
    again = History(tmp_path)
    assert len(again.rounds) == 2
    assert again.latest() is not None
    assert (again.latest()["value"] == 2.0).all()
    assert again.rounds == history.rounds[:2]
    assert not [one for one in tmp_path.iterdir() if one.name.startswith(".")]
    (tmp_path / INDEX).write_text("{half")
    with pytest.raises(InputError, match="cannot be read"):
        History(tmp_path)
