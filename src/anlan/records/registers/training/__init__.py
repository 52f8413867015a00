"""培训考核: courses, batches with sign-in by QR, papers, certificates, coverage."""
