"""Hostile code: one cell each, what it tries, and what may become of it.

In a source, SECTION stands for the number of the section whose cell it is. A cell that tries to reach something
records in ``answers[SECTION]["leak"]`` whatever it got; that must be empty.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

ENDED = frozenset({"ok", "error"})
STOPPED = frozenset({"timeout", "error"})
"""A flood of output may be noticed by its size or by the clock."""
LOST = frozenset({"died", "timeout", "error"})
PORT = 47_113
"""Where the tests listen on the grader's own machine; nobody may come."""
ABSTRACT = "takehome-hostile"
"""Name of an abstract unix socket where the tests listen too."""
DAEMON = "takehome-hostile-daemon"
"""In the command line of a process that tries to outlive its run."""


@dataclass(frozen=True)
class HostileCell:
    """One cell.

    Attributes
    ----------
    source : with SECTION for the section's number. tries : in words. statuses : what may become of the cell.
    family : cells of one family run in one notebook, each in a section of its own, a witness after each.
    leaks : whether it records a leak. ends : whether it may take the whole run along, later cells included.
    """

    source: str
    tries: str
    statuses: frozenset[str] = ENDED
    family: str = "gentle"
    leaks: bool = False
    ends: bool = False


def unshown(paths: str) -> str:
    """Paths that lead neither to takehome nor to bytecode, which are shown wherever they lie."""
    shown = "(__import__('takehome').__file__, f\"{__import__('sys').pycache_prefix}/\")"
    return f"[p for p in {paths} if not any(one.startswith(p + '/') for one in {shown})]"


def reach(what: str, tries: str, before: str = "") -> HostileCell:
    """A cell that evaluates `what` and keeps its result as the leak."""
    source = (
        f"import os, socket, subprocess, glob, ctypes, resource\nleak = ''\ntry:\n    {before or 'pass'}\n"
        f"    leak = {what}\nexcept (OSError, ValueError, subprocess.SubprocessError) as problem:\n"
        "    print(type(problem).__name__, problem)\nanswers[SECTION] = {'leak': str(leak or '')[:500]}"
    )
    return HostileCell(source, tries, leaks=True)


