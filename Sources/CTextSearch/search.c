// The C library's memmem is what makes a full text search of hundreds of megabytes a matter of some hundredths of a second.
// Glibc declares it for those who ask only, and so Swift does not see it.
#define _GNU_SOURCE
#include "search.h"

#include <string.h>

void throughline_text_fold(const uint8_t *source, uint8_t *destination, size_t count) {
    for (size_t index = 0; index < count; index++) {
        uint8_t byte = source[index];
        destination[index] = byte | ((uint8_t)(byte - 'A') < 26 ? 0x20 : 0);
    }
}

const uint8_t *throughline_text_find(const uint8_t *text, size_t count, const uint8_t *needle, size_t length) {
    return memmem(text, count, needle, length);
}
