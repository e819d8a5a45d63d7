"""`collectwork` and `python -m collectwork`."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line and leave with its exit code."""
    from collectwork.cli.program import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