REACHING: Mapping[str, HostileCell] = {
    "reads-the-repository": reach("glob.glob('/work/main/[!s.]*') + glob.glob('/work/shared/*')", "list the project"),
    "reads-the-users-home": reach(
        unshown("glob.glob('/root/.ssh*') + glob.glob('/root/.[!p]*') + glob.glob('/home/*')"), "homes"
    ),
    "reads-the-password-hashes": reach("open('/etc/shadow').read()", "read /etc/shadow"),
    "reads-the-hosts-settings": reach("open('/etc/hostname').read() + open('/etc/passwd').read()", "read /etc"),
    "reads-the-hosts-temporary-files": reach(unshown("glob.glob('/tmp/*') + glob.glob('/var/*')"), "list /tmp"),
    "reads-the-truth": reach(
        "glob.glob(os.path.dirname(__import__('takehome').__file__) + '/practice/assignments/*')", "find the generators"
    ),
    "reads-the-graders-environment": reach(
        "b''.join(open(p, 'rb').read() for p in glob.glob('/proc/[0-9]*/environ') if os.access(p, os.R_OK)"
        " and b'SECRET' in open(p, 'rb').read())",
        "read secrets in the environment of other processes",
    ),
    "reads-its-own-environment": reach(
        "[n for n in os.environ if any(w in n for w in ('SECRET', 'TOKEN', 'KEY', 'CERT', 'PYENV'))]", "secrets"
    ),
    "reads-the-driver": reach("os.listdir(f'/proc/{os.getppid()}/fd')", "find the pipe to the grader"),
    "writes-into-the-driver": reach("open(f'/proc/{os.getppid()}/mem', 'r+b')", "write the driver's memory"),
    "leaves-through-the-first-process": reach("os.listdir('/proc/1/root/')", "look at the root of the init process"),
    "writes-outside": reach(
        "[p for p in ('/', '/usr', '/usr/bin', '/etc', '/root', '/work', '/dev', '/proc/sys/kernel')"
        " if os.access(p, os.W_OK)]",
        "find a folder outside that can be written",
    ),
    "writes-into-the-package": reach(
        "open(os.path.dirname(__import__('takehome').__file__) + '/api.py', 'a')", "change the product"
    ),
    "writes-into-the-python": reach("open(os.__file__, 'a')", "change Python's own library"),
    "deletes-everything": reach(
        "''", "delete all that it can", "subprocess.run('rm -rf /usr/bin /work/main/src 2>/dev/null', shell=True)"
    ),
    "connects-to-the-grader": reach(
        f"socket.create_connection(('127.0.0.1', {PORT}), 2)", "reach a port of the grader's machine"
    ),
    "connects-to-an-abstract-socket": reach(
        "s", "reach an abstract socket", f"s = socket.socket(socket.AF_UNIX); s.connect('\\0{ABSTRACT}')"
    ),
    "connects-to-the-hosts-services": reach(
        "[p for p in ('/var/run/docker.sock', '/run/dbus/system_bus_socket', '/run/systemd/private')"
        " if os.path.exists(p)]",
        "reach unix sockets of the host",
    ),
    "calls-the-internet": reach("socket.create_connection(('93.184.215.14', 80), 2)", "reach a public address"),
    "downloads": reach(
        "__import__('urllib.request').request.urlopen('http://example.org', timeout=2).read()", "fetch a page"
    ),
    "asks-for-names": reach("socket.getaddrinfo('example.org', 80)", "ask DNS"),
    "sends-datagrams": reach("socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('8.8.8.8', 53))", "send a packet"),
    "signals-the-grader": reach("os.kill(1, 9)", "kill the first process"),
    "traces-the-driver": reach(
        "'' if ctypes.CDLL(None).ptrace(16, os.getppid(), 0, 0) != 0 else 'attached'", "attach to the driver"
    ),
    "traces-the-first-process": reach("'' if ctypes.CDLL(None).ptrace(16, 1, 0, 0) != 0 else 'attached'", "to init"),
    "raises-its-limits": reach(
        "'raised'", "raise its limits", "resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY,) * 2)"
    ),
    "becomes-the-superuser": reach("'root'", "become user 0", "os.setuid(0)"),
    "makes-namespaces": reach(
        "'' if ctypes.CDLL(None).unshare(0x10000000) != 0 else 'new user namespace'", "gain privileges in a namespace"
    ),
    "mounts": reach("'' if ctypes.CDLL(None).mount(b'x', b'/tmp', b'tmpfs', 0, None) != 0 else 'mounted'", "mount"),
    "makes-a-device": reach("os.mknod('/tmp/disk', 0o60600, os.makedev(254, 0))", "make the disk's device node"),
    "fills-the-disk": HostileCell(
        "import os\nleak = ''\ntry:\n    for i in range(1000):\n        open(f'fill{i}', 'wb').write(b'0' * 10**7)\n"
        "    leak = 'wrote 10 GB'\nexcept OSError as problem: print(problem)\nos.system('rm -f fill*')\n"
        "answers[SECTION] = {'leak': leak}",
        "write 10 GB",
        leaks=True,
    ),
    "makes-a-million-files": HostileCell(
        "import os\nleak = ''\nos.makedirs('many', exist_ok=True)\ntry:\n    for i in range(10**6):\n"
        "        os.close(os.open(f'many/{i}', os.O_CREAT))\n    leak = 'made them'\n"
        "except OSError as problem: print(problem)\nos.system('rm -rf many')\nanswers[SECTION] = {'leak': leak}",
        "use up the inodes",
        leaks=True,
        statuses=ENDED | {"timeout"},
    ),
}
"""Cells that try to reach what is not theirs; the kernel survives each of them."""

ENDING: Mapping[str, HostileCell] = {
    "loops": HostileCell("while True: pass", "never end", frozenset({"timeout"}), "loops"),
    "sleeps": HostileCell("import time; time.sleep(10**6)", "never end", frozenset({"timeout"}), "loops"),
    "loops-in-a-regular-expression": HostileCell(
        "import re; re.match(r'(a+)+$', 'a' * 60 + 'b')", "never end, in C", frozenset({"timeout"}), "loops"
    ),
    "swallows-interrupts": HostileCell(
        "import time\nwhile True:\n    try: time.sleep(1)\n    except BaseException: pass",
        "never end, whoever asks",
        frozenset({"timeout"}),
        "stubborn",
    ),
    "loops-in-c": HostileCell(
        "import collections, itertools; collections.deque(itertools.count(), maxlen=0)",
        "never end, without looking at signals",
        frozenset({"timeout"}),
        "stubborn",
    ),
    "ignores-signals": HostileCell(
        "import signal\nfor number in (2, 15, 1, 3): signal.signal(number, signal.SIG_IGN)\nwhile True: pass",
        "ignore every signal that can be ignored",
        frozenset({"timeout"}),
        "stubborn",
    ),
    "waits-at-exit": HostileCell(
        "import atexit, os, time\natexit.register(lambda: time.sleep(10**6))\nraise SystemExit(1)",
        "refuse to end",
        family="stubborn",
    ),
    "exits": HostileCell("import os; os._exit(0)", "end the kernel", frozenset({"died"}), "deadly"),
    "crashes": HostileCell("import ctypes; ctypes.string_at(0)", "segmentation fault", frozenset({"died"}), "deadly"),
    "kills-its-kernel": HostileCell(
        "import os; os.kill(os.getpid(), 9); import time; time.sleep(9)", "kill itself", frozenset({"died"}), "deadly"
    ),
    "kills-everything": HostileCell(
        "import os; os.kill(-1, 9); import time; time.sleep(9)",
        "kill every process that it can",
        frozenset({"died", "skipped"}),
        "killer",
        ends=True,
    ),
    "exits-politely": HostileCell("import sys; sys.exit(0)", "end the kernel", family="endings"),
    "quits": HostileCell("exit()", "end the kernel a little later", ENDED | {"died"}, "quits", ends=True),
    "asks-for-input": HostileCell("x = input('password? ')", "wait for somebody", frozenset({"error"}), "endings"),
    "raises-everything": HostileCell("raise BaseException('x' * 10**6)", "a giant error", ENDED, "endings"),
}
"""Cells that never end, or end too much."""

