"""What the retention limit means: once an hour, uploads and runs that are older are deleted, rows and files."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta

from takehome.server.refusal import Refusal
from takehome.server.removing import Cancels, remove_run, remove_upload
from takehome.server.settings import Settings
from takehome.server.state.database import Database, now
from takehome.server.state.retention import expired
from takehome.server.state.runs import get_run

LOG = logging.getLogger("takehome.server.retaining")
HOUR = 3600.0


def forget_expired(settings: Settings, db: Database, queue: Cancels) -> tuple[int, int]:
    """Delete what is older than `settings.retain_days`; gives how many uploads and how many runs went.

    An upload that a new run has begun to read meanwhile stays until the next time.
    """
    if settings.retain_days is None:
        return 0, 0
    uploads, runs = expired(db, now() - timedelta(days=settings.retain_days))
    gone = 0
    for run_id in runs:
        run = get_run(db, run_id)
        if run is not None:
            remove_run(settings, db, queue, run)
            gone += 1
    files = sum(_forgotten(settings, db, upload_id) for upload_id in uploads)
    if files or gone:
        LOG.info("retention of %g days: %d uploads and %d runs deleted", settings.retain_days, files, gone)
    return files, gone


async def keep_forgetting(settings: Settings, db: Database, queue: Cancels) -> None:
    """Do it now and every hour, until cancelled; then, what has begun is finished first."""
    while settings.retain_days is not None:
        work = asyncio.ensure_future(asyncio.to_thread(forget_expired, settings, db, queue))
        try:
            await asyncio.shield(work)
        except asyncio.CancelledError:
            await asyncio.wait({work})
            raise
        await asyncio.sleep(HOUR)


async def ended(task: asyncio.Future[None]) -> None:
    """Cancel a task and wait for its end; what it failed of is logged."""
    task.cancel()
    await asyncio.wait({task})
    if not task.cancelled() and task.exception():
        LOG.error("retention had stopped", exc_info=task.exception())


def _forgotten(settings: Settings, db: Database, upload_id: str) -> bool:
    try:
        return remove_upload(settings, db, upload_id)
    except Refusal:
        return False
