"""Honest notebooks through the runner: what comes back, what is survived, and what the protections say."""

from __future__ import annotations

import contextlib
import functools
import glob
import os
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import nbformat.v4 as v4
import numpy as np
import pytest

from takehome.errors import InputError
from takehome.practice import runner
from takehome.practice.runner import execute, hearing, probe
from takehome.practice.runner.enclosure import Way
from takehome.practice.runner.hearing import Heard, drawn_from, parsed
from takehome.practice.runner.inside import kernel
from takehome.stats.clustering import kmeans_kernels

SMALL = replace(
    runner.LIMITS,
    cell_seconds=30.0,
    total_seconds=90.0,
    memory_bytes=1_500_000_000,
    processes=120,
    file_bytes=20_000_000,
)

isolation = pytest.mark.skipif(not runner.isolated(), reason="no isolation on this machine")


def cell(source: str, *tags: str) -> Any:
    made = v4.new_code_cell(source)
    made.metadata["tags"] = list(tags)
    return made


def notebook(*todos: str, setup: str = "answers = {}; why = {}", **metadata: Any) -> Any:
    cells = [v4.new_markdown_cell("# words"), cell(setup, "given")]
    cells += [cell(source, "todo", f"section:{number}") for number, source in enumerate(todos, 1)]
    return v4.new_notebook(cells=cells, metadata=metadata)


VALUES = """
import numpy as np, pandas as pd
class Odd: pass
answers[1] = {
    "float": np.float64(2.5), "int": np.int32(3), "array": np.arange(3.0), "series": pd.Series([1, 2]),
    "index": pd.Index(["a", "b"]), "frame": pd.DataFrame({"a": [1]}), "flag": np.bool_(True), "none": None,
    "tuple": (1, 2), "set": {4}, "map": {np.int64(1): np.float32(0.5)}, "odd": Odd(), "nan": float("nan"),
    "keys": {"a": 1}.keys(), "zero_dim": np.array(7), "text": np.str_("word"),
}
why[1] = f"The error is {answers[1]['float']} $/h."
print("said", 1 + 1)
"""
PICTURES = """
%matplotlib inline
import matplotlib.pyplot as plt, pandas as pd
plt.plot([1, 2, 3], [4, 5, 6], "o"); plt.xlabel("x"); plt.ylabel("y"); plt.title("first"); plt.show()
plt.scatter([1, 2], [3, 4], c=[0, 1]); plt.close()
fig, (left, right) = plt.subplots(1, 2)
left.barh(["b", "a"], [2, 1]); right.bar(["u", "v"], [5, 6]); right.bar(["u", "v"], [1, 1], bottom=[5, 6])
pd.Series([1.0, 4.0], index=["p", "q"]).plot.bar(ax=plt.figure().gca())
fig.suptitle("together")
"""


@functools.cache
def honest() -> runner.Run:
    """One run of four sections: values, pictures, an error, a cell that uses what came before."""
    extra = v4.new_code_cell("answers[4] = {'extra': len(answers)}")
    made = notebook(VALUES, PICTURES, "answers[3] = {'a': 1}\nraise ValueError('three')", "answers[4] = {'n': 1}")
    made.cells.append(extra)
    return runner.run(made, {"data/servers.csv": b"a\n1\n"}, SMALL)


@isolation
def test_answers_arrive_as_plain_json() -> None:
    one = honest().answers["1"]
    assert one.pop("nan") != one.pop("odd")
    assert one == {
        "float": 2.5, "int": 3, "array": [0.0, 1.0, 2.0], "series": [1, 2], "index": ["a", "b"], "frame": [[1]],
        "flag": True, "none": None, "tuple": [1, 2], "set": [4], "map": {"1": 0.5}, "keys": ["a"], "zero_dim": 7,
        "text": "word",
    }  # fmt: skip
    assert honest().why == {"1": "The error is 2.5 $/h."}
    assert honest().answers["3"] == {"a": 1}, "what a cell sets before its error counts"
    assert honest().answers["4"] == {"extra": 3}, "an extra cell belongs to the section before it"


@isolation
def test_cells_say_what_became_of_them() -> None:
    cells = honest().cells
    assert [each.status for each in cells] == ["ok", "ok", "ok", "error", "ok", "ok"]
    assert cells[1].text == "said 2\n"
    assert cells[3].error == "ValueError: three"
    assert honest().problem == ""


@isolation
def test_every_axes_is_read() -> None:
    first, scatter, lying, upright, pandas = honest().drawn
    assert {each.section for each in honest().drawn} == {2}
    assert (first.title, first.x_label, first.y_label) == ("first", "x", "y")
    assert first.lines == (((1, 2, 3), (4, 5, 6)),)
    assert scatter.points == (((1, 2), (3, 4)),)
    assert scatter.colours == ((0, 1),)
    assert (lying.bars, lying.ticks, lying.title) == ((((0, 1), (2, 1)),), ("b", "a"), "together")
    assert upright.bars == (((0, 1), (5, 6)), ((0, 1), (1, 1)))
    assert upright.ticks == ("u", "v")
    assert (pandas.bars, pandas.ticks) == ((((0, 1), (1, 4)),), ("p", "q"))


