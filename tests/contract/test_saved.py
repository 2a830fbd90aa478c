"""Saved studies are data only, are believed only after they score their probe rows, and refuse everything else."""

import hashlib
import json
import pickle
import shutil
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from takehome.errors import InputError
from takehome.studies.probe import from_plain, plain, table_from_plain, table_to_plain
from takehome.studies.saved import ARRAYS, DOCUMENT, MANIFEST, PROBE, read, restore, save
from takehome.studies.scores import Scores
from takehome.table import Column, Kind, Role, Table


@dataclass
class Line:
    """y = intercept + slope · x: the smallest study that can be saved."""

    intercept: float
    slope: np.ndarray
    name: str = "line"

    def score(self, rows: Table) -> Scores:
        y = self.intercept + self.slope[0] * rows["x"].values
        return Scores({"y": tuple(y.tolist()), "high": tuple(bool(v > 1) for v in y), "label": ("é",) * rows.rows})

    def probe_rows(self) -> Table:
        x = Column("x", Kind.NUMBER, np.array([0.0, 1.5, np.nan, -2.0]), "h")
        who = Column("who", Kind.CATEGORY, np.array(["a", None, "ü", "=1+1"], dtype=object))
        when = Column("when", Kind.DATE, np.array(["2026-01-01T10:00", "NaT", "1999-12-31", "NaT"], "datetime64[us]"))
        return Table((x, who, when), {"who": Role.ID}, rows_in_source=4)

    def state(self) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        return {"intercept": self.intercept, "nothing": float("nan")}, {"slope": self.slope}

    @classmethod
    def from_state(cls, document: dict[str, Any], arrays: dict[str, np.ndarray]) -> "Line":
        assert np.isnan(document["nothing"])
        return cls(document["intercept"], arrays["slope"])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return save(Line(0.25, np.array([2.0])), tmp_path / "deep" / "line")


def rewrite(folder: Path, name: str, content: bytes) -> None:
    """Change a file as an attacker would: with a manifest that fits."""
    (folder / name).write_bytes(content)
    manifest = json.loads((folder / MANIFEST).read_text())
    manifest["files"][name] = hashlib.sha256(content).hexdigest()
    (folder / MANIFEST).write_text(json.dumps(manifest))


def test_what_is_loaded_is_what_was_saved(folder: Path) -> None:
    line = restore(Line, read(folder))
    assert (line.intercept, line.slope.tolist()) == (0.25, [2.0])
    assert sorted(path.name for path in folder.iterdir()) == sorted([MANIFEST, DOCUMENT, ARRAYS, PROBE])
    assert [path.name for path in folder.parent.iterdir()] == ["line"]


def test_a_report_folder_stands_for_the_study_in_it(folder: Path) -> None:
    shutil.move(folder, folder.with_name("study"))
    assert read(folder.parent).study == "line"


def test_saving_again_replaces_and_nothing_else_is_overwritten(folder: Path, tmp_path: Path) -> None:
    save(Line(1.0, np.array([3.0])), folder)
    assert restore(Line, read(folder)).intercept == 1.0
    other = tmp_path / "thesis"
    other.mkdir()
    (other / "chapter.txt").write_text("years of work")
    with pytest.raises(InputError, match="is not a saved study"):
        save(Line(1.0, np.array([3.0])), other)
    assert (other / "chapter.txt").read_text() == "years of work"


def test_a_failure_while_saving_leaves_the_old_study(folder: Path) -> None:
    class Broken(Line):
        def state(self) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
            return {"intercept": object()}, {}

    with pytest.raises(TypeError):
        save(Broken(0.0, np.array([1.0])), folder)
    assert restore(Line, read(folder)).intercept == 0.25
    assert [path.name for path in folder.parent.iterdir()] == ["line"]


def test_arrays_of_objects_are_refused_before_anything_is_pickled(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="'slope' holds Python objects"):
        save(Line(0.0, np.array([1.0], dtype=object)), tmp_path / "line")
    assert not list(tmp_path.iterdir())


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from([DOCUMENT, ARRAYS, PROBE]), position=st.floats(0, 1), flip=st.integers(1, 255))
def test_any_changed_byte_is_noticed(folder: Path, name: str, position: float, flip: int) -> None:
    path = folder / name
    original = path.read_bytes()
    changed = bytearray(original)
    changed[int(position * (len(changed) - 1))] ^= flip
    path.write_bytes(changed)
    with pytest.raises(InputError, match="SHA-256"):
        read(folder)
    path.write_bytes(original)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from([MANIFEST, DOCUMENT, ARRAYS, PROBE]), kept=st.floats(0, 0.97), hashed=st.booleans())
