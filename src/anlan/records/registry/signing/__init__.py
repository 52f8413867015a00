"""People on site sign with a finger what the screen shows them; what they signed is kept word for word.

A statement is text made from the record (:attr:`Paper.statement`, else the document's body as text). The device shows
it and sends it back with the signatures. Kept are the text, its SHA-256, and per signature a seal over that hash, the
picture's hash, the name and the time; the seals go into the audit trail. Whether it still holds is worked out, never
stored: the statement is made from the record again, and the seals are compared with the trail.

What it is worth in law, and what it is not: ``docs/explanation/signing-on-site.md``.
"""
