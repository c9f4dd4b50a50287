"""The defects that the controls must see, a sentence each. Other defects are planted by other people."""

from __future__ import annotations

from scripts.mutations.change import Mutation
from scripts.mutations.front_door import FRONT_DOOR
from scripts.mutations.functions import FUNCTIONS
from scripts.mutations.house import HOUSE
from scripts.mutations.network import NETWORK
from scripts.mutations.stores import STORES
from scripts.mutations.watch import WATCH

MUTATIONS: tuple[Mutation, ...] = (*NETWORK, *STORES, *FUNCTIONS, *FRONT_DOOR, *WATCH, *HOUSE)
