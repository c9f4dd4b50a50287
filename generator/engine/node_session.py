"""The one player of this process: started on first use, kept to the end, and done without where it can't be had."""

from __future__ import annotations

from generator.engine.bindings.selection import chosen_copy, do_without_copy, may_cut_down
from generator.engine.node_client import NodeClient, NodeError
from generator.engine.node_process import require_node, use_bundled_node


class NodeSession:
    """At most one player."""

    def __init__(self) -> None:
        self.client: NodeClient | None = None

    def start(self) -> NodeClient | None:
        """Let Node.js load the packages while Python does something else. None where stacks are made call by call."""
        copy = chosen_copy() if may_cut_down() else None
        if self.client is None and copy is not None:
            use_bundled_node()
            require_node()
            try:
                self.client = NodeClient(copy)
            except NodeError as error:
                self._give_up(error)
        return self.client

    def ready(self) -> NodeClient | None:
        """The player, once it has loaded the packages; None where it can't."""
        player = self.start()
        try:
            if player is not None:
                player.await_loaded()
        except NodeError as error:
            self._give_up(error)
        return self.client

    def end(self) -> None:
        """End Node.js and wait for it, as the end of this process would by itself."""
        if self.client is not None:
            self.client.stop()
            self.client = None

    def _give_up(self, error: NodeError) -> None:
        do_without_copy(f"Node.js can't load the cut-down ones: {error}")
        self.end()


NODE = NodeSession()
