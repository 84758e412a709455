/// Reads a SOQL query, token by token.
struct SOQLParser {
    private let query: QueryText
    let tokens: [SOQLToken]
    var place = 0
    let now: Int64
    /// How deep brackets, negations, functions and subqueries nest where the parser stands.
    private var depth = 0
    private static let deepest = 100

    static func parse(_ text: String, now: Int64) throws(SalesforceFault) -> SOQLQuery {
        let query = QueryText(text: text)
        guard text.contains(where: { !$0.isWhitespace }) else {
            throw SalesforceFault("MALFORMED_QUERY", "SOQL statements cannot be empty or null")
        }
        guard text.utf8.count <= 100_000 else {
            throw SalesforceFault("MALFORMED_QUERY", "SOQL statements can not be longer than 100000 characters")
        }
        var parser = try SOQLParser(query, now: now)
        let result = try parser.query(isInner: false)
        guard parser.token.kind == .end else { throw parser.unexpected() }
        return result
    }

    /// Reads a condition alone, as parameterised search and RETURNING have it.
    static func condition(_ text: String, now: Int64) throws(SalesforceFault) -> SOQLQuery.Condition {
        var parser = try SOQLParser(QueryText(text: text), now: now)
        let result = try parser.condition()
        guard parser.token.kind == .end else { throw parser.unexpected() }
        return result
    }

    private init(_ query: QueryText, now: Int64) throws(SalesforceFault) {
        self.query = query
        self.now = now
        tokens = try SOQLLexer.tokens(of: query)
    }

    // MARK: Tokens

    var token: SOQLToken { tokens[place] }
    var following: SOQLToken { tokens[min(place + 1, tokens.count - 1)] }

    func unexpected() -> SalesforceFault {
        query.unexpected(token)
    }

    mutating func take(_ keyword: String) -> Bool {
        guard token.keyword == keyword else { return false }
        place += 1
        return true
    }

    /// Reads what nests, as deep as the stack surely bears.
    mutating func nested<Part>(
        _ read: (inout SOQLParser) throws(SalesforceFault) -> Part
    ) throws(SalesforceFault) -> Part {
        guard depth < Self.deepest else {
            throw SalesforceFault("QUERY_TOO_COMPLICATED", "The query nests deeper than \(Self.deepest) levels.")
        }
        depth += 1
        defer { depth -= 1 }
        return try read(&self)
    }

    mutating func expect(_ keyword: String) throws(SalesforceFault) {
        guard take(keyword) else { throw unexpected() }
    }

    private mutating func name() throws(SalesforceFault) -> SOQLQuery.Name {
        guard token.kind == .name, !token.source.hasSuffix("."), !token.source.contains(".."),
            !Self.reserved.contains(token.keyword)
        else { throw unexpected() }
        defer { place += 1 }
        return SOQLQuery.Name(text: token.source, position: token.position)
    }

    /// What neither an object nor a field is called.
    private static let reserved: Set<String> = ["SELECT", "FROM", "WHERE", "LIMIT"]

    private mutating func integer() throws(SalesforceFault) -> Int {
        guard token.kind == .literal, let value = Int(token.source), value >= 0 else { throw unexpected() }
        place += 1
        // No table has more rows, and sums with an offset stay small.
        return min(value, 1 << 40)
    }

    // MARK: Clauses

    mutating func query(isInner: Bool) throws(SalesforceFault) -> SOQLQuery {
        var result = SOQLQuery()
        try expect("SELECT")
        repeat { result.items.append(try selectItem()) } while take(",")
        try expect("FROM")
        result.object = try name()
        result.alias = try alias(unless: Self.clauses)
        while take(",") {
            let path = try name()
            guard let alias = try alias(unless: Self.clauses) else { throw unexpected() }
            result.parents.append(SOQLQuery.Parent(path: path, alias: alias))
        }
        if take("USING") {
            try expect("SCOPE")
            _ = try name()
        }
        if take("WHERE") { result.condition = try condition() }
        if take("WITH") { try skipWith() }
        if take("GROUP") {
            try grouping(&result)
            if take("HAVING") { result.having = try condition() }
        }
        if take("ORDER") {
            try expect("BY")
            repeat { result.order.append(try orderItem()) } while take(",")
        }
        if take("LIMIT") { result.limit = try integer() }
        if take("OFFSET") { result.offset = try integer() }
        if take("FOR") {
            guard ["VIEW", "REFERENCE", "UPDATE"].contains(token.keyword) else { throw unexpected() }
            place += 1
        }
        if take("ALL") {
            try expect("ROWS")
            result.includesDeleted = true
        }
        if take("UPDATE") {
            guard take("TRACKING") || take("VIEWSTAT") else { throw unexpected() }
        }
        return result
    }

