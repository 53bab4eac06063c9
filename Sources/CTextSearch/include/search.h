#ifndef THROUGHLINE_TEXT_SEARCH_H
#define THROUGHLINE_TEXT_SEARCH_H

#include <stddef.h>
#include <stdint.h>

/// Copies `count` bytes, with the letters of ASCII in lower case.
void throughline_text_fold(const uint8_t *source, uint8_t *destination, size_t count);

/// Where `needle` is first in `text`; NULL if it is nowhere.
const uint8_t *throughline_text_find(const uint8_t *text, size_t count, const uint8_t *needle, size_t length);

#endif
