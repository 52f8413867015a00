"""安全宣教: calendar, articles and exposures, SMS campaigns, hall bookings, the safety tree."""
