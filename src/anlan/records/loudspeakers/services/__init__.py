"""Commands on loudspeakers: the horns, what is said by hand, what is spoken of itself."""
