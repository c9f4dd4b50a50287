"""The Node.js process behind slim bindings, and the way in which Python speaks to it.

The stock way starts two processes, one that only passes messages on, and turns each message into objects and back by
reflection. Here Python holds the kernel's own channel, asks for all packages at once, and writes messages directly.
What is said on the channel is the same.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import platform
import signal
import socket
from pathlib import Path
from typing import Any

import attr
import jsii._runtime
from jsii._kernel.providers.process import ProcessProvider, _NodeProcess, _unstructure_ref, jdefault, ohook
from jsii._kernel.types import Callback, CreateResponse, LoadRequest, LoadResponse, ObjRef
from jsii.errors import ErrorType, JavaScriptError, JSIIError

from generator.engine.node_process import node_program
from generator.engine.slim import recipe
from generator.engine.slim.store import Copy
from generator.engine.slim.warning import warn

# The descriptor on which the kernel reads and writes; the stock launcher sets the same one up.
CHANNEL = 3
SECONDS_TO_END = 5
# A small space for young objects saves 25 MB and costs no time: most of what a stack makes lives until it is written.
OPTIONS = ("--preserve-symlinks", "--max-semi-space-size=4")

_APIS = {
    "LoadRequest": "load",
    "GetScriptCommandRequest": "getBinScriptCommand",
    "CreateRequest": "create",
    "DeleteRequest": "del",
    "GetRequest": "get",
    "StaticGetRequest": "sget",
    "SetRequest": "set",
    "StaticSetRequest": "sset",
    "InvokeRequest": "invoke",
    "StaticInvokeRequest": "sinvoke",
    "BeginRequest": "begin",
    "StaticBeginRequest": "sbegin",
    "EndRequest": "end",
    "CallbacksRequest": "callbacks",
    "CompleteRequest": "complete",
    "StatsRequest": "stats",
}


class Channel(_NodeProcess):  # type: ignore[misc]  # jsii's own process class is untyped
    """A kernel without the process that the stock client puts in between."""

    def __init__(self, copy: Copy) -> None:
        super().__init__()
        self._copy = copy
        self._pid = 0
        self.posted = 0

    def start(self) -> None:
        """Start Node.js. Nothing waits for it here."""
        ours, theirs = socket.socketpair()
        with theirs:
            actions = [
                (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                (os.POSIX_SPAWN_DUP2, theirs.fileno(), CHANNEL),
            ]
            node = node_program()
            command = [node, *OPTIONS, str(self._copy.program)]
            self._pid = os.posix_spawnp(node, command, self._environment(), file_actions=actions)
        self._socket, self._reader = ours, ours.makefile("rb")
        atexit.register(self.stop)

    def stop(self) -> None:
        """End Node.js, and wait until it has removed what it had unpacked."""
        atexit.unregister(self.stop)
        if not self._pid:
            return
        process, self._pid = self._pid, 0
        try:
            # It ends when it has read everything; answers that nobody took must be taken, or it complains at length.
            self._socket.shutdown(socket.SHUT_WR)
            self._socket.settimeout(SECONDS_TO_END)
            while self._reader.read(65_536):
                pass
        except OSError:
            os.kill(process, signal.SIGTERM)
        self._reader.close()
        self._socket.close()
        os.waitpid(process, 0)

    def send(self, request: Any, response_type: Any) -> Any:
        self.post(request)
        return self.answer(response_type)

    def post(self, request: Any) -> None:
        """Send a request without waiting for its answer."""
        self.posted += 1
        api = _APIS.get(type(request).__name__)
        fields = _fields(request) if api is None else {**_fields(request), "api": api}
        self._socket.sendall(json.dumps(fields, default=_plain).encode() + b"\n")

    def answer(self, response_type: Any) -> Any:
        """The answer to the earliest request that has none yet: what was asked for, or a call back."""
        message = self._next_message()
        if "error" in message:
            fault = JSIIError if message.get("name") == ErrorType.JSII_FAULT.value else RuntimeError
            raise fault(message["error"]) from JavaScriptError(message.get("stack"))
        if "callback" in message:
            return self._serializer.structure(message["callback"], Callback)
        content = message["ok"]
        return CreateResponse(ref=content.ref) if response_type is CreateResponse else response_type(**content)

    def _next_message(self) -> Any:
        line = self._reader.readline()
        if not line:
            raise JSIIError("Node.js has ended without an answer")
        return json.loads(line, object_hook=ohook)

    def _environment(self) -> dict[str, str]:
        return {
            "NODE_COMPILE_CACHE": str(self._copy.compiled),
            **os.environ,
            "JSII_AGENT": f"Python/{platform.python_version()}",
            # The archives are so small that unpacking them costs less than a look at a cache.
            "JSII_RUNTIME_PACKAGE_CACHE": "disabled",
            recipe.FOLDER_VARIABLE: str(self._copy.modules),
        }


class SlimProvider(ProcessProvider):  # type: ignore[misc]  # jsii's provider class is untyped
    """Sends the kernel's requests to a channel. If the packages don't load, the stock process takes over."""

    def __init__(self, copy: Copy) -> None:
        self._copy = copy
        self._asked: list[LoadRequest] = []
        self._settled: Any = None

    def load(self, request: LoadRequest) -> LoadResponse:
        if self._settled is None and (request.name, request.version) in self._copy.archives:
            self._asked.append(request)
            return LoadResponse(assembly=request.name, types=0)
        return super().load(self._as_installed(request))

    @property
    def _process(self) -> Any:
        if self._settled is None:
            self._settled = self._settle()
        return self._settled

    def _settle(self) -> Any:
        """A channel that has loaded all packages, or the stock process."""
        channel = Channel(self._copy)
        channel.start()
        # A process that has ended already is noticed when its answers are read.
        with contextlib.suppress(BrokenPipeError):
            for (name, version), archive in self._copy.archives.items():
                channel.post(LoadRequest(name=name, version=version, tarball=str(archive)))
        try:
            channel.handshake()
            for _ in self._copy.archives:
                channel.answer(LoadResponse)
        except Exception as error:
            warn(f"Node.js can't load the slim ones: {error}")
            channel.stop()
            return self._stock_process()
        return channel

    def _stock_process(self) -> _NodeProcess:
        process = _NodeProcess()
        process.start()
        for request in self._asked:
            process.send(self._as_installed(request), LoadResponse)
        return process

    def _as_installed(self, request: LoadRequest) -> LoadRequest:
        """The compiled bindings name an archive beside themselves; it is where they were compiled from."""
        archive = self._copy.stock_archives.get(Path(request.tarball).name)
        return request if archive is None else attr.evolve(request, tarball=str(archive))


def replace_kernel(copy: Copy) -> None:
    """Let jsii, which has not run yet, run the copy."""
    jsii._runtime.kernel.provider = SlimProvider(copy)


def replace_archive(copy: Copy) -> None:
    """Let jsii, which has run already, load the provider of the copy."""
    provider = jsii._runtime.kernel.provider
    load = provider.load

    def load_copy(request: LoadRequest) -> LoadResponse:
        known = (request.name, request.version) in copy.archives
        return load(attr.evolve(request, tarball=str(copy.provider)) if known else request)

    provider.load = load_copy


def _plain(value: Any) -> Any:
    if isinstance(value, ObjRef):
        return _unstructure_ref(value)
    return _fields(value) if hasattr(value, "__attrs_attrs__") else jdefault(value)


def _fields(value: Any) -> dict[str, Any]:
    return {field.name: getattr(value, field.name) for field in value.__attrs_attrs__}
