"""Public data that netmap carries, so that nothing need be fetched: the base of France."""
