// What the C library lets a program say about its memory; nothing where it is not glibc.
#include <stdlib.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
