"""巡查督查: plans, groups, checks by checklist, and 双随机 by a draw anybody can verify."""
