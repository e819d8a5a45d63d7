"""`collectwork` and `python -m collectwork`."""

from __future__ import annotations

import io
import sys


def main() -> None:
    """Run the command line and leave with its exit code."""
    try:
        from collectwork.cli.program import run

        if isinstance(sys.stdout, io.TextIOWrapper):
            # names and texts may hold signs that this terminal or pipe cannot write
            sys.stdout.reconfigure(errors="backslashreplace")
        code = run(sys.argv[1:])
    except KeyboardInterrupt:  # before there was anything to stop
        code = 130
    sys.exit(code)


if __name__ == "__main__":
    main()