    private static let clauses: Set<String> = [
        "USING", "WHERE", "WITH", "GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "FOR", "ALL", "FROM", "END", "WHEN",
        "UPDATE",
    ]

    private mutating func alias(unless keywords: Set<String>) throws(SalesforceFault) -> String? {
        let isMarked = take("AS")
        guard token.kind == .name, isMarked || !keywords.contains(token.keyword), !token.source.contains(".") else {
            return nil
        }
        defer { place += 1 }
        return token.source
    }

    /// WITH DATA CATEGORY and the like: one user sees everything, in every category.
    ///
    /// With whose rights a query runs, Apex alone may say.
    private mutating func skipWith() throws(SalesforceFault) {
        guard token.kind == .name else { throw unexpected() }
        guard !["SECURITY_ENFORCED", "USER_MODE", "SYSTEM_MODE"].contains(token.keyword) else {
            throw query.malformed("\(token.keyword) not allowed in this context", at: tokens[place - 1].position)
        }
        while token.kind != .end, token.source != ")", !Self.clauses.contains(token.keyword) { place += 1 }
    }

    private mutating func grouping(_ result: inout SOQLQuery) throws(SalesforceFault) {
        try expect("BY")
        guard ["ROLLUP", "CUBE"].contains(token.keyword), following.source == "(" else {
            repeat { result.grouping.append(try operand()) } while take(",")
            return
        }
        result.subtotals = token.keyword == "CUBE" ? .cube : .rollup
        place += 2
        repeat { result.grouping.append(try operand()) } while take(",")
        guard result.grouping.count <= 3 else {
            throw query.malformed("subtotals of at most 3 fields are allowed", at: token.position)
        }
        try expect(")")
    }

    private mutating func selectItem() throws(SalesforceFault) -> SOQLQuery.SelectItem {
        if token.source == "(", following.keyword == "SELECT" {
            place += 1
            let children = try nested { parser throws(SalesforceFault) in try parser.query(isInner: true) }
            try expect(")")
            return .children(children)
        }
        if token.keyword == "TYPEOF", following.kind == .name { return try typeOf() }
        if token.keyword == "FIELDS", following.source == "(" {
            let position = token.position
            place += 2
            let kind = try name().text.uppercased()
            try expect(")")
            return .fields(kind, position: position)
        }
        let operand = try operand()
        return .value(operand, alias: try alias(unless: Self.clauses))
    }

    private mutating func typeOf() throws(SalesforceFault) -> SOQLQuery.SelectItem {
        place += 1
        let relationship = try name()
        var branches: [(type: SOQLQuery.Name, fields: [SOQLQuery.Name])] = []
        var otherwise: [SOQLQuery.Name] = []
        while take("WHEN") {
            let type = try name()
            try expect("THEN")
            branches.append((type, try names()))
        }
        guard !branches.isEmpty else { throw unexpected() }
        if take("ELSE") { otherwise = try names() }
        try expect("END")
        return .typeOf(relationship: relationship, branches: branches, otherwise: otherwise)
    }

    private mutating func names() throws(SalesforceFault) -> [SOQLQuery.Name] {
        var names = [try name()]
        while take(",") { names.append(try name()) }
        return names
    }

    mutating func operand() throws(SalesforceFault) -> SOQLQuery.Operand {
        let position = token.position
        guard token.kind == .name, following.source == "(" else {
            return SOQLQuery.Operand(function: nil, field: try name(), position: position)
        }
        let function = token.keyword
        guard
            SOQLQuery.aggregates.contains(function) || SOQLQuery.dateFunctions.contains(function)
                || SOQLQuery.plainFunctions.contains(function)
        else { throw unexpected() }
        place += 2
        if function == "COUNT", take(")") {
            return SOQLQuery.Operand(function: function, field: nil, position: position)
        }
        var operand = try nested { parser throws(SalesforceFault) in try parser.operand() }
        try expect(")")
        // convertTimezone only wraps what a date function takes: the organisation's zone is UTC.
        if SOQLQuery.plainFunctions.contains(function) {
            operand.isFormatted = true
            operand.isLocalized = operand.isLocalized || function == "FORMAT"
        } else {
            operand.function = function
        }
        return SOQLQuery.Operand(
            function: operand.function, field: operand.field, position: position, isFormatted: operand.isFormatted,
            isLocalized: operand.isLocalized)
    }

    private mutating func orderItem() throws(SalesforceFault) -> SOQLQuery.OrderItem {
        let operand = try operand()
        let ascends = !take("DESC")
        if ascends { _ = take("ASC") }
        guard take("NULLS") else { return SOQLQuery.OrderItem(operand: operand, ascends: ascends, nullsFirst: true) }
        let nullsFirst = take("FIRST")
        if !nullsFirst { try expect("LAST") }
        return SOQLQuery.OrderItem(operand: operand, ascends: ascends, nullsFirst: nullsFirst)
    }
}
