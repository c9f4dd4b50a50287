"""Draw a diagram with Graphviz, with the AWS icons of the package `diagrams`.

An SVG is self-contained: its icons are in it, and no path of this machine is.
"""

from __future__ import annotations

import base64
import importlib.util
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path

from generator.analysis.diagram import FUNCTIONS, STORES, WATCH, Diagram, Edge, Node
from generator.diagnostics.usage_error import UsageError

_ICONS: Mapping[str, str] = {
    "alb": "network/elb-application-load-balancer",
    "api": "network/api-gateway",
    "aurora": "database/aurora",
    "cloudtrail": "management/cloudtrail",
    "cloudwatch": "management/cloudwatch",
    "config": "management/config",
    "dynamodb": "database/dynamodb",
    "endpoint": "network/endpoint",
    "guardduty": "security/guardduty",
    "kms": "security/key-management-service",
    "lambda": "compute/lambda",
    "nat": "network/nat-gateway",
    "nlb": "network/elb-network-load-balancer",
    "parameters": "management/systems-manager-parameter-store",
    "proxy": "database/rds",
    "s3": "storage/simple-storage-service-s3",
    "secrets": "security/secrets-manager",
    "securityhub": "security/security-hub",
    "server": "general/traditional-server",
    "sns": "integration/simple-notification-service-sns",
    "sqs": "integration/simple-queue-service-sqs",
    "transit": "network/transit-gateway",
    "users": "general/users",
    "vpn": "network/vpn-gateway",
}
_FILLS: Mapping[str, str] = {
    "vpc": "#f4f8ff",
    "public": "#f2faf0",
    "private": "#eaf2fd",
    "functions": "#fff6ea",
    "database": "#f3eefc",
    "stores": "#fafafa",
    "watch": "#fafafa",
}
_COLOURS: Mapping[str, str] = {"blue": "#1f6fd0", "green": "#2e8b3d", "": "#5f6b7a"}


def drawn(diagram: Diagram, form: str) -> bytes:
    """Return the image as `svg` or `png`. Raises UsageError where Graphviz or the icons are not installed."""
    program = shutil.which("dot")
    if program is None:
        raise UsageError(
            "Graphviz draws SVG and PNG and is not installed (Debian: apt install graphviz; macOS: brew install "
            "graphviz): install it, or ask for Mermaid text with --out graph.mmd"
        )
    source = "\n".join(_graph(diagram, _icon_folder()))
    done = subprocess.run([program, f"-T{form}"], input=source.encode(), capture_output=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"dot: {done.stderr.decode(errors='replace').strip()}")
    return done.stdout if form != "svg" else _self_contained(done.stdout.decode()).encode()


def _icon_folder() -> Path:
    found = importlib.util.find_spec("diagrams")
    if found is None or found.origin is None:
        raise UsageError(
            "the AWS icons come with the package `diagrams`, which is not installed: pip install 'payinfra[graph]', "
            "or ask for Mermaid text with --out graph.mmd"
        )
    return Path(found.origin).parents[1] / "resources" / "aws"


def _graph(diagram: Diagram, icons: Path) -> Iterator[str]:
    yield "digraph {"
    yield (
        f"graph [label={_quoted(diagram.title)} labelloc=t fontsize=20 fontname={FONT} rankdir=LR compound=true "
        f"nodesep=0.25 ranksep={0.35 if diagram.is_compact else 0.7} pad=0.3 bgcolor=white splines=spline newrank=true]"
    )
    size = 14 if diagram.is_compact else 11
    yield f'node [shape=none fontname={FONT} fontsize={size} fontcolor="#232f3e"]'
    yield f"edge [fontname={FONT} fontsize={size} arrowsize=0.8]"
    yield from _inside(diagram, None, icons)
    yield from (_arrow(diagram, edge) for edge in diagram.edges)
    yield from _order(diagram)
    yield from _legend(diagram)
    yield "}"


def _order(diagram: Diagram) -> Iterator[str]:
    """Lines that nobody sees: functions stand in one column, what watches in one row, what is stored in two columns."""
    routed = {edge.end for edge in diagram.edges}
    balancers = [node.key for node in diagram.nodes if node.icon == "alb"]
    for node in diagram.nodes:
        if node.within == FUNCTIONS and node.key not in routed:
            yield from (f"{_quoted(balancer)} -> {_quoted(node.key)} [style=invis]" for balancer in balancers)
    row = [node.key for node in diagram.nodes if node.within == WATCH]
    stored = [node.key for node in diagram.nodes if node.within == STORES]
    functions = [node.key for node in diagram.nodes if node.within == FUNCTIONS]
    pairs = [*pairwise([*row, LEGEND]), *zip(stored[::2], stored[1::2], strict=False)]
    # Else they would stand alone in the first column, and half of the picture be empty.
    pairs += [(functions[-1], "endpoints")] if functions and diagram.has("endpoints") else []
    pairs += [(balancer, "nat") for balancer in balancers if diagram.has("nat")]
    yield from (f"{_quoted(one)} -> {_quoted(other)} [style=invis]" for one, other in pairs)


