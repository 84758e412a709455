import CMalloc

/// How this process deals with memory that it gives back.
package enum ProcessMemory {
    /// For a command that does its work and ends: what was freed is kept for what comes next, in one piece.
    ///
    /// Otherwise each thread's own piece grows by a system call a page, and large columns are fetched from the system, page
    /// by page, again and again. To be called before threads are at work.
    package static func keepWhatIsFreed() {
        #if canImport(Glibc)
        mallopt(M_ARENA_MAX, 1)
        mallopt(M_MMAP_THRESHOLD, 1 << 30)
        mallopt(M_TRIM_THRESHOLD, .max)
        #endif
    }
}
