"""A reader of clean QR codes (ISO/IEC 18004), such as a tablet's camera sees on a screen.

It takes the text out of the squares of a PNG; it mends nothing, so every square must be right.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator, Sequence

from segno.consts import (
    ALIGNMENT_POS,
    ECC,
    ERROR_LEVEL_H,
    ERROR_LEVEL_L,
    ERROR_LEVEL_M,
    ERROR_LEVEL_Q,
)

_BORDER = 4
_FINDER = 7
_FORMAT_MASK = 0b101010000010010
_LEVELS = {1: ERROR_LEVEL_L, 0: ERROR_LEVEL_M, 3: ERROR_LEVEL_Q, 2: ERROR_LEVEL_H}
_MASKS = (
    lambda r, c: (r + c) % 2 == 0,
    lambda r, _: r % 2 == 0,
    lambda _, c: c % 3 == 0,
    lambda r, c: (r + c) % 3 == 0,
    lambda r, c: (r // 2 + c // 3) % 2 == 0,
    lambda r, c: (r * c) % 2 + (r * c) % 3 == 0,
    lambda r, c: ((r * c) % 2 + (r * c) % 3) % 2 == 0,
    lambda r, c: ((r + c) % 2 + (r * c) % 3) % 2 == 0,
)
_BYTES = 0b0100

Matrix = list[list[bool]]


def read_png(png: bytes) -> str:
    """Return the text of the one QR code in a picture drawn by this project."""
    return read_matrix(_matrix(_pixels(png)))


def read_svg_path(path: str) -> str:
    """Return the text of the QR code that a path draws, dark squares as strokes to the right."""
    dark, x, y = set(), 0.0, 0.0
    for command, numbers in re.findall(r"([Mmh])([-0-9. ]+)", path):
        steps = [float(each) for each in numbers.split()]
        if command == "h":
            dark |= {(int(y), int(x) + step) for step in range(int(steps[0]))}
            x += steps[0]
        else:
            x, y = (steps[0], steps[1]) if command == "M" else (x + steps[0], y + steps[1])
    top, bottom = min(dark)[0], max(dark)[0] + 1
    return read_matrix([[(y, x) in dark for x in range(top, bottom)] for y in range(top, bottom)])


def read_matrix(matrix: Matrix) -> str:
    """Return the text of a QR code given as rows of squares, dark ones True, without its border."""
    size = len(matrix)
    version = (size - 17) // 4
    level, mask = _format(matrix)
    taken = _function_squares(version, size)
    bits = [
        matrix[row][column] ^ _MASKS[mask](row, column)
        for row, column in _way(size)
        if not taken[row][column]
    ]
    return _text(_data(_bytes(bits), ECC[version][level]), version)


def _pixels(png: bytes) -> Matrix:
    """Unpack a PNG of one bit a pixel, dark pixels True."""
    chunks, at = {}, 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        kind = png[at + 4 : at + 8]
        chunks[kind] = chunks.get(kind, b"") + png[at + 8 : at + 8 + length]
        at += 12 + length
    width, height, depth, colour = struct.unpack(">IIBB", chunks[b"IHDR"][:10])
    assert (depth, colour) == (1, 0), "one bit of grey"
    rows, stride = zlib.decompress(chunks[b"IDAT"]), 1 + (width + 7) // 8
    lines, above = [], bytes(stride - 1)
    for start in range(0, height * stride, stride):
        above = _unfiltered(rows[start], rows[start + 1 : start + stride], above)
        lines.append([not above[x // 8] >> (7 - x % 8) & 1 for x in range(width)])
    return lines


def _unfiltered(kind: int, line: bytes, above: bytes) -> bytes:
    """Undo a line's filter: none, or the difference to the line above it."""
    assert kind in {0, 2}
    return bytes((x + kind // 2 * y) % 256 for x, y in zip(line, above, strict=True))


def _matrix(pixels: Matrix) -> Matrix:
    """Find the squares: the first dark pixel is the corner of a finder of seven dark squares."""
    top = next(number for number, line in enumerate(pixels) if any(line))
    left = pixels[top].index(True)
    scale = pixels[top][left:].index(False) // _FINDER
    assert top == left == scale * _BORDER
    inner = range(top + scale // 2, len(pixels) - top, scale)
    return [[pixels[y][x] for x in inner] for y in inner]


def _format(matrix: Matrix) -> tuple[int, int]:
    """Return the level of error correction and the mask, from beside the top left finder."""
    places = [(8, column) for column in (0, 1, 2, 3, 4, 5, 7, 8)]
    places += [(row, 8) for row in (7, 5, 4, 3, 2, 1, 0)]
    found = 0
    for row, column in places:
        found = found << 1 | matrix[row][column]
    found ^= _FORMAT_MASK
    return _LEVELS[found >> 13], found >> 10 & 0b111


def _function_squares(version: int, size: int) -> Matrix:
    """Mark the squares that hold no data."""
    taken = [[False] * size for _ in range(size)]

    def take(rows: range, columns: range) -> None:
        for row in rows:
            for column in columns:
                taken[row][column] = True

    near, far = range(9), range(size - 8, size)
    for rows, columns in ((near, near), (near, far), (far, near)):
        take(rows, columns)
    take(range(6, 7), range(size))
    take(range(size), range(6, 7))
    if version >= _FINDER:
        take(range(6), range(size - 11, size - 8))
        take(range(size - 11, size - 8), range(6))
    centres = ALIGNMENT_POS[version - 2] if version > 1 else ()
    for row in centres:
        for column in centres:
            if (row, column) not in {(6, 6), (6, size - 7), (size - 7, 6)}:
                take(range(row - 2, row + 3), range(column - 2, column + 3))
    return taken


def _way(size: int) -> Iterator[tuple[int, int]]:
    """Yield the squares in reading order: up and down in pairs of columns, from the right."""
    is_upward = True
    for right in (*range(size - 1, 6, -2), *range(5, 0, -2)):
        for row in range(size - 1, -1, -1) if is_upward else range(size):
            yield row, right
            yield row, right - 1
        is_upward = not is_upward


def _bytes(bits: Sequence[bool]) -> bytes:
    whole = len(bits) // 8 * 8
    return bytes(
        int("".join("01"[bit] for bit in bits[at : at + 8]), 2) for at in range(0, whole, 8)
    )


def _data(words: bytes, blocks: Sequence[tuple[int, int, int]]) -> bytes:
    """Put the data of the interleaved blocks in order; what mends errors comes after it."""
    lengths = [data for count, _, data in blocks for _ in range(count)]
    found = [bytearray() for _ in lengths]
    source = iter(words)
    for position in range(max(lengths)):
        for block, length in zip(found, lengths, strict=True):
            if position < length:
                block.append(next(source))
    return b"".join(found)


def _text(data: bytes, version: int) -> str:
    bits = "".join(f"{byte:08b}" for byte in data)
    assert int(bits[:4], 2) == _BYTES, "text kept as bytes"
    start = 4 + (8 if version <= 9 else 16)
    count = int(bits[4:start], 2)
    return bytes(int(bits[at : at + 8], 2) for at in range(start, start + 8 * count, 8)).decode()
