"""What is counted: people, contacts, rounds, sectors. Nothing is hidden yet."""