def test_any_truncated_file_is_noticed(folder: Path, name: str, kept: float, hashed: bool) -> None:
    """Even when the manifest was made to fit, what is left is not readable."""
    originals = {path: path.read_bytes() for path in folder.iterdir()}
    content = originals[folder / name][: int(kept * len(originals[folder / name]))]
    if hashed and name != MANIFEST:
        rewrite(folder, name, content)
    else:
        (folder / name).write_bytes(content)
    with pytest.raises(InputError):
        restore(Line, read(folder))
    for path, original in originals.items():
        path.write_bytes(original)


def test_a_changed_model_is_caught_by_its_probe_rows(folder: Path) -> None:
    rewrite(folder, DOCUMENT, b'{"intercept": 0.75, "nothing": {"non_finite": "nan"}}')
    with pytest.raises(InputError, match=r"row 1, column 'y': it was 0.25 and is now 0.75, which differs by 0.500"):
        restore(Line, read(folder))


@pytest.mark.parametrize(
    "content",
    [b"{}", b"[]", b'{"non_finite": [1]}', b'{"intercept": "one", "nothing": NaN}', b"\xff\xfe", b"[" * 100_000],
)
def test_a_state_that_is_none_is_refused(folder: Path, content: bytes) -> None:
    rewrite(folder, DOCUMENT, content)
    with pytest.raises(InputError, match=DOCUMENT):
        restore(Line, read(folder))


def test_another_format_version_says_what_to_do(folder: Path) -> None:
    manifest = json.loads((folder / MANIFEST).read_text())
    (folder / MANIFEST).write_text(json.dumps(manifest | {"format_version": 99}))
    with pytest.raises(InputError, match="format_version 99") as problem:
        read(folder)
    assert "save the study again" in problem.value.try_next


@pytest.mark.parametrize("name", ["../outside.json", "/etc/passwd", "extra.json", "study.json/../../x"])
def test_the_manifest_cannot_name_other_files(folder: Path, name: str) -> None:
    manifest = json.loads((folder / MANIFEST).read_text())
    manifest["files"][name] = manifest["files"].pop(DOCUMENT)
    (folder / MANIFEST).write_text(json.dumps(manifest))
    with pytest.raises(InputError, match="lists the files"):
        read(folder)


def test_links_are_not_followed(folder: Path, tmp_path: Path) -> None:
    shutil.move(folder / DOCUMENT, tmp_path / "elsewhere.json")
    (folder / DOCUMENT).symlink_to(tmp_path / "elsewhere.json")
    with pytest.raises(InputError, match="not a plain file"):
        read(folder)


def test_a_pickle_among_the_arrays_is_never_loaded(folder: Path, tmp_path: Path) -> None:
    class Bomb:
        def __reduce__(self) -> tuple[Any, ...]:
            return Path.touch, (tmp_path / "exploded",)

    np.savez(folder / "bomb.npz", allow_pickle=True, slope=np.array([Bomb()], dtype=object))
    rewrite(folder, ARRAYS, (folder / "bomb.npz").read_bytes())
    with pytest.raises(InputError, match="not a set of plain arrays"):
        read(folder)
    rewrite(folder, ARRAYS, pickle.dumps(Bomb()))
    with pytest.raises(InputError, match="not a set of plain arrays"):
        read(folder)
    assert not (tmp_path / "exploded").exists()


def test_arrays_that_unpack_to_more_than_the_limit_are_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("takehome.studies.saved.LARGEST_ARRAYS", 10_000)
    with zipfile.ZipFile(folder / "big.npz", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("slope.npy", b"\0" * 20_000)
    rewrite(folder, ARRAYS, (folder / "big.npz").read_bytes())
    with pytest.raises(InputError, match="unpacks to"):
        read(folder)


@pytest.mark.parametrize("made", ["nothing", "file", "empty"])
def test_what_is_not_a_study_is_named(tmp_path: Path, made: str) -> None:
    path = tmp_path / "here"
    if made == "file":
        path.write_text("x")
    elif made == "empty":
        path.mkdir()
    with pytest.raises(InputError, match="here"):
        read(path)


leaves = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()


# a dictionary with the single key "non_finite" stands for a number that is not finite, so no other may have that key
keys = st.text().filter(lambda key: key != "non_finite")


@given(st.recursive(leaves, lambda inner: st.lists(inner) | st.dictionaries(keys, inner)))
def test_plain_values_survive_json(value: Any) -> None:
    text = json.dumps(plain(value), allow_nan=False)
    assert from_plain(json.loads(text)) == value


def test_tables_survive() -> None:
    table = Line(0.0, np.array([1.0])).probe_rows()
    again = table_from_plain(json.loads(json.dumps(table_to_plain(table))))
    assert again.names == table.names
    assert again.role("who") is Role.ID
    for column in table.columns:
        assert again[column.name].unit == column.unit
        assert plain(table_to_plain(again)) == plain(table_to_plain(table))
