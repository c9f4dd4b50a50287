"""The picture of a stack: what is in the Terraform JSON is in it, and nothing else; SVG stands alone."""

from __future__ import annotations

import importlib.util
import re
import shutil
from pathlib import Path
from xml.etree import ElementTree

import pytest

from generator.analysis import graphviz as dot
from generator.analysis.compact_diagram import compact
from generator.analysis.diagram import Diagram
from generator.analysis.mermaid import as_mermaid
from generator.analysis.stack_diagram.build import diagram_of
from generator.diagnostics.usage_error import UsageError
from tests.support.stacks import SPLIT_ON_PURPOSE, stack_of

ON_PREMISES = {
    **SPLIT_ON_PURPOSE,
    "network": {"nat": "perZone", "onPremises": {"cidrs": ["192.168.0.0/16"]}},
    "database": {"proxy": {"enabled": True}, "readers": {"count": 1}},
    "loadBalancer": {
        "targets": [
            {
                "name": "transaction-processing",
                "blue": {"type": "ip", "addresses": ["192.168.10.11"], "port": 8443},
                "weights": {"blue": 70, "green": 30},
            }
        ]
    },
    # What claims payments is not what these tests are about.
    "waivers": [{"name": "split", "finding": "MIG004", "reason": "nobody pays here", "expires": "2099-12-31"}],
}
needs_graphviz = pytest.mark.skipif(
    shutil.which("dot") is None or importlib.util.find_spec("diagrams") is None,
    reason="Graphviz or the package diagrams is not installed",
)


@pytest.fixture(scope="module")
def diagram() -> Diagram:
    return diagram_of(stack_of(ON_PREMISES), "tap-stack-test")


def edges(diagram, start):
    return {(edge.end, edge.label, edge.colour) for edge in diagram.edges if edge.start == start}


def test_a_payment_can_be_followed_from_the_caller_to_both_colours(diagram):
    assert edges(diagram, "callers") == {("api-endpoint", "HTTPS", "")}
    assert edges(diagram, "api-endpoint") == {("api", "", "")}
    assert edges(diagram, "api") == {("lb-nlb", "VPC link", "")}
    assert edges(diagram, "lb-nlb") == {("lb-alb", "TLS", "")}
    balanced = edges(diagram, "lb-alb")
    assert ("on-premises", "70 %", "blue") in balanced
    assert ("lambda-transaction-processing", "30 %", "green") in balanced
    assert ("lambda-fraud-detection", "100 %", "blue") in balanced


def test_what_functions_may_reach_is_what_their_roles_and_groups_say(diagram):
    reached = {end for end, _, _ in edges(diagram, "functions")}
    assert reached == {"tables", "topics", "secrets", "parameters", "queues", "proxy", "aurora"}
    assert edges(diagram, "proxy") == {("aurora", "", "")}


def test_callers_and_the_endpoint_of_a_private_api_are_in_its_network(diagram):
    within = {node.key: node.within for node in diagram.nodes}
    assert (within["callers"], within["api-endpoint"], within["api"]) == ("private", "private", None)
    assert "execute-api" not in " ".join(next(node for node in diagram.nodes if node.key == "endpoints").lines)
    assert ("api-endpoint", "HTTPS", "") in edges(diagram, "on-premises")


def test_callers_of_a_public_api_are_outside():
    public = diagram_of(stack_of({"api": {"endpointType": "REGIONAL"}}), "public")
    assert edges(public, "callers") == {("api", "HTTPS", "")}
    assert next(node for node in public.nodes if node.key == "callers").within is None


def test_on_demand_each_function_has_an_edge_to_what_its_own_role_permits():
    each = diagram_of(stack_of(ON_PREMISES), "tap-stack-test", per_function=True)
    assert {end for end, _, _ in edges(each, "lambda-fraud-detection")} >= {"tables", "parameters", "queues"}
    assert "tables" not in {end for end, _, _ in edges(each, "lambda-credential-rotation")}
    assert {end for end, _, _ in edges(each, "functions")} == {"proxy", "aurora"}


