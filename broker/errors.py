"""What goes wrong with the embedded Kafka, said so that a person can act on it."""


class BrokerError(Exception):
    """The embedded Kafka cannot run; the message is one sentence with the remedy.

    ``log`` holds what Kafka or the network said of it, in their own words and on lines of their
    own; it may be empty.
    """

    def __init__(self, message: str, log: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.log = log

    def __str__(self) -> str:
        return f"{self.message}\n{self.log}" if self.log else self.message
