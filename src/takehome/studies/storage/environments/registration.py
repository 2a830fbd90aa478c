"""The ids under which Gymnasium makes the environments of the storage study."""

from __future__ import annotations

import gymnasium

PLACE = "takehome.studies.storage.environments"

ENVIRONMENTS = {
    "takehome/StorageDiscrete-v0": ("discrete:StorageDiscrete", "discrete_vector:StorageDiscreteVector"),
    "takehome/Storage-v0": ("storage:Storage", "storage_vector:StorageVector"),
    "takehome/HomeStorage-v0": ("home_storage:HomeStorage", "home_storage_vector:HomeStorageVector"),
}
"""Id → where the single form and the vector form are."""


def register() -> None:
    """Register the environments; a second call changes nothing."""
    for name, (single, vector) in ENVIRONMENTS.items():
        if name not in gymnasium.registry:
            gymnasium.register(name, entry_point=f"{PLACE}.{single}", vector_entry_point=f"{PLACE}.{vector}")
