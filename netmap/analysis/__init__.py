"""The figures: density, access, chains and the gaps that join them. No disk, no page."""
