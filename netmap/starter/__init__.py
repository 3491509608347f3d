"""A project of one's own, from nothing: outlines, settings and tables to fill, with no network."""
