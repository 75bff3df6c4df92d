"""The compose file and the Dockerfile as Docker reads them, for tests that have no Docker."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

ROOT = Path(__file__).parents[2]
COMPOSE_FILE = ROOT / "docker-compose.yml"
DOCKERFILE = ROOT / "Dockerfile"

# `${NAME:-default}`, the one form of interpolation that the file may use, or any other dollar.
_VARIABLE = re.compile(r"\$\{([A-Z_]+):-([^${}]*)\}|\$")


def load_compose(variables: Mapping[str, str]) -> dict[str, Any]:
    """The file with anchors resolved and `variables` filled in, as `docker compose config` has it.

    Raises ValueError for a dollar sign that is not `${NAME:-default}`.
    """
    parsed: dict[str, Any] = _interpolated(YAML(typ="safe").load(COMPOSE_FILE), variables)
    return parsed


def _interpolated(node: Any, variables: Mapping[str, str]) -> Any:
    if isinstance(node, dict):
        return {name: _interpolated(value, variables) for name, value in node.items()}
    if isinstance(node, list):
        return [_interpolated(value, variables) for value in node]
    if not isinstance(node, str):
        return node

    def fill(match: re.Match[str]) -> str:
        if match[1] is None:
            raise ValueError(f"not of the form ${{NAME:-default}}: {node}")
        return variables.get(match[1]) or match[2]

    return _VARIABLE.sub(fill, node)


def seconds(duration: str) -> float:
    """A duration of one unit: `20s`, `2m`."""
    return int(duration[:-1]) * {"s": 1.0, "m": 60.0}[duration[-1]]


@dataclass(frozen=True, slots=True)
class Instruction:
    """One instruction of a Dockerfile, continuation lines joined."""

    name: str
    arguments: str

    @property
    def words(self) -> list[str]:
        """The arguments, of the JSON form or split at blanks."""
        if self.arguments.startswith("["):
            return [str(word) for word in json.loads(self.arguments)]
        return self.arguments.split()


def dockerfile() -> list[Instruction]:
    """The instructions in order, with build arguments at their defaults."""
    lines = [line for line in DOCKERFILE.read_text().splitlines() if not line.startswith("#")]
    joined = "\n".join(lines).replace("\\\n", " ")
    arguments: dict[str, str] = {}
    instructions = []
    for line in joined.splitlines():
        if line.strip():
            name, _, rest = line.strip().partition(" ")
            for argument, value in arguments.items():
                rest = rest.replace(f"${{{argument}}}", value)
            if name == "ARG":
                argument, _, value = rest.partition("=")
                arguments[argument] = value
            instructions.append(Instruction(name, rest.strip()))
    return instructions


def last(name: str) -> Instruction:
    """The instruction of that name that counts."""
    return [instruction for instruction in dockerfile() if instruction.name == name][-1]
