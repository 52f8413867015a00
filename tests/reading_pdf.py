"""A printed document as a reader has it before them: its words, and its pages as pictures.

Words come from pypdf, pictures from PDFium, the engine of a browser: neither is the program that set the document.
"""

import io
from collections import Counter

import pypdf
import pypdfium2
from PIL import Image, ImageChops

#: Pixels per point: 144 dpi.
SCALE = 2
PAPER = (255, 255, 255)


def words(pdf: bytes) -> str:
    """The text of all pages without its spaces and line ends: where a line breaks is the typesetter's business."""
    return "".join("".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages).split())


def pictures(pdf: bytes) -> list[Image.Image]:
    """Every page at 144 dpi."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.render(scale=SCALE).to_pil().convert("RGB") for page in document]


def margin_px(page: Image.Image) -> int:
    """How far the nearest ink is from the edge of the paper; a blank page has all of its half."""
    box = ImageChops.difference(page, Image.new("RGB", page.size, PAPER)).getbbox()
    if box is None:
        return min(page.size) // 2
    left, top, right, bottom = box
    return min(left, top, page.width - right, page.height - bottom)


def pixels_near(page: Image.Image, colour: tuple[int, int, int], within: int = 12) -> int:
    """How many pixels have about this colour."""
    return sum(
        count
        for count, pixel in page.getcolors(page.width * page.height) or ()
        if all(abs(one - wanted) <= within for one, wanted in zip(pixel, colour, strict=True))
    )


def alike_letters(pdf: bytes) -> str:
    """Chinese characters that look like another one: what a font that lacks them draws is always the same box."""
    seen: dict[bytes, str] = {}
    alike: Counter[str] = Counter()
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            drawn = page.render(scale=4).to_pil().convert("L")
            text = page.get_textpage()
            for n in range(text.count_chars()):
                letter = text.get_text_range(n, 1)
                if not "\u4e00" <= letter <= "\u9fff":
                    continue
                shape = _shape(drawn, text.get_charbox(n))
                other = seen.setdefault(shape, letter)
                alike[letter] += other != letter
    return "".join(sorted(letter for letter, times in alike.items() if times))


def _shape(page: Image.Image, box: tuple[float, float, float, float]) -> bytes:
    left, bottom, right, top = (round(edge * 4) for edge in box)
    cut = page.crop((left, page.height - top, right, page.height - bottom))
    dark = cut.resize((24, 24)).point(lambda grey: 255 * (grey > 127))
    return dark.tobytes() if cut.width and cut.height else b""
