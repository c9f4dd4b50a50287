"""The one player of this process: started on first use, kept to the end, and done without where it can't be had."""

from __future__ import annotations

from generator.engine.bindings import chosen_copy, do_without_copy, may_record
from generator.engine.node_client import Player, PlayerError
from generator.engine.node_process import require_node, use_bundled_node


class Node:
    """At most one player."""

    def __init__(self) -> None:
        self.player: Player | None = None

    def start(self) -> Player | None:
        """Let Node.js load the packages while Python does something else. None where stacks are made call by call."""
        copy = chosen_copy() if may_record() else None
        if self.player is None and copy is not None:
            use_bundled_node()
            require_node()
            try:
                self.player = Player(copy)
            except PlayerError as error:
                self._give_up(error)
        return self.player

    def ready(self) -> Player | None:
        """The player, once it has loaded the packages; None where it can't."""
        player = self.start()
        try:
            if player is not None:
                player.await_loaded()
        except PlayerError as error:
            self._give_up(error)
        return self.player

    def end(self) -> None:
        """End Node.js and wait for it, as the end of this process would by itself."""
        if self.player is not None:
            self.player.stop()
            self.player = None

    def _give_up(self, error: PlayerError) -> None:
        do_without_copy(f"Node.js can't load the slim ones: {error}")
        self.end()


NODE = Node()
