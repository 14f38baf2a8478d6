"""Files as people hand them in, good and bad, made on the spot."""

import io
import zipfile
import zlib
from typing import Any

from PIL import Image, ImageDraw, PngImagePlugin

SECRET = "YAMADA-0598"


def picture(kind: str = "JPEG", size: tuple[int, int] = (320, 240), **saving: Any) -> bytes:
    """Return a picture whose pixels vary smoothly, so that a copy can be compared."""
    across = Image.linear_gradient("L").resize(size)
    image = Image.merge("RGB", (across, across.rotate(180), across.transpose(Image.Transpose.FLIP_LEFT_RIGHT)))
    buffer = io.BytesIO()
    image.save(buffer, kind, **saving)
    return buffer.getvalue()


def photo() -> bytes:
    """Return a JPEG with all that a phone puts in: maker, position, comment, a thumbnail, a colour profile."""
    exif = Image.Exif()
    exif[0x010F] = f"maker {SECRET}"
    exif[0x8298] = f"copyright {SECRET}"
    position = exif.get_ifd(0x8825)
    position[1], position[2] = "N", (34.0, 42.0, 28.4)
    position[3], position[4] = "E", (136.0, 31.0, 28.6)
    saved = picture(
        "JPEG", exif=exif.tobytes(), comment=f"comment {SECRET}".encode(), icc_profile=b"profile " + SECRET.encode()
    )
    xmp = b"http://ns.adobe.com/xap/1.0/\x00<x:xmpmeta>" + SECRET.encode() + b"</x:xmpmeta>"
    segment = b"\xff\xe1" + (len(xmp) + 2).to_bytes(2, "big") + xmp
    trailer = b"SEFT" + SECRET.encode()  # as a phone appends
    return saved[:2] + segment + saved[2:] + trailer


def screenshot() -> bytes:
    """Return a PNG with texts inside, and a secret under transparent pixels."""
    about = PngImagePlugin.PngInfo()
    about.add_text("Author", SECRET)
    about.add_itxt("Comment", SECRET, zip=True)
    image = Image.new("RGBA", (120, 80), (250, 250, 250, 255))
    image.paste((200, 10, 10, 0), (20, 20, 60, 40))
    buffer = io.BytesIO()
    image.save(buffer, "PNG", pnginfo=about, icc_profile=b"profile")
    return buffer.getvalue()


def document(*texts: str, trailer: bytes = b"", extra: bytes = b"") -> bytes:
    """Return a PDF with a page for each text, with metadata, a script that runs on opening, and a file inside."""
    objects: list[bytes] = [
        b"<< /Type /Catalog /Pages 2 0 R /OpenAction 4 0 R /Names << /EmbeddedFiles << /Names [(s.txt) 5 0 R] >> >> >>",
        b"",
        f"<< /Author ({SECRET}) /Title ({SECRET}) >>".encode(),
        f"<< /S /JavaScript /JS (app.alert\\('{SECRET}'\\)) >>".encode(),
        b"<< /Type /Filespec /F (s.txt) /EF << /F 6 0 R >> >>",
        f"<< /Length {len(SECRET)} >>\nstream\n{SECRET}\nendstream".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    pages = []
    for text in texts:
        drawn = f"BT /F 24 Tf 72 700 Td ({text}) Tj 0 -300 Td (Plan) Tj ET".encode()
        number = len(objects) + 1
        pages.append(number)
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {number + 1} 0 R "
            "/Resources << /Font << /F 7 0 R >> >> >>".encode(),
            f"<< /Length {len(drawn)} >>\nstream\n".encode() + drawn + b"\nendstream",
        ]
    kids = " ".join(f"{number} 0 R" for number in pages)
    objects[1] = f"<< /Type /Pages /Count {len(pages)} /Kids [{kids}] >>".encode()
    out = io.BytesIO()
    out.write(b"%PDF-1.7\n" + extra)
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(f"{number} 0 obj\n".encode() + content + b"\nendobj\n")
    start = out.tell()
    out.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode())
    out.write("".join(f"{place:010} 00000 n \n" for place in places).encode())
    entries = f"/Size {len(objects) + 1} /Root 1 0 R /Info 3 0 R"
    out.write(f"trailer\n<< {entries} >>\nstartxref\n{start}\n%%EOF\n".encode())
    return out.getvalue() + trailer


def office(main: str = "word/document.xml", *, more: dict[str, bytes] | None = None) -> bytes:
    """Return a small Word (or other) file, with more entries where given."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(main, "<document/>")
        for name, content in (more or {}).items():
            archive.writestr(name, content)
    return buffer.getvalue()


def png_of_size(width: int, height: int) -> bytes:
    """Return a PNG that claims a size and holds as many white pixels, in few bytes: a bomb where they are many."""
    squeeze = zlib.compressobj(9)
    row = b"\x00" + b"\xff" * ((width + 7) // 8)
    data = b"".join(squeeze.compress(row) for _ in range(height)) + squeeze.flush()

    def chunk(name: bytes, content: bytes) -> bytes:
        return len(content).to_bytes(4, "big") + name + content + zlib.crc32(name + content).to_bytes(4, "big")

    header = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes([1, 0, 0, 0, 0])
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def scan_of(text: str) -> bytes:
    """Return a PNG of a text drawn on white."""
    image = Image.new("RGB", (400, 200), "white")
    ImageDraw.Draw(image).text((20, 20), text, fill="black", font_size=32)
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()