@isolation
def test_a_notebook_finds_its_data_and_nothing_else() -> None:
    source = """
import os, pandas as pd
answers[1] = {"rows": len(pd.read_csv("data/servers.csv")), "here": sorted(os.listdir(".")),
    "environment": sorted(os.environ), "home": os.path.expanduser("~"), "processes": len(
    [name for name in os.listdir("/proc") if name.isdigit()]), "user": os.getuid()}
"""
    found = runner.run(notebook(source), {"data/servers.csv": b"a\n1\n2\n"}, SMALL).answers["1"]
    assert found["rows"] == 2
    assert found["here"] == ["data"]
    assert found["home"].startswith("/practice/")
    assert found["processes"] == 3, "init, driver, kernel"
    assert found["user"] != 0
    assert not [name for name in found["environment"] if "KEY" in name or "TOKEN" in name or "CERT" in name]


@isolation
def test_the_studies_load_their_compiled_kernels_and_the_graders_are_hidden() -> None:
    source = """
import importlib.util, takehome as th
from takehome.stats.clustering import kmeans_kernels
import numpy as np
kmeans_kernels.squared_distances
answers[1] = {"hidden": importlib.util.find_spec("takehome.practice.assignments") is None,
    "grading": importlib.util.find_spec("takehome.practice.grading") is None}
import os
folder = os.path.dirname(kmeans_kernels.__file__) + "/__pycache__"
open(folder + "/probe", "w").close()
answers[1]["writable"] = os.path.exists(folder + "/probe")
"""
    # in a fresh clone nothing is compiled yet, and only folders with something compiled are copied
    kmeans_kernels.squared_distances(np.zeros((1, 2)), 0, 2, np.zeros(1), np.zeros(2))
    found = runner.run(notebook(source), {}, SMALL)
    assert found.answers["1"] == {"hidden": True, "grading": True, "writable": True}, found.cells


@isolation
def test_a_lost_kernel_costs_its_cell_alone() -> None:
    sources = ("answers[1] = {'a': 1}", "import os; os._exit(3)", "answers[3] = {'c': ready}")
    found = runner.run(notebook(*sources, setup="answers = {}; ready = 5"), {}, SMALL)
    assert [each.status for each in found.cells] == ["ok", "ok", "died", "ok"]
    assert found.answers == {"1": {"a": 1}, "3": {"c": 5}}
    assert "exit status 3" in found.cells[2].error


@isolation
def test_progress_is_told_and_two_runs_go_at_once() -> None:
    steps: list[tuple[int, int]] = []
    runs: dict[str, runner.Run] = {}

    def one(name: str) -> None:
        runs[name] = runner.run(notebook(f"answers[1] = {{'who': '{name}'}}"), {}, SMALL)

    threads = [threading.Thread(target=one, args=(name,)) for name in ("first", "second")]
    for each in threads:
        each.start()
    runner.run(notebook("1"), {}, SMALL, progress=lambda done, many: steps.append((done, many)))
    for each in threads:
        each.join()
    assert steps == [(1, 2), (2, 2)]
    assert {name: each.answers["1"]["who"] for name, each in runs.items()} == {"first": "first", "second": "second"}


@isolation
@pytest.mark.parametrize("language", ["R", "julia"])
def test_another_language_is_not_run(language: str) -> None:
    found = runner.run(notebook("1", kernelspec={"name": "x", "display_name": "x", "language": language}), {}, SMALL)
    assert language in found.problem
    assert {each.status for each in found.cells} == {"skipped"}


@isolation
def test_more_code_than_any_solution_has_is_not_run() -> None:
    for made, said in ((notebook(*["1"] * 1_001), "1,002 code cells"), (notebook("#" * 3_000_000), "3,000,0")):
        found = runner.run(made, {}, SMALL)
        assert said in found.problem
        assert {each.status for each in found.cells} == {"skipped"}


def test_files_stay_below_the_working_directory() -> None:
    for name in ("../x", "/etc/x", ""):
        with pytest.raises(InputError):
            execute.checked_files({name: b""})


def test_protections_are_eight_and_say_how() -> None:
    found = runner.protections()
    names = ["network", "files", "processes", "memory", "processor time", "output", "environment", "user"]
    assert [each.name for each in found] == names
    assert all(each.how for each in found)
    if runner.isolated():
        assert all(each.active for each in found)


@pytest.mark.skipif(os.environ.get("CI") != "true", reason="only where every test has to run")
def test_where_every_test_has_to_run_kernels_can_be_isolated() -> None:
    """Whatever needs isolation skips without it, here and in tests/server; in CI that would hide those parts."""
    assert runner.isolated()


