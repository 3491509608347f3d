"""Many territories at once: a page each, an overview of all, one file of results.

A territory is built as ``netmap build`` builds it, or is a public edition that somebody sent.
Nothing here reads a count that a public edition does not show.
"""
