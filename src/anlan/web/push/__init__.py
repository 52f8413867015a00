"""Bus → browsers, by server-sent events. Holds connections; asks the database only who somebody is."""
