"""The space: coordinate system, zones, who is where, how far."""
