"""`python -m anlan.cli`, as the supervisor starts every process."""

from anlan.cli import main

main()
