/// A query with every name looked up, ready to run and to write its rows.
final class QueryPlan: Sendable {
    /// What one record's JSON holds, in the order selected.
    indirect enum Node: Sendable {
        case field(name: String, FieldPath)
        /// A parent: the reference field in each table it may be asked of, and what was selected of it.
        case parent(name: String, references: [Int: Int], nodes: [Node])
        case children(name: String, place: Int)
        case typeOf(name: String, reference: Int, branches: [Int: [Node]], otherwise: [Node])
    }

    /// A child subquery: the children's own plan and the field in which they name their parent.
    struct Children: Sendable {
        let name: String
        let plan: QueryPlan
        let reference: Int
    }

    struct Ordering: Sendable {
        let path: FieldPath
        let ascends: Bool
        let nullsFirst: Bool
    }

    let table: Int
    let kind: QueryCursor.Kind
    let nodes: [Node]
    let columns: [FieldPath]
    let children: [Children]
    let predicate: Predicate
    let order: [Ordering]
    let limit: Int?
    let offset: Int
    let includesDeleted: Bool
    let aggregation: Aggregation?
    let bulkRefusal: SalesforceFault?
    let now: Int64

    init(
        table: Int, kind: QueryCursor.Kind, nodes: [Node], columns: [FieldPath], children: [Children],
        predicate: Predicate,
        order: [Ordering], limit: Int?, offset: Int, includesDeleted: Bool, aggregation: Aggregation?,
        bulkRefusal: SalesforceFault?, now: Int64
    ) {
        self.table = table
        self.kind = kind
        self.nodes = nodes
        self.columns = columns
        self.children = children
        self.predicate = predicate
        self.order = order
        self.limit = limit
        self.offset = offset
        self.includesDeleted = includesDeleted
        self.aggregation = aggregation
        self.bulkRefusal = bulkRefusal
        self.now = now
    }
}
