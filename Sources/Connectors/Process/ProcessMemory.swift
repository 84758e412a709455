import CMalloc

#if canImport(Glibc)
import Glibc
#endif

/// How this process deals with memory.
package enum ProcessMemory {
    /// For a command that does its work and ends: what was freed is kept for what comes next, in one piece, and that piece
    /// is asked of the system in large pages.
    ///
    /// Otherwise each thread's own piece grows by a system call a page, and large columns are fetched from the system, page
    /// by page, again and again. To be called on the main thread, whose piece it is, before others are at work.
    package static func keepWhatIsFreed() {
        #if canImport(Glibc)
        mallopt(M_ARENA_MAX, 1)
        mallopt(M_MMAP_THRESHOLD, 1 << 30)
        mallopt(M_TRIM_THRESHOLD, .max)
        preferLargePages(bytes: 512 << 20)
        #endif
    }

    #if canImport(Glibc)
    /// Marks the next stretch of the heap for pages of 2 MiB: where they are to be had, memory comes by one fault instead of
    /// 512. Only addresses are taken, memory itself when it is used.
    private static func preferLargePages(bytes: Int) {
        guard let stretch = malloc(bytes) else { return }
        let largePage = 2 << 20
        let start = (Int(bitPattern: stretch) + largePage - 1) & ~(largePage - 1)
        let end = (Int(bitPattern: stretch) + bytes) & ~(largePage - 1)
        madvise(UnsafeMutableRawPointer(bitPattern: start), end - start, MADV_HUGEPAGE)
        free(stretch)
    }
    #endif
}
