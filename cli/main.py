"""The `wirecopy` command. Each command is a module of its own; heavy imports wait until it runs."""

from __future__ import annotations

import logging

import typer

from cli import (
    audit,
    broker,
    config,
    dead,
    demo,
    feeds,
    publish,
    receive,
    resume,
    run,
    tail,
    topics,
    up,
    worker,
)  # fmt: skip

app = typer.Typer(
    name="wirecopy",
    help="Raw scraped news in, one clean, deduplicated stream of articles out, on Apache Kafka.",
    epilog=(
        "Exit codes: 0 done · 1 the answer is no (a sum is off, inputs were refused) · 2 wrong "
        "usage · 75 try again (Kafka is gone, another worker took over) · 78 mend the settings or "
        "topics first. Settings are WIRECOPY_* variables: `wirecopy config show`."
    ),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("demo")(demo.demo)
app.command("up")(up.up)
app.command("publish")(publish.publish)
app.command("receive")(receive.receive)
app.command("tail")(tail.tail)
app.command("run")(run.run)
app.command("audit")(audit.audit)
app.command("worker")(worker.worker)
app.command("resume")(resume.resume)
app.command("broker")(broker.broker)
app.add_typer(feeds.app, name="feeds")
app.add_typer(topics.app, name="topics")
app.add_typer(dead.app, name="dead")
app.add_typer(config.app, name="config")


def main() -> None:
    """The console script. What libraries log, a command says in its own sentence or not at all;
    workers set up a log of their own."""
    logging.basicConfig(level=logging.CRITICAL)
    app()


if __name__ == "__main__":
    main()
