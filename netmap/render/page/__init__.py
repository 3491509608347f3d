"""What every page is made of: its frame, libraries, notes and colours."""
