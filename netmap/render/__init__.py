"""The pages and files of a release. Nothing is computed here."""
