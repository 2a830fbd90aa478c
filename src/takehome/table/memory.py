"""How many bytes a table may take: a share of the memory that is free for this process."""

from __future__ import annotations

from pathlib import Path

TABLE_SHARE = 1 / 40
"""Share of the free memory for the table itself: a study makes about thirty working copies (designs, folds, draws)."""

FALLBACK_BYTES = 2**31
"""Free memory assumed where the system does not tell (not Linux)."""

_MEMINFO = Path("/proc/meminfo")
_CGROUP = Path("/sys/fs/cgroup")


def memory_cap() -> int:
    """Bytes that a table may take by default."""
    return int(min(_free_on_machine(), _free_in_group()) * TABLE_SHARE)


def _free_on_machine() -> float:
    if not _MEMINFO.exists():
        return FALLBACK_BYTES
    for line in _MEMINFO.read_text().splitlines():
        if line.startswith("MemAvailable:"):
            return int(line.split()[1]) * 1024.0
    return FALLBACK_BYTES


def _free_in_group() -> float:
    """Free memory under the control group's limit (containers), infinite without one."""
    limit, used = _CGROUP / "memory.max", _CGROUP / "memory.current"
    if not (limit.exists() and used.exists()) or not limit.read_text().strip().isdigit():
        return float("inf")
    return max(float(limit.read_text()) - float(used.read_text()), 0.0)