@isolation
def test_a_grader_that_keeps_its_files_to_itself_can_enclose_too() -> None:
    """The server's umask lets nobody else read what it makes; the enclosure's folders are for another user to enter."""
    before = os.umask(0o077)
    try:
        found, failure = probe.attempt(probe.way_here())
    finally:
        os.umask(before)
    assert failure == ""
    assert all(found.values())


def test_without_isolation_nothing_runs_unless_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (probe, execute):
        monkeypatch.setattr(module, "way_here", lambda: Way.NONE)
    with pytest.raises(InputError, match="--trust"):
        runner.run(notebook("1"), {}, SMALL)
    found = runner.run(notebook("answers[1] = {'data': open('data/a').read()}"), {"data/a": b"x"}, SMALL, trust=True)
    assert found.answers == {"1": {"data": "x"}}
    inactive = {each.name for each in found.protections if not each.active}
    assert {"network", "files", "processes"} <= inactive


MARK = "takehome-outlives"
GRADER = f"""
import nbformat.v4 as v4
from takehome.practice import runner
runner.run(v4.new_notebook(cells=[v4.new_code_cell("1"), v4.new_code_cell(
    "import subprocess; subprocess.run(['bash', '-c', 'exec -a {MARK} sleep 100'])")]), {{}},
    progress=lambda done, many: print(done, flush=True))
"""


@isolation
def test_a_killed_grader_takes_the_run_along() -> None:
    with subprocess.Popen([sys.executable, "-c", GRADER], stdout=subprocess.PIPE, text=True) as grader:
        assert grader.stdout is not None
        assert grader.stdout.readline() == "1\n"
        await_processes(1)
        grader.kill()
    await_processes(0)


def await_processes(number: int) -> None:
    """Wait until so many processes bear the mark; they come and go within a second."""
    for _ in range(200):
        marked = 0
        for path in glob.glob("/proc/[0-9]*/cmdline"):
            with contextlib.suppress(OSError):
                marked += Path(path).read_bytes().startswith(MARK.encode())
        if marked == number:
            return
        time.sleep(0.1)
    pytest.fail(f"{marked} processes, not {number}")


def test_what_arrives_is_checked() -> None:
    assert parsed("[" * 100_000) is None
    assert parsed("1" * 5_000) is None
    assert parsed('{"\\ud800": ["a\\udfffb", "\\ud83d\\ude00", 1, null]}') == {"?": ["a?b", "😀", 1, None]}
    heard = Heard([1])
    for line in ({}, {"cell": 5, "status": "ok"}, {"cell": True, "status": "ok"}, {"cell": 0, "status": "pass"}):
        heard.take(line, ["a"])
    assert not heard.cells
    heard.take({"cell": 0, "status": "ok", "text": 5, "seconds": "x", "harvest": '{"answers": {"1": "["}}'}, ["a"])
    assert heard.cells[0].text == "5"
    assert heard.answers == {"1": None}
    odd = {"lines": [[[1, "a"], [1, 2]], [[1], [1, 2]], "x", [[10**400], [1]]], "ticks": [1], "title": 5, "bars": {}}
    assert drawn_from(odd, 3).lines == ()
    assert drawn_from(odd, 3).ticks == ("",)
    assert np.isnan(drawn_from({"lines": [[[1.0], [float("nan")]]]}, 3).lines[0][1][0])


def test_what_all_cells_together_send_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousand cells may each send as much as one may; the first ones are read."""
    harvest = '{"answers": {"1": "[1]"}, "drawn": [{"lines": [[[1, 2], [3, 4]]]}]}'
    monkeypatch.setattr(hearing, "HARVESTED", 2 * len(harvest))
    heard = Heard([1] * 4)
    for number in range(4):
        heard.take({"cell": number, "status": "ok", "harvest": harvest}, list("abcd"))
    assert len(heard.drawn) == 2
    assert heard.answers == {"1": [1]}
    assert [bool(heard.cells[number].error) for number in range(4)] == [False, False, True, True]
    assert "all cells together" in heard.cells[3].error


def test_time_for_which_others_hold_the_processors_does_not_count(monkeypatch):
    """By a clock that the test moves: 10 s are allowed, 25 s pass, for 20 of which the cell had no processor."""
    now, waited = [100.0], [3.0]
    monkeypatch.setattr(kernel.time, "monotonic", lambda: now[0])
    fake: Any = SimpleNamespace(
        process=SimpleNamespace(poll=lambda: None), waited=lambda: waited[0], interrupt=lambda: None
    )
    listening = kernel.Listening(fake, "request", 10.0)
    now[0], waited[0] = 125.0, 23.0
    assert not listening.done()
    assert listening.outcome.status == "ok"
    now[0] = 131.0
    listening.done()
    assert listening.outcome.status == "timeout"
    assert "10 s, besides 20 s" in listening.outcome.error
    patient = kernel.Listening(fake, "request", 10.0)
    now[0], waited[0] = now[0] + 10 * (1 + kernel.PATIENCE) + 1, 1e6
    patient.done()
    assert patient.outcome.status == "timeout"
