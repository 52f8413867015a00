"""行政执法: cases from lead to closing, seizures, joint operations, by the clocks of the penalty law."""
