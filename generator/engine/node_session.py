"""Start the one Node.js of this process on first use, and keep it to the end; fall back where there is none."""

from __future__ import annotations

from generator.engine.bundle.errors import BundleError
from generator.engine.bundle.selection import chosen_bundle, fall_back_to_stock
from generator.engine.node_client import NodeClient, NodeError
from generator.engine.node_process import require_node, use_bundled_node
from generator.engine.snapshot import disable_snapshot


class NodeSession:
    """Holds at most one client."""

    def __init__(self) -> None:
        self.client: NodeClient | None = None

    def start(self) -> NodeClient | None:
        """Let Node.js load the bundle while Python does something else. None where plans are replayed call by call."""
        bundle = chosen_bundle()
        if self.client is None and bundle is not None:
            use_bundled_node()
            require_node()
            try:
                self.client = NodeClient(bundle)
            except BundleError as error:
                fall_back_to_stock(str(error))
            except NodeError as error:
                self._give_up(error)
        return self.client

    def ready(self) -> NodeClient | None:
        """Return the client once it has loaded the bundle; None where it can't."""
        while (client := self.start()) is not None:
            try:
                client.await_loaded()
                break
            except NodeError as error:
                self.end()
                if client.snapshot is None:
                    self._give_up(error)
                else:
                    disable_snapshot(client.snapshot)
        return client

    def end(self) -> None:
        """End Node.js and wait for it, as the end of this process would by itself."""
        if self.client is not None:
            self.client.stop()
            self.client = None

    def _give_up(self, error: NodeError) -> None:
        fall_back_to_stock(f"Node.js can't load the bundle: {error}")


NODE = NodeSession()
