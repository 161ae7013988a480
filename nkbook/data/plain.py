"""The YAML files of the data package, read so that nothing faulty passes: one line for what is wrong."""

from datetime import date
from pathlib import Path
from typing import Annotated, Any, TypeVar

import yaml
from pydantic import AfterValidator, BaseModel, ValidationError

from nkbook import paths
from nkbook.errors import DataError

M = TypeVar("M", bound=BaseModel)


def _day(text: str) -> str:
    if date.fromisoformat(text).isoformat() != text:  # Python reads 20261126 and 2026-W48-4 too
        raise ValueError(f"write {text} as year-month-day")
    return text


Day = Annotated[str, AfterValidator(_day)]  # as it is written: 2026-11-26


class _Once(yaml.SafeLoader):
    """YAML in which no key stands twice; YAML itself would let the last one win."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [key.value for key, _ in node.value]
        for key, _ in node.value:
            if keys.count(key.value) > 1:
                raise yaml.constructor.ConstructorError(
                    None, None, f"{key.value} stands twice", key.start_mark
                )
        return super().construct_mapping(node, deep)


def name(path: Path) -> str:
    """Return how messages name a file: data/chain.yml, or its whole path where it lies elsewhere."""
    root = paths.root()
    return (path.relative_to(root) if path.is_relative_to(root) else path).as_posix()


def read(path: Path, kind: type) -> Any:
    """Return what a YAML file holds; raise `DataError` where it is missing, broken or empty.

    kind: what has to be at its top, list or dict.
    """
    try:
        found = yaml.load(path.read_text(encoding="utf-8"), _Once)
    except FileNotFoundError:
        raise DataError(f"{name(path)}: file is missing") from None
    except OSError as error:
        raise DataError(f"{name(path)}: cannot be read ({error.strerror})") from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        why = getattr(error, "problem", None) or str(error).partition("\n")[0] or "nested too deeply"
        raise DataError(f"{name(path)}{where}: is no YAML ({why})") from None
    if not isinstance(found, kind) or not found:
        raise DataError(f"{name(path)}: has to hold a {kind.__name__} with something in it")
    return found


def fitted(model: type[M], entry: Any, path: Path, called: str = "") -> M:
    """Return an entry of a file as its model; raise `DataError` that names entry, field and rule.

    called: the name of the entry where it holds none itself, under `id` or `key`.
    """
    try:
        return model.model_validate(entry)
    except ValidationError as error:
        first = error.errors()[0]
        if not called and isinstance(entry, dict):
            called = str(entry.get("id", entry.get("key", "")))
        place = (name(path), called, ".".join(map(str, first["loc"])), first["msg"])
        raise DataError(": ".join(filter(None, place))) from None