def test_buckets_of_records_are_beside_what_writes_them_and_others_are_data(diagram):
    within = {node.key: (node.within, node.lines) for node in diagram.nodes}
    assert within["proof"] == ("watch", ("buckets of records", "access-archive", "access-logs", "audit"))
    assert "buckets" not in within


def test_the_compact_form_keeps_the_way_of_a_payment_and_nothing_else(diagram):
    small = compact(diagram)
    keys = {node.key for node in small.nodes}
    assert keys >= {"callers", "api-endpoint", "api", "balancers", "aurora", "stores", "on-premises"}
    assert not keys & {"cloudwatch", "trail", "nat", "endpoints", "link", "lambda-credential-rotation"}
    assert ("lambda-transaction-processing", "30 %", "green") in edges(small, "balancers")
    assert edges(small, "functions") == {("stores", "", ""), ("proxy", "", "")}
    assert not [edge for edge in small.edges if edge.is_quiet]


@needs_graphviz
def test_weights_can_be_told_apart_and_a_legend_says_what_lines_mean(diagram):
    text = dot.drawn(diagram, "svg").decode()
    assert "blue 70 %" in text
    assert "green 30 %" in text
    widths = {float(width) for width in re.findall(r'stroke="#1f6fd0" stroke-width="([\d.]+)"', text)}
    assert len(widths) > 1
    assert "blue: the side that is stable" in text


def test_boxes_count_what_is_there(diagram):
    lines = {node.key: node.lines for node in diagram.nodes}
    assert lines["aurora"][1] == "1 writer, 1 reader"
    assert lines["nat"] == ("3 NAT gateways",)
    assert "transactions" in lines["tables"]
    assert lines["on-premises"] == ("on-premises", "192.168.10.11")


def test_what_a_stack_does_not_have_is_not_drawn():
    plain = diagram_of(stack_of({"network": {"nat": "none"}}), "plain")
    assert not {"nat", "proxy", "on-premises", "link", "config"} & {node.key for node in plain.nodes}
    assert "public" not in {cluster.key for cluster in plain.clusters}


def test_mermaid_names_every_box_before_it_is_connected(diagram):
    lines = as_mermaid(diagram).splitlines()
    assert lines[0] == "flowchart LR"
    known = {found[1] for line in lines if (found := re.match(r"\s*(?:subgraph )?(n_\w+)\[", line))}
    ends = {end for line in lines for end in re.findall(r"^  (n_\w+) -.*?(n_\w+)$", line)}
    assert ends
    assert {each for pair in ends for each in pair} <= known
    assert sum("subgraph" in line for line in lines) == sum(line.strip() == "end" for line in lines)


@needs_graphviz
def test_svg_holds_its_icons_and_no_path_of_this_machine(diagram):
    svg = dot.drawn(diagram, "svg").decode()
    images = re.findall(r'<image [^>]*xlink:href="([^"]{0,30})', svg)
    assert len(images) == len(diagram.nodes)
    assert all(image.startswith("data:image/png;base64,") for image in images)
    assert str(Path.home()) not in svg
    assert "site-packages" not in svg
    ElementTree.fromstring(svg)


@needs_graphviz
def test_png_is_a_png(diagram):
    assert dot.drawn(diagram, "png").startswith(b"\x89PNG")


def test_without_graphviz_it_says_what_to_install(diagram, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    with pytest.raises(UsageError, match=r"apt install graphviz.*Mermaid"):
        dot.drawn(diagram, "svg")


def test_the_picture_in_the_docs_stands_alone():
    svg = (Path(__file__).resolve().parents[3] / "docs" / "images" / "architecture-prod.svg").read_text(
        encoding="utf-8"
    )
    assert "data:image/png;base64," in svg
    assert not re.search(r'href="[^"#]*/[^"]*\.png"', svg)
