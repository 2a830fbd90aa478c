"""Which nodes are there, and which homes stand behind each.

Flower's node numbers are random and change with every start, so nothing may depend on them: each new node is asked once
for the positions of its homes, and everything is ordered by position. A home that two nodes claim is asked through one
of them only.
"""

from __future__ import annotations

import time
from collections.abc import Iterable

from flwr.app import Message, MessageType, RecordDict
from flwr.serverapp import Grid

from takehome.errors import InputError
from takehome.studies.storage.federated.flower.records import DONE

BATCH = 64
"""Messages pushed at once; one push of a whole fleet would be one request of a gigabyte."""


class Nodes:
    """The nodes of a run, kept up to date by :meth:`look`.

    Attributes
    ----------
    homes : node number to positions of its homes, of nodes that have answered and are still connected.
    names : node number to the name it was registered under.
    """

    def __init__(self, grid: Grid, ttl: float, poll: float) -> None:
        """`ttl`, `poll` : seconds that a message lives, and between two looks for answers."""
        self.grid, self.ttl, self.poll = grid, ttl, poll
        self.homes: dict[int, list[int]] = {}
        self.names: dict[int, str] = {}
        self._questions: dict[str, int] = {}

    def look(self) -> dict[int, int]:
        """Position to node number of every home that can be reached now.

        New nodes are asked what they hold, but not waited for: they are there once they have answered.
        """
        online = {node.node_id: node.name or f"node {node.node_id}" for node in self.grid.get_nodes()}
        self.names.update(online)
        pending = set(self._questions.values())
        fresh = [one for one in online if one not in self.homes and one not in pending]
        self._questions |= self._push([self._question(one) for one in fresh])[0]
        for reply in self.grid.pull_messages(list(self._questions)) if self._questions else ():
            node = self._questions.pop(reply.metadata.reply_to_message_id)
            if not reply.has_error():
                self.homes[node] = positions_of(reply)
        self.homes = {one: held for one, held in sorted(self.homes.items(), key=_first) if one in online}
        reached: dict[int, int] = {}
        for node, held in self.homes.items():
            for position in held:
                reached.setdefault(position, node)
        return dict(sorted(reached.items()))

    def _question(self, node: int) -> Message:
        return Message(RecordDict(), node, MessageType.QUERY, ttl=self.ttl)

    def wait(self, homes: int, seconds: float) -> dict[int, int]:
        """Look until at least so many homes can be reached; see :meth:`look`.

        Raises
        ------
        InputError : they could not within so many seconds.
        """
        until = time.monotonic() + seconds
        while len(reached := self.look()) < homes:
            if time.monotonic() > until:
                raise InputError(
                    f"{len(reached)} homes within {seconds:g} seconds", f"at least {homes}", "start more nodes"
                )
            time.sleep(self.poll)
        return reached

    def ask(self, messages: Iterable[Message]) -> tuple[dict[int, Message], dict[int, str]]:
        """Send, and wait for the answers or for their time to be over.

        A node that did not answer is asked first whether it is back, without anybody waiting for it, before it is
        given work again: a gateway that is gone costs one time to live, once.

        Returns
        -------
        Node to its reply, for every good one; node to the reason, for every other. An error that the server makes
        itself names no node, so that answers are matched by the message they reply to.
        """
        waiting, lost = self._push(messages)
        replies: dict[int, Message] = {}
        until = time.monotonic() + self.ttl + self.poll
        while waiting and time.monotonic() < until:
            for reply in self.grid.pull_messages(list(waiting)):
                node = waiting.pop(reply.metadata.reply_to_message_id)
                if reply.has_error():
                    lost[node] = f"{reply.error.code}: {reply.error.reason}"
                else:
                    replies[node] = reply
            if waiting:
                time.sleep(self.poll)
        lost.update(dict.fromkeys(waiting.values(), "no answer in time"))
        for node in lost:
            self.homes.pop(node, None)
        return replies, lost

    def _push(self, messages: Iterable[Message]) -> tuple[dict[str, int], dict[int, str]]:
        """Message number to node, of what was sent; node to the reason, of what could not be."""
        sent, lost, every = {}, {}, list(messages)
        for first in range(0, len(every), BATCH):
            some = every[first : first + BATCH]
            nodes = [one.metadata.dst_node_id for one in some]
            numbers: list[str | None] = list(self.grid.push_messages(some))
            # a refused push gives an empty list, a refused message None
            for node, number in zip(nodes, numbers or [None] * len(nodes), strict=True):
                if number is None:
                    lost[node] = "the message could not be sent"
                else:
                    sent[number] = node
        return sent, lost


def _first(one: tuple[int, list[int]]) -> int:
    """First position of a node."""
    return min(one[1], default=-1)


def positions_of(reply: Message) -> list[int]:
    """Positions of the homes that a node says it has."""
    said = reply.content.config_records[DONE]["homes"]
    return [int(one) for one in said] if isinstance(said, list) else []
