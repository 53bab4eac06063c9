// Written by Scripts/embed-page: do not edit.

#include "CViewerPage.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char file0[] = {
#embed "page/index.html" suffix(, 0) if_empty(0)
};

static const struct ViewerPageFile files[] = {
    {"index.html", file0, sizeof(file0) - 1},
};

size_t viewer_page_file_count(void) { return sizeof(files) / sizeof(files[0]); }

struct ViewerPageFile viewer_page_file(size_t index) { return files[index]; }
