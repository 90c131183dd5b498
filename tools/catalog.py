"""All tools the agent may call. Adding one is one file and one line here.

A tool is a plain typed function over a `ToolContext`; its docstring is what the model reads, its annotations become the schema.
"""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from pydantic import BaseModel, ConfigDict, ValidationError, create_model

from core.errors import ToolRetry
from core.views import empty_tables
from tools.context import ToolContext
from tools.explain_forecast import explain_forecast
from tools.query_data import query_data, schema_words
from tools.read_journal import read_journal
from tools.read_report import read_report
from tools.recall_similar_days import recall_similar_days
from tools.refresh_data import refresh_data
from tools.remember import remember
from tools.run_models import run_models
from tools.score_board import score_board
from tools.search_memory import search_memory
from tools.transcribe_journal import transcribe_journal
from tools.what_if import what_if


@dataclass(frozen=True)
class Tool:
    """One tool and how it is described to a model."""

    function: Callable[..., dict[str, object]]
    chat_only: bool = False
    """True for tools that a daily run does not have."""
    appendix: str = ""
    """Words for the model that do not stand in the docstring."""
    most_calls: int | None = None
    """How often one run, or one turn of chat, may call it; None: as often as the budget of all tools allows."""

    @property
    def name(self) -> str:
        """The function's name."""
        return self.function.__name__

    @cached_property
    def description(self) -> str:
        """What the model reads about the tool."""
        words = (inspect.getdoc(self.function) or "").split("\n\nArgs:")[0]
        return f"{words}\n\n{self.appendix}" if self.appendix else words

    @cached_property
    def arguments(self) -> type[BaseModel]:
        """The model that checks arguments: those of the function after the context; others are refused."""
        hints = typing.get_type_hints(self.function, include_extras=True)
        parameters = list(inspect.signature(self.function).parameters.values())[1:]
        fields = {one.name: (hints[one.name], ... if one.default is one.empty else one.default) for one in parameters}
        made: type[BaseModel] = create_model(self.name, __config__=ConfigDict(extra="forbid"), **fields)  # type: ignore[call-overload]
        return made

    @cached_property
    def parameters(self) -> dict[str, object]:
        """The JSON schema of the arguments."""
        return {key: value for key, value in self.arguments.model_json_schema().items() if key != "title"}


def call(tool: Tool, context: ToolContext, arguments: Mapping[str, object]) -> dict[str, object]:
    """The tool's result: JSON-able.

    Raises:
        ToolRetry: when the arguments do not fit, or the tool says that others could work.
        ToolFailed: when no arguments could work.
    """
    try:
        given = tool.arguments.model_validate(dict(arguments))
    except ValidationError as error:
        raise ToolRetry(f"{tool.name}: {_faults(error)}; it takes {_signature(tool)}") from error
    return tool.function(context, **{name: getattr(given, name) for name in type(given).model_fields})


def _faults(error: ValidationError) -> str:
    """What is wrong with each argument, without echoing its value."""
    return "; ".join(f"{'.'.join(str(place) for place in one['loc'])}: {one['msg']}" for one in error.errors(include_url=False)[:5])


def _signature(tool: Tool) -> str:
    fields = tool.arguments.model_fields.items()
    return ", ".join(f"{name}{'' if field.is_required() else ' (optional)'}" for name, field in fields) or "no arguments"


TOOLS: dict[str, Tool] = {
    tool.name: tool
    for tool in (
        Tool(read_report),
        Tool(run_models),
        Tool(explain_forecast, most_calls=3),
        Tool(what_if, most_calls=4),
        Tool(read_journal),
        Tool(transcribe_journal, most_calls=3),
        Tool(recall_similar_days),
        Tool(search_memory),
        Tool(score_board),
        Tool(query_data, appendix=schema_words(empty_tables())),
        Tool(refresh_data, most_calls=1),
        Tool(remember, chat_only=True),
    )
}
"""All tools by name, in the order they are shown."""
