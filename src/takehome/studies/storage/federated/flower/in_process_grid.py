"""Flower's messages without Flower's processes: a grid that calls the client's app at once.

For tests of the rounds' logic and for measuring; every message is still made into bytes and read again, so that what
cannot travel fails here too. Nodes can be lost for single rounds, as gateways are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import count

from flwr.app import Context, Error, Message, RecordDict, UserConfig
from flwr.clientapp import ClientApp
from flwr.serverapp import Grid, ServerApp
from flwr.supercore.run import Run
from flwr.supercore.task_identity import TaskIdentity

FAILED, EXPIRED = 2, 3
"""Flower's codes of errors: the client's app raised; the message's time to live was over."""
Lost = Callable[[Message], bool]


def nobody(message: Message) -> bool:
    """No node is ever lost."""
    return False


class InProcessGrid(Grid):
    """Nodes 1, 2, …, each with its own state and configuration, answering in the given order."""

    def __init__(self, client: ClientApp, configs: Iterable[UserConfig], lost: Lost = nobody) -> None:
        """`configs` : one node's configuration each. `lost` : whether the node never answers this message."""
        self.client, self.lost = client, lost
        self.contexts = {i: Context(1, i, one, RecordDict(), {}) for i, one in enumerate(configs, start=1)}
        self.answers: dict[str, Message] = {}
        self._numbers = count(1)
        TaskIdentity.task_id = TaskIdentity.run_id = TaskIdentity.node_id = 1

    def set_run(self, run: Run) -> None:
        """There is one run only."""

    @property
    def run(self) -> Run:
        """There is none to be described."""
        raise NotImplementedError

    def create_message(
        self, content: RecordDict, message_type: str, dst_node_id: int, group_id: str, ttl: float | None = None
    ) -> Message:
        """Flower's old way of making a message."""
        return Message(content, dst_node_id, message_type, ttl=ttl, group_id=group_id)

    def get_node_ids(self) -> list[int]:
        """All nodes."""
        return list(self.contexts)

    def push_messages(self, messages: Iterable[Message]) -> list[str]:
        """Answer each message now; the answers wait to be pulled."""
        made = []
        for message in messages:
            made.append(f"message-{next(self._numbers)}")
            message.metadata.__dict__["_message_id"] = made[-1]
            self.answers[made[-1]] = self._answer(message)
        return made

    def _answer(self, message: Message) -> Message:
        if self.lost(message):
            return Message(Error(EXPIRED, "expired due to its TTL"), reply_to=message)
        try:
            return self.client(message, self.contexts[message.metadata.dst_node_id])
        except (ArithmeticError, LookupError, OSError, RuntimeError, TypeError, ValueError) as failed:
            return Message(Error(FAILED, repr(failed)), reply_to=message)

    def pull_messages(self, message_ids: Iterable[str]) -> list[Message]:
        """The answers to these messages, once."""
        return [self.answers.pop(one) for one in list(message_ids) if one in self.answers]

    def send_and_receive(self, messages: Iterable[Message], *, timeout: float | None = None) -> list[Message]:
        """Push, and pull all."""
        return self.pull_messages(self.push_messages(messages))


def run_in_process(server: ServerApp, grid: InProcessGrid, run_config: UserConfig | None = None) -> None:
    """Run a server's app against the nodes of a grid, in this process."""
    for context in grid.contexts.values():
        context.run_config = dict(run_config or {})
    server(grid=grid, context=Context(1, 1, {}, RecordDict(), dict(run_config or {})))
