"""Builds the enclosure around a command, from within: namespaces, a private root, no privileges.

Run as a script by the grader (``python -I -S enclose.py``) with an empty environment; the plan is the first line of the
standard input, the rest is left to the command. Standard library only, because nothing else need be visible yet.

The order matters. New user, mount, process, network, ipc and host-name namespaces come first (in them this process may
mount, whoever it is outside); then a fresh root in memory, where only the folders of the plan appear, read-only; then
the old root is taken away; then every privilege is dropped. The first process of the namespace stays behind as its
init: when it ends, the kernel of the operating system kills whatever is left, daemons included.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import shutil
import signal
import sys
from typing import Any

LIBC = ctypes.CDLL(None, use_errno=True)
NEW_NAMESPACES = 0x10000000 | 0x00020000 | 0x20000000 | 0x40000000 | 0x08000000 | 0x04000000
"""User, mount, process, network, ipc and host name (``CLONE_NEW…`` of ``linux/sched.h``)."""
BIND, RECURSIVE, PRIVATE, READ_ONLY, REMOUNT = 4096, 16384, 1 << 18, 1, 32
NO_SUID, NO_DEVICES, NO_EXEC = 2, 4, 8
DETACH = 2
AT_HERE, AT_RECURSIVE = -100, 0x8000
ALL_CAPABILITIES = 64
DIE_WITH_PARENT, DROP_BOUND, NO_NEW_PRIVILEGES = 1, 24, 38
KEYCTL, JOIN_SESSION_KEYRING = {"x86_64": 250, "aarch64": 219}, 1
INSIDE_UID = 1000
"""Who an ordinary user is inside: not 0, so that executing a program cannot give capabilities back."""
INODES = 20_000
"""Files and folders that the notebook may make: an endless loop of empty files costs memory too."""
DEVICES = ("null", "zero", "full", "random", "urandom")


class MountAttributes(ctypes.Structure):
    """``struct mount_attr`` of mount_setattr(2)."""

    _fields_ = (
        ("set", ctypes.c_uint64),
        ("clear", ctypes.c_uint64),
        ("propagation", ctypes.c_uint64),
        ("user_namespace", ctypes.c_uint64),
    )


def checked(result: int, what: str) -> None:
    """Raise the operating system's error where a call failed."""
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


def mount(source: str, target: str, kind: str = "", flags: int = 0, options: str = "") -> None:
    """mount(2)."""
    texts = [text.encode() if text else None for text in (source, target, kind)]
    checked(LIBC.mount(*texts, ctypes.c_ulong(flags), options.encode() if options else None), f"mount {target}")


def bind(source: str, target: str, *, read_only: bool = True) -> None:
    """Show `source` at `target`, with everything mounted below it, and make all of it read-only."""
    mount(source, target, flags=BIND | RECURSIVE)
    if read_only:
        attributes = MountAttributes(set=READ_ONLY | NO_SUID | NO_DEVICES)
        done = LIBC.mount_setattr(
            AT_HERE, target.encode(), AT_RECURSIVE, ctypes.byref(attributes), ctypes.sizeof(attributes)
        )
        checked(done, f"read-only {target}")


def die_with_parent() -> None:
    """Let the end of the process above be the end of this one, however it comes."""
    checked(LIBC.prctl(DIE_WITH_PARENT, signal.SIGKILL, 0, 0, 0), "die with the parent")


def map_users(outside: int, uid: int | None) -> None:
    """Enter the new namespaces; a process that stays outside writes who is who inside.

    The superuser keeps 0 for building and maps one unprivileged `uid` for the candidate's processes; an ordinary user
    can map only itself.
    """
    ready, go = os.pipe()
    this = os.getpid()
    writer = os.fork()
    if writer == 0:
        os.close(go)
        os.read(ready, 1)
        user, group = os.getuid(), os.getgid()
        for name, own in (("uid_map", user), ("gid_map", group)):
            text = f"0 0 1\n{uid} {uid} 1\n" if uid is not None else f"{INSIDE_UID} {own} 1\n"
            if name == "gid_map" and uid is None:
                write(f"/proc/{this}/setgroups", "deny")
            write(f"/proc/{this}/{name}", text)
        os._exit(0)
    os.close(ready)
    checked(LIBC.unshare(NEW_NAMESPACES), "new namespaces")
    os.close(go)
    if os.waitpid(writer, 0)[1] != 0:
        raise OSError("the users of the new namespace could not be mapped")


def write(path: str, text: str) -> None:
    """Write a file of /proc in one call, which those files require."""
    handle = os.open(path, os.O_WRONLY)
    try:
        os.write(handle, text.encode())
    finally:
        os.close(handle)


