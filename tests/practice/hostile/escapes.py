"""Cells that know how the enclosure is built: they ask the operating system for a way out, or turn on the driver.

As in `cells`, what a cell got hold of stands in its ``leak``, which must be empty.
"""

from __future__ import annotations

from collections.abc import Mapping

from tests.practice.hostile.cells import ENDED, HostileCell

BEGINNING = """
import ctypes, glob, os, resource, signal, socket, struct, subprocess, time
libc = ctypes.CDLL(None, use_errno=True)
def refused(result):
    if result < 0: raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result
leak = ''
try:
"""
END = """
except (OSError, ValueError, subprocess.SubprocessError) as problem:
    print(type(problem).__name__, problem)
answers[SECTION] = {'leak': str(leak or '')[:500]}
"""


def indented(lines: str) -> str:
    return "\n".join(f"    {line}" for line in lines.splitlines())


def ask(what: str, tries: str, before: str = "pass", family: str = "escapes") -> HostileCell:
    """A cell that runs `before` and keeps `what` as the leak."""
    inside = indented(f"{before}\nleak = {what}")
    return HostileCell(f"{BEGINNING}{inside}{END}", tries, family=family, leaks=True)


def call(number: int, arguments: str, tries: str) -> HostileCell:
    """A cell that makes a call of the operating system (by its number on x86-64), which must be refused."""
    known = "if os.uname().machine != 'x86_64': raise OSError(0, 'another machine has other numbers')"
    return ask("'allowed'", tries, f"{known}\nrefused(libc.syscall({number}, {arguments}))")


WITHOUT = {
    "bpf": (321, "0, ctypes.create_string_buffer(128), 128", "load a program into the operating system"),
    "fanotify": (300, "0, 0", "watch what others open"),
    "perf": (298, "ctypes.create_string_buffer(struct.pack('II', 1, 128), 128), -1, 0, -1, 0", "measure everybody"),
    "reboot": (169, "0xfee1dead, 672274793, 0x01234567, 0", "restart the machine"),
    "clock": (227, "0, ctypes.create_string_buffer(16)", "set the clock"),
    "swap": (168, "b'/practice'", "turn off swapping"),
    "module": (175, "b'', 0, b''", "load a module"),
    "open-tree": (428, "-100, b'/', 1", "copy a tree of mounts"),
    "old-root": (155, "b'/', b'/practice'", "change the root again"),
    "host-name": (170, "b'x', 1", "name the machine"),
}
DESCRIPTORS = """
found = []
for pid in (1, os.getppid()):
    handle = os.pidfd_open(pid)
    copies = [libc.syscall(438, handle, number, 0) for number in range(12)]
    found += [os.readlink(f'/proc/self/fd/{copy}') for copy in copies if copy >= 0]
"""
MEMORY = """
class Part(ctypes.Structure): _fields_ = [('base', ctypes.c_void_p), ('size', ctypes.c_size_t)]
room = ctypes.create_string_buffer(8)
here, there = Part(ctypes.addressof(room), 8), Part(0x400000, 8)
found = []
for pid in (1, os.getppid()):
    read = libc.process_vm_readv(pid, ctypes.byref(here), 1, ctypes.byref(there), 1, 0)
    found += [pid] if read > 0 or ctypes.get_errno() == 14 else []
"""
NAMESPACES = """
found = []
for kind in ('user', 'mnt', 'pid', 'net', 'ipc', 'uts', 'cgroup'):
    try: handle = os.open(f'/proc/1/ns/{kind}', os.O_RDONLY)
    except OSError: continue
    found += [kind] if libc.setns(handle, 0) == 0 else []
"""
SIGNALS = """
sent = []
for number in range(1, 32):
    try: os.kill(1, number); sent.append(number)
    except PermissionError: pass
time.sleep(.2)
os.kill(1, 0)
"""
WRITABLE = """
found = []
for path in glob.glob('/proc/sys/**', recursive=True):
    if os.path.isfile(path) and os.access(path, os.W_OK):
        try: old = open(path).read(); refused(os.write(os.open(path, os.O_WRONLY), old.encode())); found.append(path)
        except OSError: pass
"""
SET_USER = """
found = []
for path in glob.glob('/usr/bin/*') + glob.glob('/usr/lib/*/*'):
    try: counts = os.stat(path).st_mode & 0o6000 and not os.statvfs(path).f_flag & os.ST_NOSUID
    except OSError: continue
    found += [path] if counts and os.path.isfile(path) else []
"""
KEYS = "own = os.getuid()\nkeys = [line.split() for line in open('/proc/keys')]"
MOUNTED = "shown = [line.split() for line in open('/proc/self/mountinfo')]"

