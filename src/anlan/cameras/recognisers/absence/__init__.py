"""Seconds since somebody was last at the post 人员离岗."""
