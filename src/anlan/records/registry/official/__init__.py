"""How an official document looks, decided once: Word and PDF from the same blocks, in the manner of GB/T 9704-2012.

A4, body in 仿宋 三号 (16 pt), lines 28.9 pt apart, headings in 黑体, the title in 二号, page numbers between dashes. A
:class:`Masthead` gives it a red head: a bulletin's with issue, office and day, or a file's with its number.
``agency`` above the title makes it a law enforcement document, numbered on the right. Fonts are named in Word (offices
have them); a PDF embeds the first that this machine has.

``blocks`` what a document consists of · ``wording`` · ``fonts`` · ``as_docx``, ``as_pdf`` its two forms.
"""
