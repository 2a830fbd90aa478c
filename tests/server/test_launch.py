"""``takehome serve`` as a process: what it prints, refuses and leaves behind.

The oracles are the process table (/proc), exit statuses and what stands on the two output streams.
"""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import signal
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.server.guarded_app import tiny_app
from tests.server.running_server import PATIENCE, command, left_behind, raw, running, wait_for

from takehome.cli.group import takehome
from takehome.errors import InputError
from takehome.server import available
from takehome.server.data_lock import locked
from takehome.server.listening import address, is_loopback, listen, refuse_open_doors
from takehome.server.security.token_source import KEPT, VARIABLE, given_token, kept_token
from takehome.server.settings import Settings

GOOD = "sixteen-or-more-characters"


def refused(*options: object, **environment: str) -> str:
    """What the command says on standard error when it refuses to start."""
    result = subprocess.run(
        command(*options),
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
        timeout=PATIENCE,
        check=False,
    )
    assert (result.returncode, result.stdout) == (2, ""), result.stderr
    assert [line.partition(":")[0] for line in result.stderr.splitlines()] == ["Saw", "Expected", "Try"]
    return result.stderr


# Running


def test_it_starts_answers_stops_and_starts_again_where_it_was(tmp_path):
    with running(tmp_path) as server:
        assert server.ask("GET", "/v1/health")[0] == 200
        status, headers, _ = server.ask("GET", f"/?token={server.token}", Authorization=None)
        assert (status, headers["location"]) == (303, "/")
        cookie = headers["set-cookie"].partition(";")[0]
        status, _, page = server.ask("GET", "/")
        assert (status, page[:15]) == (200, b"<!doctype html>")
        assert server.stop(signal.SIGTERM) == 0
        assert left_behind(server.mark) == []
        assert server.token not in server.log
        assert "GET / 303" in server.log
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) & 0o077 for path in (tmp_path / "data").rglob("*")}
    assert set(modes.values()) == {0}, modes
    with running(tmp_path) as again:
        assert again.token == server.token
        # the cookie's name holds the port, which is another one here
        same = cookie.replace(str(server.port), str(again.port))
        assert again.ask("GET", "/runs", Authorization=None, Cookie=same)[0] == 200
        assert again.ask("GET", "/runs", Authorization=None, Cookie=cookie)[0] == 401
        assert again.stop(signal.SIGINT) == 0
        assert left_behind(again.mark) == []


def test_a_stop_ends_open_streams_and_the_run_with_its_children(tmp_path):
    """The stream is of a run that works; afterwards the run is interrupted, and can be repeated."""
    with running(tmp_path) as server:
        verb = json.loads(server.ask("GET", "/v1/verbs")[2])[0]
        asked = json.dumps({"verb": verb["verb"], "scenario": verb["scenarios"][0]})
        status, _, made = server.ask("POST", "/v1/runs", asked, **{"Content-Type": "application/json"})
        assert status == 202, made
        path = f"/v1/runs/{json.loads(made)['id']}"
        wait_for(lambda: json.loads(server.ask("GET", path)[2])["status"] != "queued")
        stream = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
        stream.request("GET", f"{path}/events", headers={"Authorization": f"Bearer {server.token}"})
        answer = stream.getresponse()
        assert answer.readline().startswith((b"event:", b"id:", b"data:"))
        assert server.stop(signal.SIGTERM) == 0
        answer.read()
        stream.close()
        assert left_behind(server.mark) == []
        assert "Traceback" not in server.log
    with running(tmp_path) as again:
        run = json.loads(again.ask("GET", path)[2])
        assert run["status"] in ("interrupted", "finished")
        assert again.ask("POST", f"{path}/repeat")[0] == 202
        assert again.stop() == 0
        assert left_behind(again.mark) == []


def test_one_server_has_a_data_folder_and_a_port(tmp_path):
    with running(tmp_path) as server:
        assert "another server uses" in refused("--port", 0, "--data", tmp_path / "data")
        told = refused("--port", server.port, "--data", tmp_path / "other")
        assert f"port {server.port}" in told
        assert f"--port {server.port + 1}" in told


def test_without_a_token_only_this_machine_is_served(tmp_path):
    with running(tmp_path, "--no-token") as server:
        assert server.token == ""
        assert server.ask("GET", "/", Authorization=None)[0] == 200
        assert not (tmp_path / "data" / KEPT).exists()
    for host in ("0.0.0.0", "::", "10.0.0.7"):
        told = refused("--host", host, "--no-token", "--data", tmp_path / "b")
        assert f"--host {host}" in told
    assert "--token-file" in refused("--host", "0.0.0.0", "--data", tmp_path / "b")
    assert not (tmp_path / "b").exists()


