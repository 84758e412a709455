extension CalendarMark {
    /// Sorts marks and joins those of one place.
    package static func joinInPlace(_ marks: inout [CalendarMark]) {
        guard marks.count > 1 else { return }
        marks.sort()
        var last = 0
        for index in 1..<marks.count {
            if marks[index].place == marks[last].place {
                marks[last].days |= marks[index].days
            } else {
                last += 1
                marks[last] = marks[index]
            }
        }
        marks.removeLast(marks.count - last - 1)
    }

    /// Joins two ascending runs into one, days of one place together.
    package static func merge(_ left: [CalendarMark], _ right: [CalendarMark], into merged: inout [CalendarMark]) {
        merged.removeAll(keepingCapacity: true)
        var leftIndex = 0
        var rightIndex = 0
        while leftIndex < left.count, rightIndex < right.count {
            let (first, second) = (left[leftIndex], right[rightIndex])
            if first.place == second.place {
                merged.append(CalendarMark(place: first.place, days: first.days | second.days))
                leftIndex += 1
                rightIndex += 1
            } else if first.place < second.place {
                merged.append(first)
                leftIndex += 1
            } else {
                merged.append(second)
                rightIndex += 1
            }
        }
        merged += left[leftIndex...]
        merged += right[rightIndex...]
    }
}
