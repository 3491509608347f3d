"""Where an address or a point lies, and whether who lives there may be included."""
