"""Suggestions: ask for one, look at it, accept or reject it."""

import hashlib
import logging

import msgspec

from taskmanager.domain import suggestion as domain
from taskmanager.domain.breakdown import Breakdown
from taskmanager.domain.breakdown_rules import by_rules
from taskmanager.domain.errors import NotFound, TaskCompleted
from taskmanager.domain.suggestion import (
    LIFETIME,
    Engine,
    NewSuggestion,
    Suggestion,
    SuggestionQuery,
)
from taskmanager.domain.task import Task
from taskmanager.domain.values import Caller, Page
from taskmanager.ports.cache import Cache
from taskmanager.ports.clock import Clock
from taskmanager.ports.ids import Ids
from taskmanager.ports.language_model import LanguageModel, ModelFailed
from taskmanager.ports.stores import SuggestionStore
from taskmanager.services import optimistic
from taskmanager.services.tasks import TaskService

logger = logging.getLogger(__name__)


class SuggestionService:
    """Proposes changes; carries them out when, and only when, they are accepted."""

    def __init__(
        self,
        *,
        suggestions: SuggestionStore,
        tasks: TaskService,
        model: LanguageModel | None,
        cache: Cache,
        cache_ttl: int,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._suggestions = suggestions
        self._tasks = tasks
        self._model = model
        self._cache = cache
        self._cache_ttl = cache_ttl
        self._clock = clock
        self._ids = ids

    def create(self, caller: Caller, new: NewSuggestion) -> Suggestion:
        """Propose steps for a task.

        Raises:
            NotFound: There is no such task, or it is not the caller's.
            TaskCompleted: It is.
        """
        task = self._tasks.get(caller, new.task_id)
        if task.checked:
            raise TaskCompleted
        engine, breakdown = self._breakdown(task, new.granularity)
        now = self._clock.now()
        key = caller.request_key
        uuids = tuple(
            self._ids.new(key and f"step {order} {key}") for order in range(len(breakdown.steps))
        )
        return self._suggestions.add(
            Suggestion(
                id=self._ids.new(key and f"suggestion {key}"),
                user_id=caller.user_id,
                kind=new.kind,
                task_id=task.id,
                granularity=new.granularity,
                engine=engine,
                explanation=breakdown.explanation,
                changes=domain.commands(task, breakdown, uuids),
                created_at=now,
                expires_at=now + LIFETIME,
            )
        )

    def get(self, caller: Caller, suggestion_id: str) -> Suggestion:
        """Find a suggestion of the caller.

        Raises:
            NotFound: There is none, or it is not the caller's.
        """
        suggestion = self._suggestions.get(suggestion_id)
        if suggestion is None or suggestion.user_id != caller.user_id:
            raise NotFound("suggestion", suggestion_id)
        return suggestion

    def list(self, caller: Caller, query: SuggestionQuery) -> Page[Suggestion]:
        """List the caller's suggestions, newest first."""
        return self._suggestions.page(
            caller.user_id, query.task_id, query.status, query.cursor, query.limit
        )

    def accept(self, caller: Caller, suggestion_id: str) -> Suggestion:
        """Carry a suggestion out, all of it or nothing, once; repeating gives the same answer.

        Raises:
            NotFound: There is no such suggestion, or its task is gone.
            TaskCompleted: Its task is.
            SuggestionResolved: It was rejected, or it has expired.
        """
        now = self._clock.now()

        def accepted(suggestion: Suggestion) -> Suggestion:
            if suggestion.status == "accepted":
                return suggestion
            mapping = {command.temp_id: command.uuid for command in suggestion.changes}
            return domain.resolved(suggestion, "accepted", now, mapping)

        def store(suggestion: Suggestion, version: int) -> Suggestion:
            task = self._tasks.get(caller, suggestion.task_id)
            additions = domain.added_tasks(suggestion, task, now)
            return self._suggestions.accept(suggestion, version, additions)

        return optimistic.update(lambda: self.get(caller, suggestion_id), accepted, store)

    def reject(self, caller: Caller, suggestion_id: str) -> Suggestion:
        """Turn a suggestion down; repeating gives the same answer.

        Raises:
            NotFound: There is no such suggestion.
            SuggestionResolved: It was accepted, or it has expired.
        """
        now = self._clock.now()

        def rejected(suggestion: Suggestion) -> Suggestion:
            if suggestion.status == "rejected":
                return suggestion
            return domain.resolved(suggestion, "rejected", now)

        return optimistic.update(
            lambda: self.get(caller, suggestion_id), rejected, self._suggestions.replace
        )

    def _breakdown(self, task: Task, granularity: int) -> tuple[Engine, Breakdown]:
        if self._model is None:
            return "rules", by_rules(task.content, task.description, granularity)
        key = _cache_key(self._model.name, task, granularity)
        cached = self._cached(key)
        if cached is not None:
            return "model", cached
        try:
            breakdown = self._model.breakdown(task.content, task.description, granularity)
        except ModelFailed as error:
            logger.warning("the language model failed, the rules answer: %s", error)
            rules = by_rules(task.content, task.description, granularity)
            note = f"The language model did not give a usable answer. {rules.explanation}"
            return "rules", msgspec.structs.replace(rules, explanation=note)
        self._cache.put(key, msgspec.json.encode(breakdown), self._cache_ttl)
        return "model", breakdown

    def _cached(self, key: str) -> Breakdown | None:
        """Look a breakdown up; what another version of the code kept there may not fit."""
        cached = self._cache.get(key)
        try:
            return None if cached is None else msgspec.json.decode(cached, type=Breakdown)
        except msgspec.MsgspecError:
            return None


def _cache_key(model: str, task: Task, granularity: int) -> str:
    """Tell one question to one model, asked by one user, from every other."""
    question = msgspec.json.encode(
        (model, task.user_id, task.content, task.description, granularity)
    )
    return f"breakdown:{hashlib.sha256(question).hexdigest()}"
