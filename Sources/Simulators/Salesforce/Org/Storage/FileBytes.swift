#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Whole files, folders and appending, straight from the system.
enum FileBytes {
    static func read(_ path: String) throws(OrgDataError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw OrgDataError("\(path): \(reason()).") }
        defer { close(descriptor) }
        let size = lseek(descriptor, 0, SEEK_END)
        guard size >= 0, lseek(descriptor, 0, SEEK_SET) == 0 else { throw OrgDataError("\(path): \(reason()).") }
        var failed = false
        let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            count = 0
            while count < buffer.count {
                let got = systemRead(descriptor, buffer, count)
                if got < 0 { failed = true }
                guard got > 0 else { break }
                count += got
            }
        }
        guard !failed else { throw OrgDataError("\(path): \(reason()).") }
        return bytes
    }

    private static func systemRead(_ descriptor: Int32, _ buffer: UnsafeMutableBufferPointer<UInt8>, _ count: Int)
        -> Int
    {
        guard let start = buffer.baseAddress else { return 0 }
        #if canImport(Glibc)
        return Glibc.read(descriptor, start + count, buffer.count - count)
        #else
        return Darwin.read(descriptor, start + count, buffer.count - count)
        #endif
    }

    static func exists(_ path: String) -> Bool {
        access(path, R_OK) == 0
    }

    /// The names in a folder, sorted.
    static func names(inFolder path: String) throws(OrgDataError) -> [String] {
        guard let folder = opendir(path) else { throw OrgDataError("\(path): \(reason()).") }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            names.append(
                withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
                })
        }
        return names.sorted()
    }

    static func reason() -> String {
        String(cString: strerror(errno))
    }
}
