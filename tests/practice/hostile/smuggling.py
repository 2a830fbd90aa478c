"""Runs one notebook twice, one after the other and both at once: nothing that the one leaves may be found by the other.

The cell leaves a mark of its own wherever the operating system lets it, waits, and reports the marks of others. What is
not tried is what two programs on one machine can never be kept from: to notice that the other is busy, or locks or
opens a library that both read. It carries a few bits a second, and the second run's answers are judged by themselves.

Run as a program, by root or by a user; prints what was found as JSON.
"""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

from tests.practice.hostile import notebook_of
from tests.practice.hostile.running import LIMITS

from takehome.practice import runner

CELL = r"""
import ctypes, glob, os, socket, sys, tempfile, time
libc = ctypes.CDLL(None, use_errno=True)
mark, others, left = os.urandom(8).hex(), set(), []
folders = [os.getcwd(), tempfile.gettempdir(), os.path.expanduser('~'), '/dev/shm', '/tmp', '/var/tmp', '/run', '/']
folders += [os.path.dirname(p) for p in sys.path if p]
folders += ['/practice', '/practice/run', os.environ.get('MPLCONFIGDIR', '')]
folders += glob.glob(os.path.dirname(__import__('takehome').__file__) + '/**/__pycache__', recursive=True)
folders += [os.environ.get('PYTHONPYCACHEPREFIX', ''), os.path.dirname(os.__file__) + '/__pycache__']
ADD, SEARCH, READ, PERSISTENT = (248, 10, 11, 22)
RINGS = [ctypes.c_int(number) for number in (-3, -4, -5)]
def keyctl(*arguments): return libc.syscall(250, *arguments)
def leave():
    for folder in set(folders):
        try: open(f'{folder}/mark-{mark}', 'w').close(); left.append(folder)
        except OSError: pass
    for ring in [*RINGS, keyctl(PERSISTENT, -1, -3)]:
        if libc.syscall(ADD, b'user', b'smuggled', mark.encode(), 16, ring) > 0: left.append('keys')
    shared = libc.shmget(0x5EED, 4096, 0o1666)
    libc.shmat.restype = ctypes.c_void_p
    if shared >= 0:
        address = libc.shmat(shared, None, 0)
        old = ctypes.string_at(address, 16)
        if old.strip(b'\0'): others.add('shared memory ' + old.decode())
        ctypes.memmove(address, mark.encode(), 16); left.append('shared memory')
    try:
        named = socket.socket(socket.AF_UNIX); named.bind('\0smuggled'); named.listen(); kept.append(named)
        port = socket.create_server(('127.0.0.1', 47115)); kept.append(port); left.append('sockets')
    except OSError as problem: others.add(f'socket {problem}')
def look():
    for folder in set(folders):
        for path in glob.glob(f'{folder}/mark-*'):
            if mark not in path: others.add(path)
    for ring in [*RINGS, keyctl(PERSISTENT, -1, -3)]:
        key, text = keyctl(SEARCH, ring, b'user', b'smuggled', 0), ctypes.create_string_buffer(32)
        if key > 0 and keyctl(READ, key, text, 32) > 0 and text.value.decode() != mark:
            others.add('key ' + text.value.decode())
kept = []
look(); leave()
for _ in range(15): time.sleep(.2); look()
answers[SECTION] = {'leak': sorted(others), 'left': sorted(set(left))}
"""


def once(_: int) -> Any:
    """What one run has found and left."""
    limits = replace(LIMITS, cell_seconds=30.0)
    return runner.run(notebook_of(CELL), {"data/a.csv": b"a\n1\n"}, limits).answers.get("1")


def main() -> None:
    """Twice at once, then once more."""
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(once, range(2)))
    print(json.dumps([*found, once(2)]))


if __name__ == "__main__":
    main()
