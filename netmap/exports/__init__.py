"""The files for machines and for other tools, and the folder that they stand in."""
