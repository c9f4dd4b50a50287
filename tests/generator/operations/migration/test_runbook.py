"""The runbook of a move: what stands in it is in the spec and in the rollout that the stack gets."""

from __future__ import annotations

import re
import shlex
from html.parser import HTMLParser

import pytest

from generator.cli.main import full_parser
from generator.diagnostics.usage_error import UsageError
from generator.operations.migration.runbook import markup_to_html, runbook, runbook_data
from generator.operations.rollout_plan import as_data, select_rollout
from generator.spec.resolve import resolve_plain
from tests.support.moving import moving

DMS = {"source": {"engine": "oracle", "host": "192.168.10.20", "tables": ["PAY.*"]}, "replication": {"method": "dms"}}


def every_step(env):
    return [step for section in runbook_data(env, phase="shift")["sections"] for step in section["steps"]]


def commands(env):
    found = runbook_data(env, phase="shift")
    texts = [step.get("run") or "" for step in [*found["now"], *every_step(env), *found["back"]]]
    return [line for text in texts for line in text.splitlines()]


@pytest.mark.parametrize("move", [{}, DMS, {"reads": "joined"}], ids=["logical", "dms", "joined"])
def test_every_step_says_what_must_be_seen_and_what_to_do_if_not(move):
    for step in every_step(moving(**move)):
        assert all(step[key] for key in ("title", "do", "see", "otherwise")), step
        assert isinstance(step["minutes"], int), step


@pytest.mark.parametrize("move", [{}, DMS], ids=["logical", "dms"])
def test_every_command_of_ours_is_one_that_the_command_line_takes(move):
    ours = [line for line in commands(moving(**move)) if line.startswith("payinfra ")]
    assert len(ours) > 10
    for line in ours:
        words = shlex.split(re.split(r" [>|]|;|  +#|&&", line)[0])[1:]
        full_parser().parse_args(words)


def test_steps_and_times_are_those_of_the_rollout():
    rollout = {"steps": [10, 100], "bakeMinutes": 20, "minimumRequests": 100, "approval": {"before": [100]}}
    env = moving(rollout=rollout)
    found = runbook_data(env, phase="shift")
    assert found["timetable"] == [
        # 100 requests to green in 20 minutes are 1,000 in all at 10 per cent.
        ["1", "90 / 10", "T+0:00", "T+0:20", "nothing", "50 a minute"],
        ["2", "0 / 100", "T+0:20", "T+0:40", "`approve`", "5 a minute"],
    ]
    plan = as_data(select_rollout(env, "migration"))
    (at,) = [step["at"] for step in every_step(env) if step["title"] == "The end of the rollout"]
    assert at == f"T+{plan['atLeastMinutes'] // 60}:{plan['atLeastMinutes'] % 60:02}"
    assert "payinfra rollout approve test migration --step 100" in commands(env)


def test_both_ends_have_their_addresses_ports_and_names():
    found = runbook_data(moving(), phase="shift")
    text = "\n".join(" | ".join(row) for row in [*found["endpoints"], *found["firewall_rules"]])
    for words in (
        "192.168.10.11:8443, 192.168.10.12:8443",
        "the certificate must be for `payments.example.internal`",
        "192.168.10.20:5432",
        "AS 65010, 203.0.113.74",
        "output `vpn_tunnel_addresses`",
        "output `resolver_inbound_addresses`",
        "10.0.192.0/20, 10.0.208.0/20, 10.0.224.0/20 | 192.168.10.20 | TCP 5432 | Aurora subscribes",
        "192.168.10.20 | 10.0.192.0/20, 10.0.208.0/20, 10.0.224.0/20 | TCP 5432 | on-premises subscribes",
        "UDP 500, UDP 4500",
    ):
        assert words in text, words


def test_what_the_spec_does_not_have_is_not_told():
    spec = {"network": {"interfaceEndpoints": moving().network.interface_endpoints, "onPremises": None}}
    spec["network"]["interfaceEndpoints"] = list(spec["network"]["interfaceEndpoints"])
    relay = {"addresses": ["192.168.10.11"], "serverName": "pay.internal"}
    text = runbook(moving(spec, relay=relay, replication={"fallback": False}), "markdown", phase="prepare")
    for words in ("vpn_tunnel_addresses", "resolver_inbound_addresses", "relay-certificates", '"fallback"'):
        assert words not in text
    assert "TLS, the certificate must be for `pay.internal`" in text


def test_the_way_back_is_told_from_each_point():
    points = [way["point"] for way in runbook_data(moving(), phase="shift")["back"]]
    assert [point.split(" (")[0].split(",")[0] for point in points] == [
        "before the start",
        "while the rollout runs",
        "after the rollout has ended",
        "after teardown",
    ]


def test_a_way_that_is_cut_is_no_reason_to_go_back_to_what_is_behind_it():
    (row,) = [row for row in runbook_data(moving(), phase="shift")["criteria"] if row[0].startswith("The way")]
    assert "do not abort" in row[2]


class Structure(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.headings, self.links, self.ids = [], 0, [], set()

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.ids |= {given.get("id")}
        self.links += [given["href"]] if "href" in given else []
        self.headings += tag in ("h2", "h3")
        if tag not in ("br", "meta", "input"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_the_page_has_the_same_steps_is_well_formed_and_needs_nothing_else():
    env = moving()
    page, text = runbook(env, "html", phase="shift"), runbook(env, "markdown", phase="shift")
    structure = Structure()
    structure.feed(page)
    assert structure.open == []
    assert {link.removeprefix("#") for link in structure.links} <= structure.ids
    assert "<script" not in page
    assert "http://" not in page
    for step in every_step(env):
        assert all(f" {step['title']} (" in form for form in (page, text))
    assert page.count("<pre>") == text.count("```sh")


def test_texts_of_a_spec_are_texts_in_the_page():
    assert markup_to_html("`a<b>` **c** & d") == "<code>a&lt;b&gt;</code> <strong>c</strong> &amp; d"


def test_an_environment_that_does_not_move_has_no_runbook():
    with pytest.raises(UsageError, match="moves nothing"):
        runbook(resolve_plain({"environmentSuffix": "test"}).environment, "markdown", phase="shift")
