"""The command `nkbook`, also as `python -m nkbook`: one line where packages are missing."""

import sys


def main() -> None:
    """Run the command line, if what it needs is installed."""
    try:
        from nkbook.cli import main as run
    except ModuleNotFoundError as error:
        sys.exit(f"the package {error.name} is missing from this environment; run `make setup`")
    run()


if __name__ == "__main__":
    main()
