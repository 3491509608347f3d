"""The outsider: reads a folder of outputs back, and imports nothing that wrote it."""