@pytest.mark.parametrize(
    "text",
    [
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.0\r\n\r\n",
        b"GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost : 127.0.0.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: 127.0.0.1\r\n\r\n",
        b"GET /../v1/runs HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"GET /static/%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nG",
        b"POST /v1/runs HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n123456",
    ],
)
def test_what_no_honest_client_sends_is_never_let_in(shared_server, text):
    """Over a real connection, as bytes: nothing is answered with 2xx or 3xx, and nothing twice as if it were two."""
    said = raw(shared_server.port, text)
    statuses = [line.split()[1] for line in said.split(b"\r\n") if line.startswith(b"HTTP/1.1 ")]
    assert statuses[:1] == [b"400"] or statuses[:1] == [b"401"]
    assert all(status.startswith(b"4") for status in statuses)


def test_an_upgrade_to_web_sockets_is_not_answered_with_one(shared_server):
    upgrade = (
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade, close\r\nUpgrade: websocket\r\n"
        b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
    said = raw(shared_server.port, upgrade)
    assert b" 101 " not in said
    assert said.startswith(b"HTTP/1.1 401")


@pytest.mark.parametrize("token", ["", "x"])
def test_a_long_body_is_answered_and_not_just_cut_off(shared_server, token):
    """The client sends all of it before it reads; a connection that was closed meanwhile would be reset."""
    head = (
        f"POST /v1/runs HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {shared_server.token}{token}\r\n"
        "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    ).encode()
    body = b"".join(b"100000\r\n" + b"x" * 0x100000 + b"\r\n" for _ in range(3)) + b"0\r\n\r\n"
    assert raw(shared_server.port, head + body).startswith(b"HTTP/1.1 401" if token else b"HTTP/1.1 413")


@pytest.fixture(scope="module")
def shared_server(tmp_path_factory):
    with running(tmp_path_factory.mktemp("shared")) as server:
        yield server


def test_a_token_of_the_operators_is_not_printed(tmp_path):
    """Neither from a file nor from the variable: what a service prints is kept in journals."""
    file = tmp_path / "token"
    file.write_text(GOOD)
    for options, variables in ((("--token-file", file), {}), ((), {VARIABLE: GOOD})):
        with running(tmp_path, *options, **variables) as server:
            assert server.token == ""
            assert server.ask("GET", "/", Authorization=None)[0] == 401
            assert server.ask("GET", "/", Authorization=f"Bearer {GOOD}")[0] == 200
            assert server.stop() == 0
            assert "the token that you gave" in server.log
            assert GOOD not in server.log


def test_the_server_is_closed_to_other_processes_of_its_user_and_what_it_starts_is_not(tmp_path):
    """prctl(2): a process that is not dumpable shows its memory and environment to root alone; exec opens it again.

    Asked inside of `serve`, which is left where it would begin to listen.
    """
    program = """if True:
        import ctypes, pathlib, subprocess, sys
        from takehome.server import launch
        from takehome.server.settings import Settings
        dumpable = "import ctypes; print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), flush=True)"
        def listen(host, port):
            exec(dumpable)
            subprocess.run([sys.executable, "-c", dumpable], check=True)
            sys.exit()
        launch.listen = listen
        launch.serve(Settings(data=pathlib.Path(sys.argv[1])))
    """
    told = subprocess.run([sys.executable, "-c", program, tmp_path], capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["0", "1"]


# What it refuses


def test_what_only_the_start_can_find_is_said_like_everything_else(tmp_path):
    """A folder without a saved study, found when the application begins to live; nothing is left running."""
    told = refused("--data", tmp_path / "data", "--port", 0, "--study", tmp_path)
    assert str(tmp_path) in told
    assert "--allowed-host" in refused("--data", tmp_path / "data", "--port", 0, "--allowed-host", "https://x.example")


def test_a_database_that_cannot_be_used_is_said_without_its_password(tmp_path):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        url = f"postgresql://ann:hunter2secret@127.0.0.1:{nobody.getsockname()[1]}/x"
        told = refused("--data", tmp_path, "--port", 0, TAKEHOME_SERVER_DATABASE=url)
        assert "ann" in told
        assert "hunter2secret" not in told


def test_a_token_that_people_chose_is_long_enough_and_can_stand_in_a_header(tmp_path, monkeypatch):
    file = tmp_path / "token"
    for bad in ("", "short", "x" * 15, "has spaces in the middle of it", "ümlaut-ümlaut-ümlaut"):
        file.write_text(f"{bad}\n")
        with pytest.raises(InputError) as problem:
            given_token(file)
        assert bad == "" or bad not in problem.value.message
    file.write_text(f"{GOOD}\n")
    assert given_token(file) == GOOD
    file.write_bytes(b"\xff\xfe" * 20)
    with pytest.raises(InputError, match="not text"):
        given_token(file)
    with pytest.raises(InputError, match="No such file"):
        given_token(tmp_path / "absent")
    monkeypatch.setenv(VARIABLE, GOOD)
    assert given_token(None) == GOOD
    assert VARIABLE not in os.environ
    assert given_token(None) == ""


def test_a_made_token_is_kept_for_its_owner_alone(tmp_path):
    token = kept_token(tmp_path / "new" / "data")
    path = tmp_path / "new" / "data" / KEPT
    assert len(token) == 43
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert kept_token(path.parent) == token
    assert [each.name for each in path.parent.iterdir()] == [KEPT]
    path.chmod(0o644)
    with pytest.raises(InputError, match="others than its owner"):
        kept_token(path.parent)


def test_a_time_limit_is_given_in_minutes(tmp_path, monkeypatch):
    served: list[Settings] = []
    monkeypatch.setattr("takehome.server.launch.serve", served.append)
    common = ["serve", "--no-token", "--data", str(tmp_path)]
    for options in ([], ["--run-minutes", "2.5", "--grade-minutes", "120"]):
        result = CliRunner().invoke(takehome, [*common, *options])
        assert result.exit_code == 0, result.output
    assert [(each.limits.run_seconds, each.limits.grade_seconds) for each in served] == [(3600, 3600), (150, 7200)]
    assert CliRunner().invoke(takehome, [*common, "--run-minutes", "0"]).exit_code == 2


def test_the_lock_is_given_back_and_says_what_to_do(tmp_path):
    with locked(tmp_path), pytest.raises(InputError, match="--data FOLDER"), locked(tmp_path):
        pass
    with locked(tmp_path):
        pass
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="cannot be used"), locked(tmp_path / "file"):
        pass


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("127.0.0.1", True), ("localhost", True), ("::1", True), ("127.9.9.9", True), ("0.0.0.0", False),
        ("::", False), ("", False), ("10.0.0.1", False), ("example.org", False), ("localhost.example.org", False),
    ],
)  # fmt: skip
def test_other_machines_need_a_token_of_the_operators(tmp_path, host, loopback):
    settings = Settings(data=tmp_path, host=host)
    assert is_loopback(host) == loopback
    for token in ("", "x" * 15):
        if loopback:
            refuse_open_doors(settings)
        else:
            with pytest.raises(InputError, match="without a token"):
                refuse_open_doors(Settings(data=tmp_path, host=host, token=token))
    refuse_open_doors(Settings(data=tmp_path, host=host, token="x" * 16))


