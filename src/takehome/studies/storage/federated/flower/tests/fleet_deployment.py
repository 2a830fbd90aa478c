"""A real deployment on one machine, for tests: certificates, keys, and processes that are all gone at the end."""

from __future__ import annotations

import datetime
import ipaddress
import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

LOCALHOST = "127.0.0.1"
BIN = Path(sys.executable).parent
PATIENCE = 90.0
"""Seconds for anything that takes a few where nothing else runs."""


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as one:
        one.bind((LOCALHOST, 0))
        return int(one.getsockname()[1])


def until(what: str, holds: Callable[[], bool], seconds: float = PATIENCE) -> None:
    """Wait until something holds; fail by its name where it does not in time."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"not within {seconds:g} seconds: {what}"
        time.sleep(0.05)


def certificates(folder: Path) -> None:
    """A certificate authority of our own (``ca.pem``), and the server's certificate for 127.0.0.1 signed by it."""
    authority, server = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "fleet test CA")])
    ours = _certificate(issuer, issuer, authority).add_extension(x509.BasicConstraints(True, 0), critical=True)
    names = [x509.IPAddress(ipaddress.ip_address(LOCALHOST)), x509.DNSName("localhost")]
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "superlink")])
    theirs = (
        _certificate(subject, issuer, server)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    )
    for name, builder in (("ca.pem", ours), ("server.pem", theirs)):
        signed = builder.sign(authority, hashes.SHA256())
        (folder / name).write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    plain = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "server.key").write_bytes(server.private_bytes(serialization.Encoding.PEM, *plain))


def _certificate(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
    now = datetime.datetime.now(datetime.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(days=2))
    )


def node_key(file: Path) -> Path:
    """A node's private key, in the form Flower asks for; the public one lies beside it as ``.pub``."""
    key = ec.generate_private_key(ec.SECP384R1())
    private = serialization.PrivateFormat.OpenSSH
    file.write_bytes(key.private_bytes(serialization.Encoding.PEM, private, serialization.NoEncryption()))
    public = key.public_key().public_bytes(serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH)
    file.with_suffix(".pub").write_bytes(public)
    file.chmod(0o600)
    return file


class Deployment:
    """A SuperLink and its SuperNodes, each a process group of its own with a home of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        certificates(folder)

    def environment(self, name: str) -> dict[str, str]:
        """Nothing is dialled outside this machine; bytecode is kept, without which every start takes twice as long."""
        own = self.folder / f"flwr-{name}"
        own.mkdir(exist_ok=True)
        dropped = {"PYTHONDONTWRITEBYTECODE", "PYTHONWARNINGS"}
        kept = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy") and k not in dropped}
        return kept | {
            "FLWR_HOME": str(own),
            "FLWR_TELEMETRY_ENABLED": "0",
            "FLWR_DISABLE_UPDATE_CHECK": "1",
            "FLWR_DISABLE_RUNTIME_DEPENDENCY_INSTALLATION": "1",
            "FLWR_SUPEREXEC_TASK_POLL_INTERVAL": "0.2",
            "OMP_NUM_THREADS": "1",
            "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
        }

    def log(self, name: str) -> str:
        """What a process has written so far."""
        return (self.folder / f"{name}.log").read_text(errors="replace")

    def start(self, name: str, *arguments: str) -> subprocess.Popen[bytes]:
        """Start a process, its output in ``NAME.log``."""
        with (self.folder / f"{name}.log").open("wb") as log:
            self.processes[name] = subprocess.Popen(
                [str(BIN / arguments[0]), *arguments[1:]], env=self.environment(name), stdout=log,
                stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, start_new_session=True, cwd=self.folder,
            )  # fmt: skip
        return self.processes[name]

    def start_link(self) -> None:
        """The SuperLink, healthy."""
        process = self.start(
            "superlink", "flower-superlink", "--host", LOCALHOST, "--port", str(self.port), "--ssl-ca-certfile",
            "ca.pem", "--ssl-certfile", "server.pem", "--ssl-keyfile", "server.key", "--enable-supernode-auth",
            "--disable-runtime-dependency-installation", "--database", str(self.folder / "state.db"),
        )  # fmt: skip
        trusted = ssl.create_default_context(cafile=str(self.folder / "ca.pem"))
        opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=trusted)
        )

        def healthy() -> bool:
            assert process.poll() is None, self.log("superlink")
            try:
                with opener.open(f"https://{LOCALHOST}:{self.port}/health", timeout=5) as answer:
                    return bool(answer.status == 200)
            except (urllib.error.URLError, OSError):
                return False

        until("the SuperLink is healthy", healthy)
        settings = f'[superlink]\ndefault = "fleet"\n[superlink.fleet]\naddress = "{LOCALHOST}:{self.port}"\n'
        settings += f'root-certificates = "{self.folder / "ca.pem"}"\n'
        self.environment("cli")
        (self.folder / "flwr-cli" / "config.toml").write_text(settings)

    def command(self, *arguments: str) -> dict[str, object]:
        """A command of ``flwr`` and its answer."""
        done = subprocess.run(
            [str(BIN / "flwr"), *arguments, "--format", "json"], env=self.environment("cli"), capture_output=True,
            text=True, check=True, timeout=PATIENCE, cwd=self.folder,
        )  # fmt: skip
        answer = json.loads(done.stdout)
        assert answer.get("success", True), done.stdout
        return dict(answer)

    def register(self, name: str) -> None:
        """Make a key for a node, and make it known to the SuperLink."""
        node_key(self.folder / name)
        self.command("supernode", "register", f"{name}.pub", "fleet", "--name", name)

    def start_node(self, name: str, homes: Path, more: str = "") -> subprocess.Popen[bytes]:
        """A SuperNode with its own key, that knows the folder of its own homes."""
        return self.start(
            name, "flower-supernode", "--superlink", f"{LOCALHOST}:{self.port}", "--root-certificates", "ca.pem",
            "--auth-supernode-private-key", name, "--host", LOCALHOST, "--port", str(free_port()), "--node-config",
            f'homes="{homes}"{more}',
        )  # fmt: skip

    def status(self, run: str) -> str:
        """State of a run, with the reason where it failed."""
        found = self.command("ls", "fleet", "--run-id", run)["runs"]
        assert isinstance(found, list)
        return f"{found[0]['status']} {found[0].get('status-details', '')}".strip()

    def kill(self, name: str) -> None:
        """As a power cut: nothing is said to anybody."""
        os.killpg(self.processes[name].pid, signal.SIGKILL)
        self.processes.pop(name).wait()

    def stop(self) -> None:
        """Nodes first, then the SuperLink; what does not go is killed."""
        for name in sorted(self.processes, key=lambda one: one == "superlink"):
            process = self.processes.pop(name)
            for sign in (signal.SIGTERM, signal.SIGKILL):
                if process.poll() is None or sign == signal.SIGTERM:
                    try:
                        os.killpg(process.pid, sign)
                    except ProcessLookupError:
                        break
                try:
                    process.wait(15)
                    break
                except subprocess.TimeoutExpired:
                    continue

    def left_over(self) -> list[int]:
        """Processes that still live in one of this deployment's homes, by what the system says of each."""
        mark, found = str(self.folder).encode(), []
        for one in Path("/proc").glob("[0-9]*"):
            try:
                lives = b"FLWR_HOME=" + mark in (one / "environ").read_bytes()
                zombie = (one / "stat").read_text().rpartition(")")[2].split()[0] == "Z"
            except (OSError, IndexError):
                continue
            if lives and not zombie:
                found.append(int(one.name))
        return found