TAKING: Mapping[str, HostileCell] = {
    "forks-without-end": HostileCell("import os\nwhile True: os.fork()", "fork bomb", LOST, "bombs", ends=True),
    "starts-programs-without-end": HostileCell(
        "import subprocess\nwhile True: subprocess.Popen(['sleep', '1000'])", "fork bomb", LOST, "bombs", ends=True
    ),
    "shell-fork-bomb": HostileCell(
        "import os; os.system('bomb() { bomb | bomb & }; bomb'); import time; time.sleep(1)",
        "fork bomb in a shell",
        LOST | {"ok"},
        "shell-bomb",
        ends=True,
    ),
    "starts-threads-without-end": HostileCell(
        "import threading, time\nwhile True: threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()",
        "a thread bomb",
        LOST,
        "threads",
        ends=True,
    ),
    "allocates": HostileCell("x = bytearray(30_000_000_000)", "30 GB at once", frozenset({"error", "died"}), "memory"),
    "allocates-with-numpy": HostileCell(
        "import numpy as np; x = np.ones(4_000_000_000)", "30 GB of numbers", frozenset({"error", "died"}), "memory"
    ),
    "grows": HostileCell(
        "x = []\nwhile True: x.append(bytearray(10**7))", "30 GB in pieces", LOST, "memory", ends=True
    ),
    "grows-in-children": HostileCell(
        "import os\nfor _ in range(8):\n    if os.fork() == 0:\n        x = [b'1' * 10**7 * i for i in range(9)]\n"
        "        import time; time.sleep(100)\nimport time; time.sleep(100)",
        "more memory than allowed, in many processes",
        LOST | {"skipped"},
        "family",
        ends=True,
    ),
    "prints-without-end": HostileCell("while True: print('x' * 10_000)", "10 GB of output", STOPPED, "output"),
    "writes-errors-without-end": HostileCell(
        "import sys\nwhile True: sys.stderr.write('y' * 10_000)", "10 GB of errors", STOPPED | {"died"}, "output"
    ),
    "prints-one-giant-line": HostileCell("print('z' * 300_000_000)", "300 MB at once", ENDED | LOST, "output"),
    "displays-a-giant": HostileCell(
        "from IPython.display import HTML, display\nfor _ in range(50): display(HTML('<b>' * 10**7))",
        "1.5 GB of HTML",
        ENDED | LOST,
        "giant",
    ),
    "runs-yes": HostileCell("import os; os.system('yes')", "endless output of a program", STOPPED, "giant"),
    "prints-in-the-background": HostileCell(
        "import threading\ndef chatter():\n    while True: print('chatter ' * 100)\n"
        "threading.Thread(target=chatter, daemon=True).start()",
        "print for ever, beside the other cells",
        ENDED | STOPPED,
        "background",
        ends=True,
    ),
    "leaves-a-daemon": HostileCell(
        f"import os, subprocess\nsubprocess.Popen(['bash', '-c', 'exec -a {DAEMON} sleep 1000'],"
        " start_new_session=True)",
        "outlive the run",
        family="daemon",
    ),
}
"""Cells that take more than their share."""

MAGICS: Mapping[str, HostileCell] = {
    "shell-magic": HostileCell(
        "%%bash\nrm -rf /work/main/src /usr/bin 2>/dev/null; true", "delete all", family="magics"
    ),
    "line-shell": HostileCell("!rm -rf /work/main/src /usr/bin * 2>/dev/null", "delete all", family="magics"),
    "system-call": HostileCell("get_ipython().system('kill -9 1')", "kill init", family="magics"),
    "reloads": HostileCell("%load_ext autoreload\n%autoreload 2", "harmless", family="magics"),
    "inline": HostileCell(
        "%matplotlib inline\n%config InlineBackend.figure_format = 'svg'", "harmless", family="magics"
    ),
    "unknown-magic": HostileCell("%no_such_magic", "harmless", frozenset({"error", "ok"}), "magics"),
    "resets": HostileCell("%reset -f\nanswers = {}; why = {}", "forget everything", family="magics"),
}
"""Magics of IPython."""
