"""The least that Textual can start with: one line of text."""

from textual.app import App, ComposeResult
from textual.widgets import Static


class Bare(App[None]):
    """Nothing but a line."""

    def compose(self) -> ComposeResult:
        yield Static("the bare app is painted")


if __name__ == "__main__":
    Bare().run()
