"""The command palette: the commands of the screen on top, by name."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from textual.command import DiscoveryHit, Hit, Hits, Provider

from collectwork.screens.turns import TurnScreen


class ScreenCommands(Provider):
    """Lists what the keys do here, with their keys; it cannot drift from them."""

    async def discover(self) -> Hits:
        for title, run, said in self._all():
            yield DiscoveryHit(title, run, help=said)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for title, run, said in self._all():
            score = matcher.match(title)
            if score > 0:
                yield Hit(score, matcher.highlight(title), run, help=said)

    def _all(self) -> Iterator[tuple[str, Any, str]]:
        if not isinstance(self.screen, TurnScreen):
            yield from self._other()
            return
        screen = self.screen
        for command in screen.commands:
            moves = command.id.startswith("go.") and not command.bar and command.group == "list"
            if moves or command.numbered:
                continue  # moving about and counting is for keys
            yield command.say, partial(screen.action_do, command.id), f"key {command.first_key}"

    def _other(self) -> Iterator[tuple[str, Any, str]]:
        """Any other screen: the descriptions of its own bindings."""
        seen = set()
        for active in self.screen.active_bindings.values():
            binding = active.binding
            if binding.description and binding.action not in seen and not binding.system:
                seen.add(binding.action)
                run = partial(self.app.run_action, binding.action, active.node)
                yield binding.description, run, f"key {self.app.get_key_display(binding)}"
