"""Set and verify the weights of a rollout's listener rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from traffic_control.ports import Balancer, NotDone, Shares
from traffic_control.settings import RolloutSettings, Rule, Target

BLUE, GREEN, ALL = "blue", "green", 100
READ_ATTEMPTS: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleWeights:
    """The weights of the rules in `settings`; `sleep` waits so many seconds between two reads."""

    settings: RolloutSettings
    balancer: Balancer
    sleep: Callable[[float], None]

    def move(self, green: int) -> None:
        """Shift `green` per cent in the rules that differ, each in one call, and read all back. Raises NotDone."""
        rules = [rule.arn for rule in self.settings.rules]
        live, sticky = self.balancer.weights(rules), self.balancer.stickiness(rules)
        for rule in self.settings.rules:
            wanted = split(self.settings.target_of(rule), green)
            if rule.arn in live and live[rule.arn] != wanted:
                self.balancer.move(rule.arn, wanted, sticky[rule.arn])
        faults = self.mismatches(green)
        for pause in range(1, READ_ATTEMPTS):
            if not faults:
                return
            self.sleep(pause / 2)
            faults = self.mismatches(green)
        if faults:
            raise NotDone("; ".join(faults))

    def mismatches(self, *greens: int, gone: bool = False) -> list[str]:
        """Return the rules whose weights are none of `greens`; with `gone` also deleted rules, which no
        caller meets.
        """
        live = self.balancer.weights([rule.arn for rule in self.settings.rules])
        return [fault for rule in self.settings.rules for fault in self._rule_mismatches(rule, live, greens, gone)]

    def _rule_mismatches(
        self, rule: Rule, live: Mapping[str, Shares], greens: Sequence[int], gone: bool
    ) -> Iterator[str]:
        target = self.settings.target_of(rule)
        if rule.arn not in live:
            if gone:
                yield f"a rule of {rule.target} is gone"
        elif live[rule.arn] not in [split(target, green) for green in greens]:
            wanted = " or ".join(str(green) for green in greens)
            found = _describe(target, live[rule.arn])
            yield f"a rule of {rule.target} has {found}, not green {wanted}: it was moved"


def split(target: Target, green: int) -> Shares:
    """Return the weights of a target's groups for `green` per cent."""
    return {target.groups[BLUE]: ALL - green, target.groups[GREEN]: green}


def _describe(target: Target, live: Shares) -> str:
    named = {arn: colour for colour, arn in target.groups.items()}
    return ", ".join(f"{named.get(arn, 'a group of nobody')} {weight}" for arn, weight in live.items()) or "no weights"
