"""Work orders 工单: from the alarm that opens one to the second person who closes it."""
