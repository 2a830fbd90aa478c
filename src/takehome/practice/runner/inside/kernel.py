"""One Jupyter kernel, driven over sockets that exist only in the private folder.

The protocol is spoken directly (not through nbclient), because output must be counted as it arrives: a cell that
prints without end is stopped, and what it printed is dropped, before it fills anybody's memory.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

GRACE = 4.0
"""Seconds that an interrupted cell has to end before its kernel is killed."""
LAST_OUTPUT = 0.5
"""Seconds to wait for output that is still under way when a cell has ended."""
READY = 60.0
"""Seconds for a kernel to start; it takes 1 s on an idle machine."""
TEXT_KEPT = 64_000
"""Characters of a cell's printed text that are kept: enough to read, whatever was printed."""
PATIENCE = 4.0
"""How many times its limit a cell may besides have waited for a processor that others hold."""
MESSAGES_WAITING = 100
LARGEST_MESSAGE = 4
"""A message may be this many times as large as the larger of the limits of output and answers."""


@dataclass
class Outcome:
    """What became of one cell.

    `lost` says that the kernel is gone or cannot be interrupted; `waited` is the time (s) for which the cell was ready
    to run and had no processor.
    """

    status: str = "ok"
    text: str = ""
    error: str = ""
    lost: bool = False
    waited: float = 0.0
    expressions: dict[str, Any] = field(default_factory=dict)


