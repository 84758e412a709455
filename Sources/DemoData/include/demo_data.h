#ifndef DEMO_DATA_H
#define DEMO_DATA_H

#include <stddef.h>

/// A file of the demo's organisation, part of the binary.
typedef struct {
    /// Its path inside the organisation's folder, such as `product/accounts.csv`.
    const char *_Nonnull path;
    const unsigned char *_Nonnull bytes;
    size_t count;
} DemoDataFile;

size_t demo_data_file_count(void);

/// The file at this position, which must be below the count.
DemoDataFile demo_data_file(size_t index);

#endif
