"""What somebody saw on the spot and wrote down, before any register has taken it over."""
