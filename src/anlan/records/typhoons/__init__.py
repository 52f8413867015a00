"""Typhoons 台风: tracks and forecasts as people or programs hand them in; nothing is fetched from anywhere."""
