"""有限空间与自用燃气台账: the two special ledgers of an enterprise that the census forms do not hold."""