def test_addresses_that_cannot_be_listened_on(tmp_path):
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(InputError, match=f"port {port}"):
            listen("127.0.0.1", port)
    for host in ("no.such.host.invalid", "203.0.113.7"):
        with pytest.raises(InputError, match=r"--host 127\.0\.0\.1|--port"):
            listen(host, 0)
    settings = Settings(data=tmp_path, host="::", port=80)
    assert address(settings, "a/b c") == "http://127.0.0.1:80/?token=a%2Fb%20c"
    assert address(Settings(data=tmp_path, host="::1")) == "http://[::1]:8642/"


def test_without_its_extra_the_command_says_what_to_install(monkeypatch):
    monkeypatch.setattr(available, "NEEDED", ("no_such_package",))
    result = CliRunner().invoke(takehome, ["serve"])
    assert result.exit_code == 2
    assert "pip install 'takehome[server]'" in result.stderr


def test_a_token_beside_no_token_is_a_contradiction(tmp_path, monkeypatch):
    monkeypatch.setenv(VARIABLE, GOOD)
    result = CliRunner().invoke(takehome, ["serve", "--no-token", "--data", str(tmp_path)])
    assert result.exit_code == 2
    assert "--no-token beside a token" in result.stderr
    assert GOOD not in result.output


# Streams


def test_an_endless_stream_ends_properly_when_the_server_stops(tmp_path: Path):
    """Without a socket: the last message says that nothing more comes, and the generator was closed."""

    async def watch() -> list[dict[str, object]]:
        app = tiny_app(Settings(data=tmp_path))
        app.state.stopping = asyncio.Event()
        sent: list[dict[str, object]] = []

        async def receive() -> dict[str, object]:
            await asyncio.sleep(PATIENCE)
            return {"type": "http.disconnect"}

        async def send(message: dict[str, object]) -> None:
            sent.append(message)
            if len(sent) == 3:
                app.state.stopping.set()

        headers = [(b"host", b"localhost")]
        scope = {"type": "http", "method": "GET", "path": "/v1/runs/1/events", "query_string": b"", "headers": headers}
        await asyncio.wait_for(app(scope, receive, send), PATIENCE)
        return sent

    sent = asyncio.run(watch())
    assert sent[0]["status"] == 200
    assert sent[-1] == {"type": "http.response.body", "body": b"", "more_body": False}
