"""The command line's frame: what is listed, exit statuses, what goes to which stream."""

import json
import os
import signal
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from takehome import api
from takehome.cli.group import COMMANDS, INTERRUPTED, VERBS, takehome
from takehome.errors import MissingExtra
from takehome.studies.pages import CONSTANT

SCENARIOS = [name for entry in api.entries() for name in entry.scenarios]


def call(*arguments: object) -> Result:
    return CliRunner().invoke(takehome, [str(argument) for argument in arguments])


def test_help_lists_the_commands_that_are_present() -> None:
    shown = call("--help").stdout
    present = {entry.verb for entry in api.entries()}
    assert all(f"\n  {name} " in shown for name in (*COMMANDS, *present))
    assert not any(f"\n  {verb} " in shown for verb in set(VERBS) - present)


@pytest.mark.parametrize("name", [*COMMANDS, *(entry.verb for entry in api.entries())])
def test_every_command_has_help(name: str) -> None:
    result = call(name, "--help")
    assert result.exit_code == 0
    assert f"takehome {name}" in result.stdout


def test_an_unknown_command_is_a_usage_error() -> None:
    result = call("forecast")
    assert result.exit_code == 2
    assert "forecast" in result.stderr


def test_unusable_input_is_three_lines_on_standard_error() -> None:
    result = call("scenario", "omnicorp-laptops")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert [line.partition(":")[0] for line in result.stderr.splitlines()] == ["Saw", "Expected", "Try"]


def test_a_missing_extra_names_the_install_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> None:
        raise MissingExtra("deep", "deep Q-learning")

    monkeypatch.setattr(api, "check_titles", missing)
    result = call("explain")
    assert result.exit_code == 2
    assert "pip install 'takehome[deep]'" in result.stderr


def test_a_fault_of_our_own_is_status_1_and_says_how_to_report_it() -> None:
    program = (
        "from takehome import api\n"
        "api.check_titles = lambda: 1 / 0\n"
        "import sys; sys.argv = ['takehome', 'explain']\n"
        "from takehome.cli import main; main()"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert result.stdout == ""
    assert "ZeroDivisionError" in result.stderr
    assert "Please report it" in result.stderr
    assert "command: takehome explain" in result.stderr


def test_ctrl_c_leaves_nothing_and_says_so(tmp_path: Path) -> None:
    program = (
        "import os, signal, time\n"
        "from takehome import api\n"
        "def slow(*arguments, **options):\n"
        "    print('STARTED', flush=True); time.sleep(30)\n"
        "api.scenario = slow\n"
        "import sys; sys.argv = ['takehome', 'scenario', 'slow', '--out', 'slow.csv']\n"
        "from takehome.cli import main; main()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "STARTED\n"
        time.sleep(0.2)
        os.kill(process.pid, signal.SIGINT)
        _, errors = process.communicate(timeout=20)
    assert process.returncode == INTERRUPTED
    assert "Interrupted" in errors
    assert "Traceback" not in errors
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts_name_the_program(shell: str) -> None:
    script = call("completion", shell).stdout
    assert "_TAKEHOME_COMPLETE" in script


def test_completion_offers_the_commands() -> None:
    environment = {**os.environ, "_TAKEHOME_COMPLETE": "bash_complete", "COMP_WORDS": "takehome ", "COMP_CWORD": "1"}
    command = [sys.executable, "-c", "from takehome.cli.group import takehome; takehome(prog_name='takehome')"]
    shown = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
    assert all(f"plain,{name}" in shown for name in COMMANDS)


def test_version_is_the_changelogs_newest() -> None:
    changelog = (Path(__file__).parents[2] / "CHANGELOG.md").read_text() if _has_changelog() else ""
    shown = call("--version").stdout.strip()
    assert not changelog or f"## {shown.removeprefix('takehome ')}" in changelog


def _has_changelog() -> bool:
    return (Path(__file__).parents[2] / "CHANGELOG.md").is_file()


@pytest.mark.parametrize("name", SCENARIOS)
def test_scenario_writes_the_same_numbers_as_the_api(name: str, tmp_path: Path) -> None:
    out = tmp_path / "new" / "rows.csv"
    assert call("scenario", name, "--seed", 7, "--out", out).exit_code == 0
    columns = json.loads(call("scenario", name, "--seed", 7, "--json").stdout)
    table = api.scenario(name, seed=7).table
    shown = {column.name: column.values.tolist() for column in table.columns}
    dates = {name: [v.isoformat() for v in values] for name, values in shown.items() if isinstance(values[0], datetime)}
    assert {**shown, **dates} == columns
    assert out.read_text() == call("scenario", name, "--seed", 7).stdout
    assert [path.name for path in out.parent.iterdir()] == ["rows.csv"]


def test_scenario_without_a_name_lists_them() -> None:
    assert call("scenario").stdout.split() == sorted(SCENARIOS)


@pytest.mark.parametrize("verb", [entry.verb for entry in api.entries()])
def test_economics_prints_a_template_that_is_toml(verb: str) -> None:
    import tomllib

    assert tomllib.loads(call("economics", verb).stdout)


@pytest.mark.parametrize("code", list(api.check_titles()))
def test_explain_prints_the_page_with_its_limits_filled_in(code: str) -> None:
    shown = call("explain", code.lower()).stdout
    assert shown.startswith(f"# {code}")
    for heading in ("How it is measured", "Why it matters", "What to do"):
        assert f"## {heading}" in shown
    assert not CONSTANT.search(shown)


def test_explain_refuses_an_unknown_code() -> None:
    result = call("explain", "XYZ999")
    assert result.exit_code == 2
    assert "XYZ999" in result.stderr
