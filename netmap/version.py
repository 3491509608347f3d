"""The version of netmap, as a name that asks for nothing else."""

__version__ = "0.1.0"
