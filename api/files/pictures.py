"""Pictures made again: decoded to nothing but pixels, blacked out, encoded anew. Runs in the worker only."""

import math
from collections.abc import Iterable
from io import BytesIO

from PIL import Image, ImageOps

from airspace.attachment import FileKind
from airspace.blackout import Box
from geo.errors import FileRefused, TooLarge
from geo.text import Text

MOST_PIXELS = 60_000_000
JPEG_QUALITY = 90
JPEG_BLOCK = 8
"""A JPEG is coded in squares of this side: a box that ends on their edges is all black and blurs nothing beside it."""
BLACK = (0, 0, 0)
WHITE = (255, 255, 255)
PILLOW_NAMES = {FileKind.PNG: "PNG", FileKind.JPEG: "JPEG"}

NO_PICTURE = (
    Text("画像として開けません。", "It does not open as a picture."),
    Text("画像ソフトで開いて保存しなおすか、PDFに書き出してください。", "Save it again, or export it to PDF."),
)
TOO_MANY_PIXELS = (
    Text("画像の画素数が多すぎます。", "The picture has too many pixels."),
    Text(f"{MOST_PIXELS // 1_000_000}00万画素までに縮めてください。", f"At most {MOST_PIXELS // 10**6} megapixels."),
)


def pixels_of(content: bytes, kind: FileKind) -> Image.Image:
    """Return a picture's pixels as people see them, and nothing else: turned upright, on white, 8 bits, no metadata.

    Raises
    ------
    FileRefused
        If it does not decode to its end, `TooLarge` if it has too many pixels; that is known before it is decoded.
    """
    try:
        # Pillow's own guard is above ours; the size in the header is what decoding would allot.
        with Image.open(BytesIO(content), formats=(PILLOW_NAMES[kind],)) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise TooLarge(*TOO_MANY_PIXELS)
            picture.load()
            upright = ImageOps.exif_transpose(picture)
            return _flat(upright)
    except Image.DecompressionBombError as error:
        raise TooLarge(*TOO_MANY_PIXELS) from error
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        if isinstance(error, FileRefused):
            raise
        raise FileRefused(*NO_PICTURE) from error


def remade_picture(content: bytes, kind: FileKind, boxes: Iterable[Box]) -> bytes:
    """Return a picture made again, its boxes black."""
    picture = pixels_of(content, kind)
    if kind is FileKind.JPEG:
        black_out(picture, boxes, cell=JPEG_BLOCK)
        return jpeg_of(picture)
    black_out(picture, boxes)
    buffer = BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()


def jpeg_of(picture: Image.Image) -> bytes:
    """Return pixels as a JPEG, whose colours have squares as small as its lightness has."""
    buffer = BytesIO()
    picture.save(buffer, "JPEG", quality=JPEG_QUALITY, subsampling=0)
    return buffer.getvalue()


def black_out(picture: Image.Image, boxes: Iterable[Box], *, cell: int = 1) -> None:
    """Paint boxes black, rounded outwards to cells of pixels."""
    for box in boxes:
        left = math.floor(box.left * picture.width / cell) * cell
        top = math.floor(box.top * picture.height / cell) * cell
        right = min(math.ceil(box.right * picture.width / cell) * cell, picture.width)
        bottom = min(math.ceil(box.bottom * picture.height / cell) * cell, picture.height)
        picture.paste(BLACK, (left, top, right, bottom))


def _flat(picture: Image.Image) -> Image.Image:
    if picture.mode.startswith("I"):  # 16 bits of grey, which plain conversion would cut off
        picture = picture.convert("I").point(lambda value: value / 256).convert("L")
    flat = Image.new("RGB", picture.size, WHITE)
    if picture.has_transparency_data:
        # What lies under transparent pixels is not seen, so it must not be there.
        picture = picture.convert("RGBA")
        flat.paste(picture, mask=picture.getchannel("A"))
    else:
        flat.paste(picture.convert("RGB"))
    return flat
