"""Contacts by the million: files read by batches, as the rows of any other table would be."""
