"""Requests at the same moment, each from a process of its own."""

from collections.abc import Callable, Sequence
from threading import Barrier, Thread

from tests.support.lambda_client import Answer, Client


def at_once(clients: Sequence[Client], send: Callable[[Client], Answer]) -> list[Answer]:
    """Let each client send as soon as all are ready; return the answers.

    Each needs handlers of its own: a framework that keeps the current request in its application
    answers one request at a time.
    """
    barrier = Barrier(len(clients))
    answers: list[Answer] = []

    def run(client: Client) -> None:
        barrier.wait()
        answers.append(send(client))

    threads = [Thread(target=run, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == len(clients)
    return answers
