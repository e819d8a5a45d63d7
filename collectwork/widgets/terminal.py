"""Reading from a terminal that may send anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.driver import Driver

if TYPE_CHECKING:
    from textual.drivers.linux_driver import LinuxDriver as _Reading
else:
    _Reading = object


class KeepsReading(_Reading):
    """For a driver: bytes that are no UTF-8 (another encoding, line noise, a pasted file) are left
    out. Textual's own reader would stop, and the program with it."""

    def run_input_thread(self) -> None:
        while True:
            try:
                super().run_input_thread()
                return
            except UnicodeDecodeError:
                continue


def tolerant(driver: type[Driver]) -> type[Driver]:
    """The driver, reading on whatever comes."""
    if not hasattr(driver, "run_input_thread"):
        return driver  # nothing is read there: a test, or a browser
    return type(f"Tolerant{driver.__name__}", (KeepsReading, driver), {})