def _legend(diagram: Diagram) -> Iterator[str]:
    """What the lines mean, below the picture. Its box stands in the last column, where there is room."""
    meanings = [
        ("blue", "━━", "blue: the side that is stable"),
        ("green", "━━", "green: the side that comes"),
        ("", "━━", "a call, or a right to one"),
        ("", "╍╍", "no requests now"),
    ]
    used = {edge.colour for edge in diagram.edges}
    rows = "".join(
        f'<TR><TD><FONT COLOR="{_COLOURS[colour]}">{line}</FONT></TD><TD ALIGN="LEFT">{text}</TD></TR>'
        for colour, line, text in meanings
        if colour in used
    )
    yield f'{LEGEND} [label=<<TABLE BORDER="1" COLOR="#9aa7b8" CELLBORDER="0" CELLSPACING="2">{rows}</TABLE>>]'


LEGEND = "legend"
FONT = '"Helvetica,Arial,sans-serif"'


def _inside(diagram: Diagram, cluster: str | None, icons: Path) -> Iterator[str]:
    yield from (_box(node, icons) for node in diagram.nodes if node.within == cluster)
    for inner in diagram.clusters:
        if inner.within == cluster:
            yield f"subgraph {_quoted(f'cluster_{inner.key}')} {{"
            yield (
                f'graph [label={_quoted(inner.title)} labeljust=l fontsize=13 style="rounded,filled" '
                f'fillcolor="{_FILLS.get(inner.key, "#ffffff")}" color="#9aa7b8" margin=14]'
            )
            yield from _inside(diagram, inner.key, icons)
            yield "}"


def _box(node: Node, icons: Path) -> str:
    rows = "".join(f"<TR><TD>{_escaped(line)}</TD></TR>" for line in node.lines)
    icon = icons / f"{_ICONS[node.icon]}.png"
    image = f'<TR><TD FIXEDSIZE="TRUE" WIDTH="52" HEIGHT="52"><IMG SCALE="TRUE" SRC="{icon}"/></TD></TR>'
    table = f'<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="1">{image}{rows}</TABLE>'
    return f"{_quoted(node.key)} [label=<{table}>]"


def _arrow(diagram: Diagram, edge: Edge) -> str:
    start, tail = _end(diagram, edge.start, "ltail")
    end, head = _end(diagram, edge.end, "lhead")
    style = "dashed" if edge.is_quiet else "solid"
    colour = _COLOURS[edge.colour]
    width = 1.2 + 2.8 * edge.share / 100 if edge.colour else 1.2
    text = f"{edge.colour} {edge.label}".strip()
    label = f' label={_quoted(text)} fontcolor="{colour}"' if text else ""
    # What watches stands below, and a caller on-premises where its targets are: their arrows move nothing.
    watches = any(node.key == edge.start and node.within == WATCH for node in diagram.nodes)
    placing = " constraint=false" if watches or edge.start == "on-premises" else ""
    look = f'style={style} color="{colour}" penwidth={width}'
    return f"{_quoted(start)} -> {_quoted(end)} [{look}{label}{tail}{head}{placing}]"


def _end(diagram: Diagram, key: str, attribute: str) -> tuple[str, str]:
    """The box at which an arrow ends; for an area its middle box, and the arrow is cut at the area's frame."""
    inside = [node.key for node in diagram.nodes if node.within == key]
    if not inside:
        return key, ""
    return inside[len(inside) // 2], f" {attribute}={_quoted(f'cluster_{key}')}"


def _self_contained(svg: str) -> str:
    """SVG with its icons in it, each once, and without the comment that names the program."""
    svg = re.sub(r"<!--.*?-->\s*", "", svg, flags=re.DOTALL)
    return re.sub(r'xlink:href="([^"#]+\.png)"', lambda found: f'xlink:href="{_data(Path(found[1]))}"', svg)


def _data(icon: Path) -> str:
    return f"data:image/png;base64,{base64.b64encode(icon.read_bytes()).decode()}"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
