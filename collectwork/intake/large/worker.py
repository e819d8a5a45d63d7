"""The process that reads a part: ``python -m collectwork.intake.large.worker TARGET START END``.

The plan comes on standard input; on standard output go the rows done, one number a line, and at
last what was found, or why the careful reader must decide, as JSON.
"""

from __future__ import annotations

import gc
import json
import sys
from dataclasses import asdict
from pathlib import Path

from collectwork.intake.large.plan import NotPlain, Plan
from collectwork.intake.large.segment import Segment


def main() -> None:
    gc.disable()  # rows are values without circles, and the process ends soon
    target, start, end = sys.argv[1:]
    plan = Plan.of_json(sys.stdin.read())
    try:
        found = Segment(plan, Path(target)).read(int(start), int(end), _tell)
    except NotPlain as doubt:
        print(json.dumps({"doubt": str(doubt)}), flush=True)
    else:
        print(json.dumps(asdict(found)), flush=True)


def _tell(rows: int) -> None:
    print(rows, flush=True)


if __name__ == "__main__":
    main()
