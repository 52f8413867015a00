"""风险普查与分级管控: census, grading, parks, mutual-safety alliances, work permits, liability insurance."""
