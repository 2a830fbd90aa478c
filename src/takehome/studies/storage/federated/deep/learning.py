r"""Learning from a home's own hours: gradient steps to the TD(λ) targets; a pure function of parameters, data, key.

θ descends the mean Huber loss of :math:`W_\theta(x_t) - y_t` over hours drawn from the home's own, plus
:math:`\tfrac{\mu}{2}\lVert\theta - \theta_{\text{given}}\rVert^2` where FedProx is asked for. Targets come from the
parameters that stood at the last refresh (a target network, Mnih et al. 2015). Arrays that are not `trainable` are not
differentiated at all, so that they stay bit-equal.
"""

from __future__ import annotations

from typing import Any

from takehome.errors import InputError
from takehome.studies.storage.federated.deep.network import ARRAYS, Parameters, values
from takehome.studies.storage.federated.deep.settings import DeepSettings
from takehome.studies.storage.federated.deep.targets import OwnHours, gains, relative, targets

HUBER = 0.25
"""Error, in full batteries at the mean price, beyond which the loss grows linearly: hours of extreme prices do not
decide alone."""


def learn(
    given: Parameters, hours: OwnHours, settings: DeepSettings, trainable: tuple[str, ...], key: Any
) -> dict[str, Any]:
    """The parameters after learning from one home's hours; pure, so that it may be vmapped over homes and seeds.

    `settings` and `trainable` are fixed when compiled.
    """
    import jax

    gain = gains(hours)

    def refresh(moved: Any, key: Any) -> tuple[Any, None]:
        wanted = targets({**given, **moved}, hours, gain, settings.discount, settings.lam)
        wanted = wanted - relative(hours.base[:-1])
        return descend(moved, given, hours, wanted, settings, key), None

    if not trainable:
        return dict(given)
    require_arrays(trainable)
    moved = {name: given[name] for name in trainable}
    moved, _ = jax.lax.scan(refresh, moved, jax.random.split(key, settings.refreshes))
    return {**given, **moved}


def descend(
    moved: Any, given: Parameters, hours: OwnHours, wanted: Any, settings: DeepSettings, key: Any
) -> dict[str, Any]:
    """`settings.steps` gradient steps of the arrays in `moved` towards targets (T − 1, KNOTS)."""
    import jax
    import jax.numpy as jnp
    import optax

    rule = optimiser(settings)
    anchor = {name: given[name] for name in moved}
    length = wanted.shape[0]
    own = length - hours.first
    share = jax.random.uniform(key, (settings.steps, settings.batch))
    drawn = hours.first + jnp.minimum((share * own).astype(jnp.int32), own - 1)

    def loss(moved: Any, seen: Any, wanted: Any) -> Any:
        lost = optax.huber_loss(values({**given, **moved}, seen), wanted, delta=HUBER).mean()
        if settings.proximity == 0:
            return lost
        apart = jax.tree.map(lambda one, other: ((one - other) ** 2).sum(), moved, anchor)
        return lost + settings.proximity / 2 * sum(jax.tree.leaves(apart))

    def step(state: Any, rows: Any) -> tuple[Any, None]:
        moved, memory = state
        slope = jax.grad(loss)(moved, hours.seen[rows], wanted[rows])
        change, memory = rule.update(slope, memory)
        return (optax.apply_updates(moved, change), memory), None

    return jax.lax.scan(step, (moved, rule.init(moved)), drawn)[0][0]


def optimiser(settings: DeepSettings) -> Any:
    """The optax rule that the settings name.

    Raises
    ------
    InputError
        Where there is no such rule.
    """
    import optax

    rules = {"adam": lambda rate: optax.adam(rate), "sgd": lambda rate: optax.sgd(rate, momentum=0.9)}
    if settings.optimiser not in rules:
        raise InputError(f"optimiser {settings.optimiser!r}", " or ".join(rules), "take one of these")
    return rules[settings.optimiser](settings.rate)


def require_arrays(names: tuple[str, ...]) -> None:
    """Raise :class:`InputError` where a name is none of a network's arrays."""
    unknown = [name for name in names if name not in ARRAYS]
    if unknown:
        raise InputError(f"no array of a network is called {unknown[0]!r}", ", ".join(ARRAYS), "name some of these")
