"""The report's figures: a module each, drawn by matplotlib from what a release holds."""
