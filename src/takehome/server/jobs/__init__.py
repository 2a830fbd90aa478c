"""A process for each run: queue, worker, limits, and what is mended at the next start.

The server never parses a stranger's bytes and never holds a study's memory: a worker does (`worker.py`), which knows no
database and no token. Three promises, whoever is killed and whenever: what was accepted is there, a report is there
whole or not at all, and nothing that a worker has started outlives the next start.

====================  ==================================================================================
server's side         `queue` → `job` → `process` (start, listen, end) → `ending`; `watch` holds the limits,
                      `family` finds and ends processes, `folders` makes files outlast a crash,
                      `recovery` mends at a start, `preview` looks at an upload, `submitting` asks
worker's side         `beginning` → `worker` → one of `describing` (with `unsuitable`), `studying`, `grading`;
                      `link` names the upload for the reader
about finished runs   `outcome`, `time_left`, `worker_log`
====================  ==================================================================================

A run's life: its row is QUEUED; a place of the queue makes it RUNNING and starts a worker in a session of its own,
bound to the place's thread by the kernel's death signal; the worker writes into ``staging/ID`` and says so; the server
puts the files on disk, renames the folder to ``runs/ID`` and makes the row FINISHED. A start after a kill ends every
process that bears the data folder's mark, empties staging, and makes RUNNING rows FINISHED where ``runs/ID`` is there,
else INTERRUPTED.
"""
