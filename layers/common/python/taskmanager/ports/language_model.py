"""A language model that helps with tasks."""

from typing import Protocol

from taskmanager.domain.breakdown import Breakdown, Granularity


class ModelFailed(Exception):
    """The model did not give a usable answer; the message says why, without secrets."""


class LanguageModel(Protocol):
    """Breaks tasks down into steps."""

    @property
    def name(self) -> str:
        """The model's name, which tells its cached answers from another's."""

    def breakdown(self, content: str, description: str, granularity: Granularity) -> Breakdown:
        """Break a task down.

        Raises:
            ModelFailed: It did not answer, not in time, or with something that is no breakdown.
        """
