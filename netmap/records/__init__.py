"""What was found as plain records and sentences: the same in files, pages and terminal."""
