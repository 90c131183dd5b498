"""What makes two versions of a line the same recipe: the learner with all its settings; told as one line of text, and read back."""

from __future__ import annotations

from core.errors import BadInput
from forecasting.learners.learner import Learner


def recipe_of(learner: Learner) -> str:
    """The learner's version and every setting by name: "1 penalty=3.0"."""
    return " ".join([learner.version, *(f"{name}={value}" for name, value in sorted(learner.recipe.items()))])


def follow(learner: Learner, recipe: str) -> Learner:
    """The learner with the settings of that recipe, so that what is kept fresh stays the recipe that won; unknown ones are passed over."""
    known = learner.recipe
    pairs = dict(pair.split("=", 1) for pair in recipe.split(" ") if "=" in pair)
    return learner.configured({name: like(known[name], text) for name, text in pairs.items() if name in known})


def like(known: float | str | bool, text: str) -> float | int | str | bool:
    """The text as a value of the type that a setting has.

    Raises:
        BadInput: if it is none.
    """
    if isinstance(known, bool):
        if text.lower() not in {"true", "false"}:
            raise BadInput(f"wanted true or false, found {text!r}")
        return text.lower() == "true"
    try:
        return type(known)(text)
    except ValueError as error:
        raise BadInput(f"wanted a {'whole ' if isinstance(known, int) else ''}number, found {text!r}") from error
