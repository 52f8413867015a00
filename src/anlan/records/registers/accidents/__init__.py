"""生产安全事故: reports within the legal deadlines, grades, investigation, reply, follow-up."""
