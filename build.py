"""The command line: `python build.py --help`."""

from meldapp.cli import main

if __name__ == "__main__":
    main()
