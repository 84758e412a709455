package import Domain

extension CommunityConnector {
    /// Topics, asked for in parts that each stay below the ceiling of ten thousand.
    package func readTopics(
        activeSince: Day?, until: Day, into take: (CommunityTopics) async throws -> Void
    ) async throws -> [String] {
        var notes: [String] = []
        var waiting = [TopicShard(activeSince: activeSince, until: until)]
        while let shard = waiting.popLast() {
            let first = try await page(1, of: shard)
            if try await !isOverCeiling(shard, first: first), try await read(shard, first: first, into: take) {
                continue
            }
            var parts = shard.parts
            if parts.isEmpty, shard.category == nil {
                parts = try await categories(of: shard, first: first, &notes, into: take)
            } else if parts.isEmpty {
                notes.append(Self.incomplete(shard))
                _ = try await read(shard, first: first, into: take)
            }
            waiting += parts.reversed()
        }
        return notes
    }

    /// The tenth thousand is asked for; a full page there says that more may follow.
    private func isOverCeiling(_ shard: TopicShard, first: [Tolerant<TopicAnswer>]) async throws -> Bool {
        guard first.count == Self.pageSize else { return false }
        do {
            return try await page(Self.lastPage, of: shard).count == Self.pageSize
        } catch let error as CommunityError where error.reason == .ceiling || error.reason == .refused(status: 422) {
            // The first page was answered, so it is the number of this one that is refused, in whatever words.
            return true
        }
    }

    /// Reads up to an empty page, for a page may be short and yet not the last; false if the ceiling came before.
    private func read(
        _ shard: TopicShard, first: [Tolerant<TopicAnswer>], into take: (CommunityTopics) async throws -> Void
    ) async throws -> Bool {
        var answers = first
        var number = 1
        while !answers.isEmpty {
            try await take(rows.topics(answers))
            guard number < Self.lastPage else { return false }
            number += 1
            answers = try await page(number, of: shard)
        }
        return true
    }

    /// One part for each category: those that the platform lists, and those of the topics that can be seen.
    ///
    /// What can be seen is read on the way, so that of topics without a category at least these are known.
    private func categories(
        of shard: TopicShard, first: [Tolerant<TopicAnswer>], _ notes: inout [String],
        into take: (CommunityTopics) async throws -> Void
    ) async throws -> [TopicShard] {
        var known = Set(try await pages("/v2/categories", of: CategoryAnswer.self).compactMap { $0.value?.id.text })
        var hasTopicsWithoutOne = false
        var answers = first
        for number in 1...Self.lastPage {
            if number > 1 { answers = try await page(number, of: shard) }
            if answers.isEmpty { break }
            try await take(rows.topics(answers))
            for answer in answers {
                let category = answer.value?.categoryId?.text ?? ""
                if category.isEmpty { hasTopicsWithoutOne = true } else { known.insert(category) }
            }
        }
        if hasTopicsWithoutOne { notes.append(Self.incomplete(shard)) }
        return shard.parts(by: known.sorted())
    }

    private static func incomplete(_ shard: TopicShard) -> String {
        let category = shard.category.map { "category \($0)" } ?? "no category"
        return
            "10,000 topics or more of one type, day and category (\(shard.types[0]), \(shard.created.lowerBound.text), "
            + "\(category)): the API shows only the first 10,000 of them, so some may be missing."
    }

    private func page(_ number: Int, of shard: TopicShard) async throws -> [Tolerant<TopicAnswer>] {
        try await client.get("/v2/topics", shard.query(page: number), as: Wrapped<[Tolerant<TopicAnswer>]>.self).result
    }
}
