import CMalloc

/// How this process deals with memory that it gives back.
package enum ProcessMemory {
    /// For a command that does its work and ends: what was freed is kept for what comes next, in one piece, and comes from
    /// the system in large pages.
    ///
    /// Otherwise each thread's own piece grows by a system call a page, and large columns are fetched from the system, page
    /// by page, again and again. To be called before threads are at work.
    package static func keepWhatIsFreed() {
        #if canImport(Glibc)
        mallopt(M_ARENA_MAX, 1)
        mallopt(M_MMAP_THRESHOLD, 1 << 30)
        mallopt(M_TRIM_THRESHOLD, .max)
        askForLargePages()
        #endif
    }

    #if canImport(Glibc)
    /// As much of the heap as most commands ever fill, in bytes; it is only spoken for, not filled.
    private static let spokenFor = 768 << 20

    /// One large page comes as fast as a few small ones, and stands for 512 of them. Where the system has none to give, small
    /// ones come as ever; where a debugging aid writes to all memory that is asked for, nothing is.
    private static func askForLargePages() {
        guard getenv("MALLOC_PERTURB_") == nil, let start = malloc(spokenFor) else { return }
        let pageSize = 4096
        let address = UInt(bitPattern: start)
        let skipped = Int((address + UInt(pageSize - 1)) / UInt(pageSize) * UInt(pageSize) - address)
        madvise(start + skipped, (spokenFor - skipped) / pageSize * pageSize, MADV_HUGEPAGE)
        free(start)
    }
    #endif
}
