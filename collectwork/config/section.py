"""What every table of the config file is made of."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

CLOCK = r"^([01]\d|2[0-3]):[0-5]\d$"


class Section(BaseModel):
    """A table of the file; unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)
