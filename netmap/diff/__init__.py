"""What changed between two builds, or between a build and today; read from their files alone."""

from __future__ import annotations

from netmap.diff.compare import Difference, compare
from netmap.diff.snapshot import Snapshot, read_snapshot, snapshot_of

__all__ = ["Difference", "Snapshot", "compare", "read_snapshot", "snapshot_of"]
