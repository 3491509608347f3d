"""The page of the partner network."""
