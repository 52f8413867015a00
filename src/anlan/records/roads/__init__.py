"""Roads 道路: a network that the operator imports, and the quickest way over it for those who are sent."""
