#ifndef CVIEWERPAGE_H
#define CVIEWERPAGE_H

#include <stddef.h>

/// A file of the viewer's page, as it was when the program was built.
struct ViewerPageFile {
    /// The path below the folder `page`: "js/app.js".
    const char *path;
    const unsigned char *bytes;
    size_t length;
};

/// How many files the page has.
size_t viewer_page_file_count(void);

/// The files by index, sorted by path. The index must be less than the count.
struct ViewerPageFile viewer_page_file(size_t index);

#endif
