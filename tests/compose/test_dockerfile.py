"""The Dockerfile names what exists, installs what is locked, and leaves out Java and the tools."""

import re
import tomllib
from typing import Any

import pytest

from tests.compose.compose_file import ROOT, Instruction, dockerfile, last

INSTRUCTIONS = dockerfile()
RUNTIME_LOCK = ROOT / "requirements-runtime.lock"
_PIN = re.compile(r"^([a-z0-9-]+)==(\S+)")


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())


def of(name: str) -> list[Instruction]:
    return [instruction for instruction in INSTRUCTIONS if instruction.name == name]


def from_checkout() -> set[str]:
    """What the image takes from the checkout."""
    return {
        source
        for copy in of("COPY")
        if not copy.arguments.startswith("--from=")
        for source in copy.words[:-1]
    }


def locked(name: str) -> dict[str, str]:
    """Each pin of a lock file with its marker and hashes."""
    pins: dict[str, str] = {}
    package = ""
    for line in (ROOT / name).read_text().splitlines():
        if match := _PIN.match(line):
            package = match[1]
        if package:
            pins[package] = pins.get(package, "") + line.strip()
    return pins


def test_everything_that_is_copied_exists_and_is_let_into_the_build() -> None:
    let_in = {
        line.removeprefix("!")
        for line in (ROOT / ".dockerignore").read_text().splitlines()
        if line.startswith("!")
    }
    assert from_checkout() == let_in
    for source in from_checkout():
        assert (ROOT / source).exists(), source


def test_all_packages_the_models_and_the_seeds_are_in_the_image(project: dict[str, Any]) -> None:
    packages = {
        pattern.removesuffix(".*")
        for pattern in project["tool"]["setuptools"]["packages"]["find"]["include"]
    }
    assert packages | {"models", "seeds"} <= from_checkout()


def test_all_files_that_the_project_file_names_are_in_the_image(project: dict[str, Any]) -> None:
    named = {
        *project["project"]["license-files"],
        *filter(None, [project["project"].get("readme")]),
    }
    assert named <= from_checkout()


def test_both_stages_start_from_one_pinned_python_that_the_project_allows(
    project: dict[str, Any],
) -> None:
    bases = {instruction.words[0] for instruction in of("FROM")}
    (base,) = bases
    version = re.fullmatch(r"python:(\d+)\.(\d+)\.\d+-slim-[a-z]+", base)
    assert version
    assert project["project"]["requires-python"] == ">=3.11,<3.14"
    assert (3, 11) <= (int(version[1]), int(version[2])) <= (3, 13)


def test_packages_come_as_wheels_by_their_hashes() -> None:
    installs = [run.arguments for run in of("RUN") if "-r requirements" in run.arguments]
    assert len(installs) == 1
    assert "--require-hashes" in installs[0]
    assert "--only-binary :all:" in installs[0]
    assert "-r requirements-runtime.lock" in installs[0]


def test_the_runtime_lock_is_the_lock_without_java_and_the_tools(project: dict[str, Any]) -> None:
    runtime, whole = locked("requirements-runtime.lock"), locked("requirements.lock")
    assert runtime.items() <= whole.items(), "run `make lock`"
    wanted = {_name(requirement) for requirement in project["project"]["dependencies"]}
    extras = project["project"]["optional-dependencies"]
    unwanted = {_name(requirement) for extra in extras.values() for requirement in extra}
    assert wanted <= runtime.keys()
    # setuptools builds the editable install, and a dependency needs it at run time.
    assert not (unwanted - {"setuptools"}) & runtime.keys()


def _name(requirement: str) -> str:
    return re.split(r"[^A-Za-z0-9-]", requirement, maxsplit=1)[0].lower()


def test_the_image_has_no_java() -> None:
    said = " ".join(instruction.arguments for instruction in INSTRUCTIONS).lower()
    assert not re.search(r"\b(java|jre|jdk\w*|openjdk)\b", said)


def test_the_container_runs_the_command_as_a_user_without_rights() -> None:
    user, _, group = last("USER").arguments.partition(":")
    assert int(user) > 0
    assert int(group) > 0
    assert last("ENTRYPOINT").words == ["wirecopy"]
    assert INSTRUCTIONS.index(last("USER")) < INSTRUCTIONS.index(last("ENTRYPOINT"))


def test_the_entry_point_is_the_projects_command(project: dict[str, Any]) -> None:
    assert last("ENTRYPOINT").words[0] in project["project"]["scripts"]
