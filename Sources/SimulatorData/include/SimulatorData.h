#ifndef SIMULATOR_DATA_H
#define SIMULATOR_DATA_H

#include <stddef.h>

/// A JSON text that is part of the binary.
typedef struct {
    const char *_Nonnull name;
    const unsigned char *_Nonnull bytes;
    size_t count;
} SimulatorDocument;

/// The document at this position; one without bytes after the last.
SimulatorDocument simulator_document(size_t index);

#endif
