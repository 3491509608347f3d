"""Files on a disk: read within limits, written whole, by one writer at a time."""
