"""What netmap writes and reads back: one description a format, for whoever writes or reads it."""