class Kernel:
    """A kernel process and its client. `limits` holds the fields of :class:`Limits`."""

    def __init__(self, base: Path, number: int, limits: dict[str, Any]) -> None:
        self.limits = limits
        connection: Any = {
            "transport": "ipc",
            "ip": str(base / "run" / str(number)),
            "key": secrets.token_hex(16),
            "signature_scheme": "hmac-sha256",
            "kernel_name": "",
            **{f"{name}_port": port for port, name in enumerate(("shell", "iopub", "stdin", "control", "hb"), 1)},
        }
        file = base / "run" / f"{number}.json"
        file.write_text(json.dumps(connection))
        command = [sys.executable, "-m", "ipykernel_launcher", "-f", str(file)]
        quiet = subprocess.DEVNULL
        self.process = subprocess.Popen(
            command,
            stdin=quiet,
            stdout=quiet,
            stderr=quiet,
            start_new_session=True,
            cwd=base / "work",
            # ipykernel ends when this parent is gone
            env={**os.environ, "JPY_PARENT_PID": str(os.getpid())},
        )
        import zmq
        from jupyter_client.blocking import BlockingKernelClient

        self.context = zmq.Context()
        largest = LARGEST_MESSAGE * max(limits["output_bytes"], limits["answers_bytes"])
        self.context.setsockopt(zmq.MAXMSGSIZE, largest)
        self.context.setsockopt(zmq.RCVHWM, MESSAGES_WAITING)
        self.client = BlockingKernelClient(context=self.context)
        self.client.load_connection_info(connection)
        self.client.start_channels(iopub=False, stdin=False, hb=False)
        self.public = self.client.connect_iopub()
        self.wait_until_ready()

    def wait_until_ready(self) -> None:
        """Ask until the kernel answers and its public voice is heard, or give up where it ended or took too long."""
        deadline = time.monotonic() + READY
        shell, public = self.client.shell_channel.socket, self.public
        answered = heard = False
        while time.monotonic() < deadline and self.process.poll() is None:
            self.client.kernel_info()
            answered = bool(shell.poll(1000)) or answered
            heard = bool(public.poll(200)) or heard
            if answered and heard:
                return
        raise RuntimeError("the kernel did not start")

    def execute(self, source: str, seconds: float, expressions: dict[str, str] | None = None) -> Outcome:
        """Run one cell for at most `seconds`, in which waiting for a processor does not count, and listen to it."""
        request = self.client.execute(
            source, silent=expressions is not None, user_expressions=expressions, allow_stdin=False
        )
        return Listening(self, request, seconds).until_done()

    def receive(self, socket: Any) -> dict[str, Any]:
        """One message: its kind, the request that it belongs to, its content; empty where it is malformed."""
        try:
            message = self.client.session.recv(socket)[1] or {}
        except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError):
            return {}
        parts = {name: message.get(name) for name in ("content", "parent_header", "header")}
        content, parent, header = (part if isinstance(part, dict) else {} for part in parts.values())
        return {"kind": header.get("msg_type"), "request": parent.get("msg_id"), "content": content}

    def listen_anew(self) -> None:
        """Connect again to what the kernel prints: a message that was too large has cut the connection."""
        self.public.close(linger=0)
        self.public = self.client.connect_iopub()

    def interrupt(self) -> None:
        """What the stop button does, for the programs that the cell has started too."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGINT)

    def waited(self) -> float:
        """Seconds for which the kernel's main thread was ready and others had the processors; 0 where not told."""
        try:
            return int(Path(f"/proc/{self.process.pid}/schedstat").read_text().split()[1]) / 1e9
        except (OSError, ValueError, IndexError):
            return 0.0

    def stop(self) -> None:
        """Kill the kernel and its process group."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.kill()
        self.process.wait()
        self.public.close(linger=0)
        self.client.stop_channels()
        self.context.destroy(linger=0)


class Listening:
    """What one cell says, counted, until it ends, is interrupted, or its kernel is lost."""

    def __init__(self, kernel: Kernel, request: str, seconds: float) -> None:
        self.kernel, self.request = kernel, request
        self.outcome = Outcome()
        self.deadline = time.monotonic() + seconds
        self.seconds = seconds
        self.waited_before = kernel.waited()
        self.said = 0
        self.interrupted = 0.0
        self.replied = 0.0
        self.idle = False

    def until_done(self) -> Outcome:
        """Listen; every way out is a status."""
        from zmq import POLLIN, Poller

        shell, public = self.kernel.client.shell_channel.socket, self.kernel.public
        poller = Poller()
        poller.register(shell, POLLIN)
        poller.register(public, POLLIN)
        while not self.done():
            ready = dict(poller.poll(100))
            if public in ready:
                self.hear(self.kernel.receive(public))
            if shell in ready:
                self.answer(self.kernel.receive(shell))
        if not self.idle and not self.outcome.lost:
            self.kernel.listen_anew()
        return self.outcome

    def done(self) -> bool:
        """Whether the cell is over; interrupts it where its time is."""
        now = time.monotonic()
        if self.replied and (self.idle or now > self.replied + LAST_OUTPUT):
            return True
        if self.kernel.process.poll() is not None:
            code = self.kernel.process.returncode
            ending = f"exit status {code}" if code >= 0 else f"signal {-code}"
            self.outcome.status, self.outcome.lost = "died", True
            self.outcome.error = f"The kernel ended while this cell ran ({ending})."
            return True
        if self.interrupted:
            self.outcome.lost = not self.replied and now > self.interrupted + GRACE
            return self.outcome.lost
        self.outcome.waited = min(self.kernel.waited() - self.waited_before, PATIENCE * self.seconds)
        if now > self.deadline + self.outcome.waited:
            said = f"The cell was stopped after {self.seconds:.0f} s"
            besides = f", besides {self.outcome.waited:.0f} s for which the machine was busy with others"
            self.stop_cell("timeout", f"{said}{besides if self.outcome.waited >= 1 else ''}.")
        return False

    def stop_cell(self, status: str, reason: str) -> None:
        """Interrupt the cell once, and remember why."""
        if not self.interrupted:
            self.interrupted = time.monotonic()
            self.outcome.status, self.outcome.error = status, reason
            self.kernel.interrupt()

    def hear(self, message: dict[str, Any]) -> None:
        """Count and keep what this cell prints; drop what anything else prints."""
        if message.get("request") != self.request:
            return
        kind, content = message["kind"], message["content"]
        if kind == "status":
            self.idle = content.get("execution_state") == "idle"
            return
        data = content.get("data")
        if kind == "stream":
            shown, size = str(content.get("text", "")), len(str(content.get("text", "")))
        elif isinstance(data, dict):
            shown, size = f"{data.get('text/plain', '')}\n", sum(len(str(value)) for value in data.values())
        else:
            return
        self.said += size
        self.outcome.text += shown[: max(TEXT_KEPT - len(self.outcome.text), 0)]
        if self.said > self.kernel.limits["output_bytes"]:
            limit = self.kernel.limits["output_bytes"] / 1e6
            self.stop_cell("error", f"The cell was stopped because it printed more than {limit:g} MB.")

    def answer(self, message: dict[str, Any]) -> None:
        """Take the kernel's reply to this cell."""
        if message.get("request") != self.request:
            return
        self.replied = time.monotonic()
        content = message["content"]
        expressions = content.get("user_expressions")
        self.outcome.expressions = expressions if isinstance(expressions, dict) else {}
        if content.get("status") != "ok" and not self.interrupted:
            name, value = str(content.get("ename", "Error")), str(content.get("evalue", ""))
            self.outcome.status, self.outcome.error = "error", f"{name}: {value}"[:2000]
