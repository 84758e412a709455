#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Finds the cells of a CSV file in one pass over its bytes.
struct CSVScanner {
    private(set) var header: [String] = []
    private(set) var rowCount = 0
    private(set) var starts: [UInt32] = []
    private(set) var blockBases: [Int] = []
    private let name: String
    private static let rowsPerBlock = 1 << 16

    init(name: String) {
        self.name = name
    }

    mutating func scan(_ bytes: [UInt8]) throws(OrgDataError) {
        let failure: OrgDataError? = bytes.withUnsafeBufferPointer { buffer in
            do throws(OrgDataError) {
                try scan(buffer)
                return nil
            } catch {
                return error
            }
        }
        if let failure { throw failure }
    }

    private mutating func scan(_ bytes: UnsafeBufferPointer<UInt8>) throws(OrgDataError) {
        var position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        var cells: [Int] = []
        try scanRow(bytes, &position, &cells)
        header = zip(cells, cells.dropFirst()).enumerated().map { index, bounds in
            let end = index == cells.count - 2 ? bounds.1 : bounds.1 - 1
            return Self.unquoted(bytes[bounds.0..<end])
        }
        guard !header.isEmpty, header.allSatisfy({ !$0.isEmpty }) else {
            throw OrgDataError("\(name) line 1: the header row needs a name for every column.")
        }
        let width = header.count + 1
        starts.reserveCapacity(bytes.count / 200 * width)
        while position < bytes.count {
            let start = position
            try scanRow(bytes, &position, &cells)
            // An empty line, such as a last one, is no row.
            if cells.count == 2, cells[0] == cells[1], header.count > 1 { continue }
            guard cells.count == width else {
                throw OrgDataError(
                    "\(name) line \(Self.line(of: start, in: bytes)): \(cells.count - 1) cells where the header has"
                        + " \(header.count).")
            }
            if rowCount % Self.rowsPerBlock == 0 { blockBases.append(start) }
            let base = blockBases[blockBases.count - 1]
            guard position - base <= Int(UInt32.max) else {
                throw OrgDataError("\(name) line \(Self.line(of: start, in: bytes)): 65,536 rows hold more than 4 GB.")
            }
            for cell in cells { starts.append(UInt32(truncatingIfNeeded: cell - base)) }
            rowCount += 1
        }
    }

    /// Leaves in `cells` the start of each cell and the end of the row, and in `position` the start of the next row.
    @inline(__always)
    private func scanRow(
        _ bytes: UnsafeBufferPointer<UInt8>, _ position: inout Int, _ cells: inout [Int]
    ) throws(OrgDataError) {
        cells.removeAll(keepingCapacity: true)
        let count = bytes.count
        while true {
            cells.append(position)
            if position < count, bytes[position] == UInt8(ascii: "\"") { try skipQuoted(bytes, &position) }
            while position < count, bytes[position] != UInt8(ascii: ","), bytes[position] != 0x0A,
                bytes[position] != 0x0D
            {
                position += 1
            }
            guard position < count, bytes[position] == UInt8(ascii: ",") else { break }
            position += 1
        }
        cells.append(position)
        if position < count, bytes[position] == 0x0D { position += 1 }
        if position < count, bytes[position] == 0x0A { position += 1 }
    }

    /// Goes from the opening quote past the closing one.
    @inline(__always)
    private func skipQuoted(_ bytes: UnsafeBufferPointer<UInt8>, _ position: inout Int) throws(OrgDataError) {
        let opening = position
        position += 1
        while true {
            guard position < bytes.count, let start = bytes.baseAddress,
                let found = memchr(start + position, 0x22, bytes.count - position)
            else {
                throw OrgDataError("\(name) line \(Self.line(of: opening, in: bytes)): a quote is never closed.")
            }
            position = UnsafeRawPointer(found) - UnsafeRawPointer(start) + 1
            guard position < bytes.count, bytes[position] == 0x22 else { return }
            position += 1
        }
    }

    private static func line(of position: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int {
        bytes[..<position].count { $0 == 0x0A } + 1
    }

    private static func unquoted(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> String {
        guard bytes.first == 0x22, bytes.last == 0x22, bytes.count >= 2 else {
            return String(decoding: bytes, as: UTF8.self)
        }
        return String(decoding: bytes.dropFirst().dropLast(), as: UTF8.self)
    }
}