ASKING: Mapping[str, HostileCell] = {
    **{f"calls-{name}": call(*given) for name, given in WITHOUT.items()},
    "enters-other-namespaces": ask("found", "setns into those of the first process", NAMESPACES),
    "takes-the-drivers-descriptors": ask("found", "pidfd_getfd: the pipe to the grader", DESCRIPTORS),
    "reads-the-drivers-memory": ask("found", "process_vm_readv", MEMORY),
    "writes-the-first-process": ask("'opened'", "its memory", "open('/proc/1/mem', 'r+b')"),
    "reads-the-plan": ask(
        "read", "the input of driver and init", "read = [open(f'/proc/{p}/fd/0').read() for p in (1, os.getppid())]"
    ),
    "opens-by-handle": ask(
        "'opened'",
        "a file of the old root by its number",
        "handle = ctypes.create_string_buffer(struct.pack('IIII', 8, 1, 2, 0), 64)\n"
        "refused(libc.open_by_handle_at(os.open('/usr', os.O_RDONLY), handle, 0))",
    ),
    "changes-the-root": ask("'changed'", "chroot", "os.chroot('/practice/tmp')"),
    "takes-a-terminal": ask("'opened'", "type into the grader's terminal", "os.open('/dev/tty', os.O_RDWR)"),
    "runs-before-all-others": ask(
        "'realtime'", "real-time priority", "os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(50))"
    ),
    "limits-the-first-process": ask(
        "''", "leave init no files (an ordinary user's own)", "resource.prlimit(1, resource.RLIMIT_NOFILE, (0, 0))"
    ),
    "links-programs": ask(
        "'linked'", "a hard link to Python's library, to change it", "os.link(os.__file__, 'linked.py')"
    ),
    "follows-links-out": ask(
        "read",
        "read the grader's files through links of its own",
        "links = {'s': '/etc/shadow', 'o': '/old/etc/passwd', 'e': '/proc/1/environ', 'c': '/proc/1/cwd'}\n"
        "for name, to in links.items():\n    os.path.lexists(name) or os.symlink(to, name)\n"
        "read = [name for name in 'soec' if os.path.isfile(name) and open(name, 'rb').read()]",
    ),
    "sees-devices": ask(
        "set(os.listdir('/sys') if os.path.exists('/sys') else ()) | found",
        "devices and /sys",
        "found = set(os.listdir('/dev')) - set('null zero full random urandom shm fd stdin stdout stderr'.split())",
    ),
    "writes-settings": ask("found", "write any setting of the operating system", WRITABLE),
    "becomes-somebody": ask("found", "find a program whose owner it becomes by running it", SET_USER),
    "reads-compiled-graders": ask(
        "glob.glob(f'{compiled}/**/practice/grading', recursive=True)"
        " + glob.glob(f'{compiled}/**/practice/assignments', recursive=True)",
        "the graders and truths as bytecode",
        "import sys; compiled = sys.pycache_prefix or '/nowhere'",
    ),
    "reads-keys": ask("[key for key in keys if int(key[5]) != own]", "keys of others", KEYS),
}
"""Each is refused, and the kernel survives."""

FILES = """
kept, block = [], b'x' * 15_000_000
for number in range(150):
    kept.append(os.memfd_create('held')); os.write(kept[-1], block); time.sleep(.02)
"""
SHARED = """
libc.shmat.restype = ctypes.c_void_p
for number in range(15):
    address = libc.shmat(refused(libc.shmget(0, 100_000_000, 0o1600)), None, 0)
    libc.memset(ctypes.c_void_p(address), 1, 100_000_000); libc.shmdt(ctypes.c_void_p(address))
"""
SOCKETS = """
import gc
held, pairs = 0, []
for number in range(400):
    pairs.append(socket.socketpair()); pairs[-1][0].setblocking(False)
    pairs[-1][0].setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 24)
    try:
        while True: held += pairs[-1][0].send(bytes(65536))
    except BlockingIOError: pass
"""
HOLDING: Mapping[str, HostileCell] = {
    "holds-memory-in-files": HostileCell(
        f"{BEGINNING}{indented(FILES)}{END}",
        "2 GB in files without a name, mapped by nobody",
        frozenset({"skipped"}),
        "unmapped",
        ends=True,
    ),
    "holds-memory-in-segments": ask("'1.5 GB'", "1.5 GB in shared memory, mapped by nobody", SHARED, "segments"),
    "holds-memory-in-sockets": ask("held > 2e9", "3 GB in sockets that nobody reads", SOCKETS, "segments"),
}
"""Memory that no process has mapped is in none's resident memory."""

DELETING = "import glob, os\nfor path in glob.glob('/practice/run/*'): os.remove(path)\nanswers[SECTION] = {'leak': ''}"
OCCUPYING = (
    "import os, signal, socket, subprocess, sys, time\n"
    "for number in range(2, 7):\n"
    "    for port in range(1, 6): os.makedirs(f'/practice/run/{number}-{port}', exist_ok=True)\n"
    "os._exit(1)"
)
STOPPING = (
    "import os, signal, subprocess, time\n"
    "subprocess.Popen(['sh', '-c', f'sleep 2; kill -CONT {os.getppid()}'], start_new_session=True)\n"
    "os.kill(os.getppid(), signal.SIGSTOP); time.sleep(3); answers[SECTION] = {'leak': ''}"
)
DRIVING: Mapping[str, HostileCell] = {
    "deletes-the-sockets": HostileCell(DELETING, "cut the kernel off from its driver", family="sockets"),
    "stops-the-driver": HostileCell(STOPPING, "stop the driver for a while", ENDED, "stops", leaks=True),
    "occupies-the-next-sockets": HostileCell(
        OCCUPYING, "leave no place for the next kernel", frozenset({"died"}), "occupies", ends=True
    ),
    "signals-the-first-process": HostileCell(
        f"{BEGINNING}{indented(SIGNALS)}{END}",
        "every signal, to end or hang init: as an ordinary user's it is of the same user, and ends with its run",
        ENDED | {"skipped", "died"},
        "signals",
        ends=True,
    ),
    "interrupts-the-driver": HostileCell(
        "import os, signal, time\nos.kill(os.getppid(), signal.SIGINT); time.sleep(9)",
        "end the driver",
        frozenset({"skipped", "died"}),
        "interrupts",
        ends=True,
    ),
    "starves-the-driver": HostileCell(
        "import os, resource, time\nresource.prlimit(os.getppid(), resource.RLIMIT_NOFILE, (0, 0)); time.sleep(1)",
        "leave the driver no descriptor",
        frozenset({"skipped", "died", "ok"}),
        "starves",
        ends=True,
    ),
}
"""The driver is of the same user: who harms it loses the own run."""
