"""``python -m netmap``."""

from netmap.cli import main

if __name__ == "__main__":
    main()
