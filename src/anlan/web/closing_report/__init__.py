"""The printable closing report: facts of the records and the curve of the history, set by typst."""
