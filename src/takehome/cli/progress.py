"""Progress on standard error: a spinner with the elapsed time on a terminal, a plain line a step elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from takehome.cli.failure import say


@contextmanager
def step(label: str) -> Iterator[Callable[[str], None]]:
    """Show that `label` is being done and how long it took; yields what a study calls with the name of each part."""
    start = time.perf_counter()
    if sys.stderr.isatty():
        from rich.console import Console
        from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
        with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
            task = shown.add_task(label)
            yield lambda part: shown.update(task, description=f"{label}: {part}")
    else:
        say(f"{label} …")
        yield lambda part: say(f"  {part}")
    say(f"{label}: {time.perf_counter() - start:.1f} s")
