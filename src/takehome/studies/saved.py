"""A fitted study as data only: JSON and plain arrays, a manifest with hashes, and rows with known outputs.

Loading runs no code that was saved: no pickle, and only files with the names below are opened. What was loaded is
believed only after it has scored the probe rows again and given the outputs that it gave when it was saved.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import platform
import shutil
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn, Protocol

import numpy as np

from takehome.errors import InputError
from takehome.studies.probe import first_difference, from_plain, plain, table_from_plain, table_to_plain
from takehome.studies.scores import Scores
from takehome.table import Table

FORMAT_VERSION = 1
MANIFEST, DOCUMENT, ARRAYS, PROBE = "manifest.json", "study.json", "arrays.npz", "probe.json"
LARGEST_ARRAYS = 4 * 2**30
"""Bytes of arrays after unpacking; more than that is taken for an attack on the reader's memory."""


class Savable(Protocol):
    """What a study offers to be saved; its class also has ``from_state(document, arrays)``."""

    name: str

    def state(self) -> tuple[dict[str, Any], dict[str, np.ndarray]]: ...
    def probe_rows(self) -> Table: ...
    def score(self, rows: Any) -> Scores: ...


@dataclass(frozen=True)
class Saved:
    """What a folder holds, hashes checked: the state, and the probe rows with their expected scores."""

    folder: Path
    study: str
    document: dict[str, Any]
    arrays: dict[str, np.ndarray]
    probe: Table
    expected: Mapping[str, tuple[Any, ...]]


def save(study: Savable, folder: Path) -> Path:
    """Write a study into `folder`, whole or not at all (a temporary name, then a rename).

    Raises
    ------
    InputError
        If `folder` holds something other than a saved study.
    """
    if folder.exists() and not (folder / MANIFEST).is_file() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError(
            f"{folder} exists and is not a saved study",
            "a new or empty folder, or a saved study to replace",
            "choose another folder",
        )
    folder.parent.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        _write_files(study, staging)
        staging.chmod(0o755)
        if folder.exists():
            shutil.rmtree(folder)
        os.replace(staging, folder)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return folder


def _write_files(study: Savable, folder: Path) -> None:
    document, arrays = study.state()
    _refuse_objects(arrays)
    rows = study.probe_rows()
    packed = io.BytesIO()
    np.savez_compressed(packed, **dict[str, Any](arrays))
    probe = {"rows": table_to_plain(rows), "expected": {k: list(v) for k, v in study.score(rows).columns.items()}}
    contents = {DOCUMENT: _to_json(document), ARRAYS: packed.getvalue(), PROBE: _to_json(probe)}
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    manifest = {
        "format_version": FORMAT_VERSION,
        "study": study.name,
        "files": {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()},
        "versions": {"python": platform.python_version(), "numpy": np.__version__},
    }
    (folder / MANIFEST).write_bytes(_to_json(manifest))


def _refuse_objects(arrays: Mapping[str, np.ndarray]) -> None:
    """NumPy would pickle them."""
    for name, array in arrays.items():
        if array.dtype.hasobject:
            raise TypeError(f"the array {name!r} holds Python objects; put them into the document as plain values")


def _to_json(value: Any) -> bytes:
    return (json.dumps(plain(value), indent=1, allow_nan=False, ensure_ascii=False) + "\n").encode()


def read(folder: Path) -> Saved:
    """Read a saved study's files, hashes checked.

    Parameters
    ----------
    folder : the folder given to ``save``, or the report folder that holds it as ``study/``.

    Raises
    ------
    InputError
        If it is not a saved study, is of another format, or was changed after it was saved.
    """
    if not (folder / MANIFEST).is_file() and (folder / "study" / MANIFEST).is_file():
        folder = folder / "study"
    if not (folder / MANIFEST).is_file():
        raise InputError(
            f"{folder} holds no {MANIFEST}",
            "a folder written by study.save(path) or by --out",
            "check the path",
        )
    manifest = _parse(folder / MANIFEST, (folder / MANIFEST).read_bytes())
    _check_manifest(folder, manifest)
    contents = {name: _read_hashed(folder / name, digest) for name, digest in manifest["files"].items()}
    probe = _parse(folder / PROBE, contents[PROBE])
    try:
        rows, expected = table_from_plain(probe["rows"]), {k: tuple(v) for k, v in probe["expected"].items()}
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        _refuse(folder / PROBE, f"is not a set of probe rows ({problem!r})")
    document = _parse(folder / DOCUMENT, contents[DOCUMENT])
    return Saved(folder, manifest["study"], document, _unpack(folder / ARRAYS, contents[ARRAYS]), rows, expected)


def _check_manifest(folder: Path, manifest: dict[str, Any]) -> None:
    version = manifest.get("format_version")
    if version != FORMAT_VERSION:
        raise InputError(
            f"{folder / MANIFEST} has format_version {version!r}",
            f"format_version {FORMAT_VERSION}",
            "load it with the version of takehome that saved it, or fit and save the study again",
        )
    files = manifest.get("files")
    if not isinstance(files, dict) or set(files) != {DOCUMENT, ARRAYS, PROBE}:
        _refuse(folder / MANIFEST, f"lists the files {files!r}, not {DOCUMENT}, {ARRAYS} and {PROBE}")
    if not isinstance(manifest.get("study"), str):
        _refuse(folder / MANIFEST, "does not name its study")


def _read_hashed(path: Path, digest: Any) -> bytes:
    if path.is_symlink() or not path.is_file():
        _refuse(path, "is missing or is not a plain file")
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != digest:
        _refuse(path, "was changed after it was saved: its SHA-256 differs from the manifest's")
    return content


def _parse(path: Path, content: bytes) -> dict[str, Any]:
    try:
        value = from_plain(json.loads(content))
    except (TypeError, ValueError, RecursionError) as problem:
        _refuse(path, f"is not readable JSON ({problem})")
    if not isinstance(value, dict):
        _refuse(path, "is not a JSON object")
    return value


def _unpack(path: Path, content: bytes) -> dict[str, np.ndarray]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
        if unpacked > LARGEST_ARRAYS:
            _refuse(path, f"unpacks to {unpacked:,} bytes, above the limit of {LARGEST_ARRAYS:,}")
        with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
            return {name: arrays[name] for name in arrays.files}
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, KeyError) as problem:
        if isinstance(problem, InputError):
            raise
        _refuse(path, f"is not a set of plain arrays ({problem})")


def _refuse(path: Path, why: str) -> NoReturn:
    raise InputError(
        f"{path} {why}", "the files exactly as study.save(path) wrote them", "restore the folder, or fit and save again"
    )


def restore(study_class: Any, saved: Saved) -> Any:
    """The study of a saved state, verified on its probe rows.

    Raises
    ------
    InputError
        If the state cannot be read, or if a probe row's score differs from the saved one: the message says which
        row, by how much.
    """
    try:
        study = study_class.from_state(saved.document, saved.arrays)
        scored = study.score(saved.probe).columns
    except (KeyError, IndexError, TypeError, ValueError, AttributeError) as problem:
        _refuse(saved.folder / DOCUMENT, f"does not describe a fitted study ({problem!r})")
    difference = first_difference(saved.expected, scored)
    if difference:
        raise InputError(
            f"{saved.folder} no longer gives what it gave when it was saved: {difference}",
            "the same scores of the probe rows as at the time of saving",
            "load it with the package versions in its manifest.json, or fit and save the study again",
        )
    return study
