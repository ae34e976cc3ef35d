#include "codec.h"

// EXIF data is a TIFF file: byte order, 42, offset of the first directory; a directory is a count and entries of 12
// bytes: tag, type, count, value. Orientation is tag 0x0112, one SHORT. Offsets are untrusted.
static uint32_t number(const uint8_t *bytes, int size, bool bigEndian) {
  uint32_t value = 0;
  for (int i = 0; i < size; i++) value |= (uint32_t)bytes[i] << 8 * (bigEndian ? size - 1 - i : i);
  return value;
}

int exif_orientation(const uint8_t *bytes, size_t count) {
  enum { header_size = 8, entry_size = 12, orientation_tag = 0x0112, type_short = 3, type_long = 4 };
  if (count < header_size || bytes[0] != bytes[1] || (bytes[0] != 'I' && bytes[0] != 'M')) return 1;
  bool bigEndian = bytes[0] == 'M';
  if (number(bytes + 2, 2, bigEndian) != 42) return 1;
  size_t directory = number(bytes + 4, 4, bigEndian);
  if (directory > count - 2) return 1;
  size_t entries = number(bytes + directory, 2, bigEndian);
  size_t room = (count - directory - 2) / entry_size;
  if (entries > room) entries = room;
  for (size_t i = 0; i < entries; i++) {
    const uint8_t *entry = bytes + directory + 2 + i * entry_size;
    if (number(entry, 2, bigEndian) != orientation_tag) continue;
    uint32_t type = number(entry + 2, 2, bigEndian);
    if ((type != type_short && type != type_long) || number(entry + 4, 4, bigEndian) == 0) return 1;
    uint32_t value = number(entry + 8, type == type_short ? 2 : 4, bigEndian);
    return value >= 1 && value <= 8 ? (int)value : 1;
  }
  return 1;
}
