"""Everything the assistant says or is told, as text files with variables.

A template is `prompts/texts/NAME.j2`. A variable that a template names and the caller does not give is an
error, never an empty string, so that a renamed variable fails in a test and not in front of a shopper.
"""

from __future__ import annotations

from functools import lru_cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template


@lru_cache(maxsize=1)
def _environment() -> Environment:
    # The texts are prose for a model or a chat line, not HTML: each front end escapes for its own medium.
    return Environment(
        loader=PackageLoader("prompts", "texts"),
        undefined=StrictUndefined,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@lru_cache(maxsize=64)
def _template(name: str) -> Template:
    return _environment().get_template(f"{name}.j2")


def render(text: str, /, **variables: object) -> str:
    """Fill in one text.

    Args:
        text: File name under `prompts/texts`, without its ending.
        **variables: A value for every variable that it names.

    Returns:
        The text, without blank space at either end.

    Raises:
        jinja2.UndefinedError: A variable of the text is missing.
        jinja2.TemplateNotFound: No text has this name.
    """
    return _template(text).render(**variables).strip()


def names() -> list[str]:
    """The names of all texts, sorted."""
    return sorted(file.removesuffix(".j2") for file in _environment().list_templates())
