"""What runs beside the meter: one local step of each of the node's homes, and a door that only declared arrays pass.

The node's own configuration (``flower-supernode --node-config``) says where its homes are and what it refuses; the
server's orders cannot widen that:

``homes``
    the node's folder (:mod:`~takehome.studies.storage.federated.flower.node_data`).
``visits``
    ``"refuse"``: an order that wants visit counts is answered with an error, and nothing leaves.
``clip``
    greatest norm of a home's update that this node sends: an order with a wider one, or none, is refused.

Personal layers (FedPer) are no part of what leaves: they are learned anew in each local step and forgotten. The shared
policy that is handed out after the last round is kept in the node's folder, as ``policy.npz``; what a home learns on
from it, it learns for itself.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from flwr.app import ConfigRecord, Context, Message, RecordDict
from flwr.clientapp import ClientApp

from takehome.errors import InputError
from takehome.studies.storage.federated.flower.node_data import NodeHomes, packed, read_node, replace_file
from takehome.studies.storage.federated.flower.records import DONE, GIVEN, ORDER, UPDATE, Order, array_record, arrays_of
from takehome.studies.storage.federated.flower.running import FLEET_FOLDER
from takehome.studies.storage.federated.ledger import VISITS, assert_may_leave, declared
from takehome.studies.storage.federated.privacy.clipping import clip
from takehome.studies.storage.federated.task import PERSONAL, Arrays, LocalResult, local_step

Folder = Callable[[Context], Path]
POLICY = "policy.npz"
"""The shared policy, in the node's folder."""


def own_folder(context: Context) -> Path:
    """The node's folder: its own setting ``homes``; in a simulation, one of the folders under ``fleet-folder``.

    Raises
    ------
    InputError : neither is set.
    """
    if "homes" in context.node_config:
        return Path(str(context.node_config["homes"]))
    if "partition-id" in context.node_config and FLEET_FOLDER in context.run_config:
        number = int(context.node_config["partition-id"])
        return Path(str(context.run_config[FLEET_FOLDER])) / f"node-{number:05d}"
    raise InputError(
        "a node without a folder of homes",
        "its node configuration to name one",
        "flower-supernode --node-config 'homes=\"/var/lib/takehome/homes\"'",
    )


def client_app(folder: Folder = own_folder) -> ClientApp:
    """The app of a node whose homes are found by `folder`."""
    app = ClientApp()

    @app.query()
    def who(message: Message, context: Context) -> Message:
        """Positions of the node's homes in the fleet."""
        held = read_node(folder(context))
        done = ConfigRecord({"homes": held.positions, "set-aside": len(held.set_aside)})
        return Message(RecordDict({DONE: done}), reply_to=message)

    @app.train()
    def train(message: Message, context: Context) -> Message:
        """One local step of each home that the order names and this node holds."""
        order = Order.read(message.content.config_records[ORDER])
        require_own_rules(order, context)
        held = read_node(folder(context))
        return Message(stepped(order, arrays_of(message.content.array_records[GIVEN]), held), reply_to=message)

    @app.evaluate()
    def keep(message: Message, context: Context) -> Message:
        """Keep the shared policy; nothing comes back but that it was kept."""
        policy = arrays_of(message.content.array_records[GIVEN])
        replace_file(folder(context) / POLICY, packed(policy))
        return Message(RecordDict({DONE: ConfigRecord({"kept": True})}), reply_to=message)

    return app


def require_own_rules(order: Order, context: Context) -> None:
    """Refuse an order that this node's owner does not allow.

    Raises
    ------
    InputError : visits are wanted and refused; the clip is wider than the node insists on.
    """
    rules = context.node_config
    if rules.get("visits") == "refuse" and order.settings.learner == "tables" and order.settings.send_visits:
        raise InputError("an order that wants visit counts", "none, by this node's rule", "send_visits=False")
    bound = float(rules.get("clip", 0.0))
    if bound and not 0 < order.clip <= bound:
        raise InputError(f"an order with clip {order.clip}", f"at most {bound}, by this node's rule", f"clip={bound}")


def stepped(order: Order, given: Arrays, held: NodeHomes) -> RecordDict:
    """The updates of the node's homes, each through the door."""
    reply = RecordDict()
    for position in order.homes:
        if position in held.homes:
            result = local_step(held.homes[position], given, order.settings, order.seed, order.round)
            reply[f"{UPDATE}{position}"] = array_record(leaving(result, order))
    reply[DONE] = ConfigRecord({"homes": held.positions, "set-aside": len(held.set_aside)})
    return reply


def leaving(result: LocalResult, order: Order) -> Arrays:
    """What may go out of a home's result, checked by name, shape and type just before the wire.

    Raises
    ------
    MayNotLeave : an array that is not declared was about to leave.
    """
    settings = order.settings
    personal = PERSONAL[settings.learner] if settings.personal else ()
    arrays = {name: array for name, array in result.update.items() if name not in personal}
    if order.clip:
        arrays, _, _ = clip(arrays, order.clip)
    if result.visits is not None:
        arrays[VISITS] = result.visits
    assert_may_leave(arrays, declared(settings.learner, personal=personal, visits=settings.send_visits))
    return arrays


app = client_app()
"""What ``flwr run`` starts on every node."""