def build_root(plan: dict[str, Any]) -> None:
    """Mount the private root at ``plan["root"]`` and make it the root of everything."""
    root = plan["root"]
    mount("", "/", flags=RECURSIVE | PRIVATE)
    mount("tmpfs", root, "tmpfs", NO_SUID | NO_DEVICES, "mode=755,size=4m")
    for path in plan["shown"]:
        target = root + path
        if os.path.isdir(path):
            os.makedirs(target, exist_ok=True)
        else:
            os.makedirs(os.path.dirname(target), exist_ok=True)
            open(target, "a").close()
        bind(path, target)
    # empty folders over the graders' own code, in which only what runs inside appears again
    for emptied, kept in plan["emptied"].items():
        mount("tmpfs", root + emptied, "tmpfs", NO_SUID | NO_DEVICES, "mode=755,size=64k")
        os.makedirs(root + kept)
        bind(kept, root + kept)
        mount("", root + emptied, flags=REMOUNT | BIND | READ_ONLY | NO_SUID | NO_DEVICES)
    os.makedirs(f"{root}/dev", exist_ok=True)
    for name in DEVICES:
        open(f"{root}/dev/{name}", "a").close()
        bind(f"/dev/{name}", f"{root}/dev/{name}", read_only=False)
    for path, target in plan["links"].items():
        os.makedirs(os.path.dirname(root + path), exist_ok=True)
        os.symlink(target, root + path)
    os.makedirs(f"{root}/proc")
    mount("proc", f"{root}/proc", "proc", NO_SUID | NO_DEVICES | NO_EXEC)


def build_private(plan: dict[str, Any]) -> None:
    """The only place that can be written: a folder in memory, with a size, for the candidate's processes alone."""
    base = plan["root"] + plan["base"]
    os.makedirs(base)
    options = f"mode=700,size={plan['size']},nr_inodes={INODES}"
    mount("tmpfs", base, "tmpfs", NO_SUID | NO_DEVICES, options)
    os.makedirs(f"{base}/compiled")
    for number, folder in enumerate(plan["compiled"]):
        # numba loads its compiled kernels only from a folder that it could write to
        copy = f"{base}/compiled/{number}"
        shutil.copytree(folder, copy)
        mount(copy, plan["root"] + folder, flags=BIND)
    if plan["uid"] is not None:
        for folder, _, files in os.walk(base):
            for path in (folder, *(os.path.join(folder, name) for name in files)):
                os.chown(path, plan["uid"], plan["uid"])


def leave_old_root(root: str) -> None:
    """Make `root` the root, take the old one away, and forbid further user namespaces, which could mount again."""
    os.makedirs(f"{root}/old")
    os.chdir(root)
    checked(LIBC.pivot_root(b".", b"old"), "new root")
    os.chdir("/")
    checked(LIBC.umount2(b"/old", DETACH), "away with the old root")
    os.rmdir("/old")
    mount("", "/", flags=REMOUNT | BIND | READ_ONLY | NO_SUID | NO_DEVICES)
    write("/proc/sys/user/max_user_namespaces", "0")
    for limit in ("shmmni", "msgmni"):
        # shared memory that nobody maps is in no process's resident memory; where this is refused, as to an ordinary
        # user, the watch over the machine's memory remains
        with contextlib.suppress(OSError):
            write(f"/proc/sys/kernel/{limit}", "0")
    host = b"practice"
    checked(LIBC.sethostname(host, len(host)), "host name")


def drop_privileges(uid: int | None) -> None:
    """Become the unprivileged user, for good."""
    for capability in range(ALL_CAPABILITIES):
        LIBC.prctl(DROP_BOUND, capability, 0, 0, 0)
    if uid is not None:
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
    # a keyring of its own; where the call is unknown or forbidden, so is reading the grader's
    LIBC.syscall(KEYCTL.get(os.uname().machine, -1), JOIN_SESSION_KEYRING, None)
    checked(LIBC.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0), "no new privileges")
    die_with_parent()


def be_init(plan: dict[str, Any]) -> int:
    """Build, start the command, and bury every orphan until the command ends; gives its exit status."""
    die_with_parent()
    build_root(plan)
    build_private(plan)
    leave_old_root(plan["root"])
    command = os.fork()
    if command == 0:
        drop_privileges(plan["uid"])
        os.chdir(plan["base"])
        os.execve(plan["command"][0], plan["command"], plan["environment"])
    os.close(0)
    os.close(1)
    while True:
        ended, status = os.wait()
        if ended == command:
            return os.waitstatus_to_exitcode(status)


def first_line() -> bytes:
    """The first line of the standard input, and not a byte more."""
    with open(0, "rb", buffering=0, closefd=False) as source:
        return source.readline()


def main() -> None:
    """Enter the namespaces; the first child in them is their init."""
    plan = json.loads(first_line())
    # what is built here is for another user to enter, however private the files of the grader are
    os.umask(0o022)
    # before the namespaces: the superuser's value cannot be lowered again by whoever is enclosed
    write("/proc/self/oom_score_adj", "1000")
    die_with_parent()
    map_users(os.getpid(), plan["uid"])
    init = os.fork()
    if init == 0:
        os._exit(be_init(plan) & 0xFF)
    os.close(0)
    os.close(1)
    _, status = os.waitpid(init, 0)
    sys.exit(os.waitstatus_to_exitcode(status) & 0xFF)


if __name__ == "__main__":
    main()
