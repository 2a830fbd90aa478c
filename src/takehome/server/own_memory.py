"""The server's memory is closed to other processes of its user, the workers that it starts among them.

A token that stood in the environment is still in ``/proc/PID/environ`` after it was taken out of ``os.environ``, for
the kernel shows what a process was started with. Of a process that must not be dumped (``PR_SET_DUMPABLE``, prctl(2))
the kernel shows neither that nor memory to others but root, and writes no core file. Programs that it starts can be
looked at again, as the watch over workers needs.
"""

from __future__ import annotations

import ctypes

DUMPABLE = 4
"""Option of prctl(2)."""


def close_own_memory() -> None:
    """Shut other processes of this user out of this one's memory and environment, for as long as it lives.

    Raises
    ------
    OSError : the kernel refuses.
    """
    library = ctypes.CDLL(None, use_errno=True)
    if library.prctl(DUMPABLE, 0, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "the server's memory cannot be closed to other processes")
