"""Gymnasium environments of the storage study; importing this package registers them.

Gymnasium dropped the entry points by which a package announced itself before 1.0 (Arcade-Learning-Environment#487), so
``gymnasium.make`` must be told where an environment comes from. Two ways, of which the first needs no other line::

    gymnasium.make("takehome.studies.storage.environments:takehome/StorageDiscrete-v0")

    import takehome.studies.storage.environments
    gymnasium.make("takehome/Storage-v0", battery=battery, prices=prices, information="known_day")
"""

from __future__ import annotations

from takehome.studies.storage.environments.registration import register

register()
