"""Territories through Dask: on one machine, or on a cluster that is there already.

Dask sends each territory to whichever worker is free, one that joins while it lasts too, and
sends it again where a worker is lost.
"""

from __future__ import annotations

import contextlib
import logging
import uuid
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING

from netmap.atlas.territory import Outcome, perform
from netmap.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from distributed import Client, Future

    from netmap.atlas.territory import Order

#: Bytes of the process that sends territories out, and of the least worker that can build one.
OWN_BYTES, LEAST_BYTES = 700_000_000, 800_000_000


@dataclass(frozen=True)
class Where:
    """Who does the work.

    Attributes
    ----------
    scheduler
        The address of a cluster, whose workers read and write the same folders; None: workers
        of this machine's own, for as long as it lasts.
    workers
        How many, of this machine.
    threads
        Whether they are threads of one process.
    memory
        Bytes that all of it may take on this machine, `OWN_BYTES` and `LEAST_BYTES` at least; a
        worker that takes more than its share is stopped and started again.
    """

    scheduler: str | None = None
    workers: int = 1
    threads: bool = False
    memory: int = 4 * 1024**3

    @property
    def most(self) -> int:
        """How many workers the memory has room for."""
        return max(1, min(self.workers, (self.memory - OWN_BYTES) // LEAST_BYTES))

    @property
    def share(self) -> int:
        """Bytes of a worker that is a process."""
        return (self.memory - OWN_BYTES) // self.most


def can_run() -> bool:
    """Tell whether Dask is installed."""
    return find_spec("distributed") is not None


def run(
    orders: Sequence[Order],
    where: Where,
    *,
    told: Callable[[Outcome], object],
    begun: Callable[[str], object],
) -> tuple[Outcome, ...]:
    """Make territories, and return what became of each, in order.

    Parameters
    ----------
    told
        Called with each outcome as it comes.
    begun
        Called with the address of the scheduler, which workers started by hand may join.

    Raises
    ------
    OutputError
        ``no-dask``: it is not installed; ``no-scheduler``: nobody answers at the address.
    """
    if not can_run():
        raise OutputError("no-dask")
    from distributed import as_completed

    outcomes: dict[str, Outcome] = {}
    with _client(where) as client:
        begun(str(client.scheduler_info()["address"]))
        futures = client.map(
            perform, orders, key=f"territoire-{uuid.uuid4().hex}", pure=False, batch_size=None
        )
        names = {f.key: order.asked.name for f, order in zip(futures, orders, strict=True)}
        for future in as_completed(futures, loop=client.loop):
            outcome = _outcome(future, names[future.key])
            outcomes[outcome.name] = outcome
            told(outcome)
    return tuple(outcomes[order.asked.name] for order in orders)


def _outcome(future: Future[Outcome], name: str) -> Outcome:
    from distributed import KilledWorker

    error = future.exception()
    if error is None:
        return future.result()
    if isinstance(error, KilledWorker):
        return Outcome(name, "failed", kind="worker-lost")
    return Outcome(name, "failed", kind="unforeseen", reason=f"{type(error).__name__}: {error}")


@contextlib.contextmanager
def _client(where: Where) -> Iterator[Client]:
    from distributed import Client, LocalCluster

    if where.scheduler is not None:
        try:
            client = Client(where.scheduler, set_as_default=False)
        except (OSError, ValueError):
            raise OutputError("no-scheduler", path=where.scheduler) from None
        with client:
            yield client
        return
    with (
        LocalCluster(
            n_workers=1 if where.threads else where.most,
            threads_per_worker=where.most if where.threads else 1,
            processes=not where.threads,
            memory_limit=where.share * (where.most if where.threads else 1),
            # nothing listens to, or asks, another computer
            protocol="tcp://",
            dashboard_address="127.0.0.1:0",
            worker_dashboard_address="127.0.0.1:0",
            silence_logs=logging.CRITICAL,
        ) as cluster,
        Client(cluster, set_as_default=False) as client,
    ):
        yield client
