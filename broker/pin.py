"""Writes ``jars.json`` anew, when Kafka's version is raised: ``python -m broker.pin``.

The jars are those that Maven would put on Kafka's class path, and one that makes its log readable.
Look at the difference before committing it: these checksums are what later fetches are held to.
"""

import hashlib
import json
import tempfile
from pathlib import Path

from jgo.constants import MAVEN_CENTRAL_URL
from jgo.maven import MavenContext
from jgo.parse import Coordinate

from broker.jars import KAFKA_VERSION

# Kafka logs through slf4j 1.7; without a back end of that line it stops without a word.
_WANTED = (
    Coordinate("org.apache.kafka", "kafka_2.13", KAFKA_VERSION, scope="compile"),
    Coordinate("org.slf4j", "slf4j-simple", "1.7.36", scope="compile"),
)


def main() -> None:
    table: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as scratch:
        context = MavenContext(
            repo_cache=Path(scratch), remote_repos={"central": MAVEN_CENTRAL_URL}
        )
        wanted, needed = context.resolver.resolve(
            [context.create_dependency(coordinate) for coordinate in _WANTED]
        )
        for dependency in [*wanted, *needed]:
            if dependency.scope not in ("compile", "runtime"):
                continue
            artifact = dependency.artifact
            digest = hashlib.sha256(artifact.resolve().read_bytes()).hexdigest()
            table[f"{artifact.groupId}:{artifact.artifactId}:{artifact.version}"] = digest
    target = Path(__file__).with_name("jars.json")
    target.write_text(json.dumps(table, indent=2) + "\n", "utf-8")
    print(f"{len(table)} jars pinned in {target}")


if __name__ == "__main__":
    main()
