"""The boundary: only what is made here may leave the office."""
