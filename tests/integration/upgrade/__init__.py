"""From the first release's database to today's."""
