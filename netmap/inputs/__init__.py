"""From the project's files to checked rows: tables, layers, settings, provenance."""
