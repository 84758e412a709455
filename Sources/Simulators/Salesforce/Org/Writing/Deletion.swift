/// Deletes, undeletes and purges records, with the children that go with them.
struct Deletion {
    let identity: OrgIdentity
    let stamp: Int64

    /// An id of nothing is not repeated in its outcome.
    func delete(_ given: String, of object: String?, permanently: Bool, _ state: inout OrgState) -> RowOutcome {
        let place: (table: Int, row: Int)
        do throws(SalesforceFault) {
            place = try find(given, object, state)
        } catch {
            return RowOutcome(id: nil, errors: [error])
        }
        let id = state.data.tables[place.table].id(place.row)?.text
        guard state.data.schema(place.table).isDeletable else {
            return RowOutcome(
                id: id,
                errors: [
                    SalesforceFault(
                        "INSUFFICIENT_ACCESS_OR_READONLY", "insufficient access rights on object id", fields: [])
                ])
        }
        guard !state.data.tables[place.table].isDeleted(place.row) else {
            return RowOutcome(
                id: id, errors: [SalesforceFault("ENTITY_IS_DELETED", "entity is deleted", fields: [], httpStatus: 404)]
            )
        }
        mark(place, deleted: true, permanently ? .hardDelete : .delete, &state)
        if permanently { state.purge(place.row, of: place.table) }
        return RowOutcome(id: id)
    }

    func undelete(_ given: String, _ state: inout OrgState) -> RowOutcome {
        takeFromBin(given, refusal: "UNDELETE_FAILED", &state) { place, state in
            mark(place, deleted: false, .undelete, &state)
        }
    }

    /// Takes a record out of the recycle bin for good.
    func purge(_ given: String, _ state: inout OrgState) -> RowOutcome {
        takeFromBin(given, refusal: "DELETE_FAILED", &state) { place, state in
            mark(place, deleted: true, .hardDelete, &state)
            state.purge(place.row, of: place.table)
        }
    }

    private func takeFromBin(
        _ given: String, refusal: String, _ state: inout OrgState,
        _ take: (_ place: (table: Int, row: Int), _ state: inout OrgState) -> Void
    ) -> RowOutcome {
        let place: (table: Int, row: Int)
        do throws(SalesforceFault) {
            place = try find(given, nil, state)
        } catch {
            return RowOutcome(id: nil, errors: [error])
        }
        let id = state.data.tables[place.table].id(place.row)?.text
        guard state.data.tables[place.table].isDeleted(place.row) else {
            return RowOutcome(
                id: id, errors: [SalesforceFault(refusal, "Entity is not in the recycle bin", fields: [])])
        }
        take(place, &state)
        return RowOutcome(id: id)
    }

    /// The live children that a parent's deletion takes along, of all these parents in one pass.
    func cascade(from parents: Set<SalesforceID>, table: Int, _ state: inout OrgState) {
        for relationship in state.data.schema(table).childRelationships where relationship.cascadesDelete {
            guard let child = state.data.table(named: relationship.child), state.data.tables[child].rowCount > 0,
                let reference = state.data.schema(child).index(of: relationship.field)
            else { continue }
            var ids: Set<SalesforceID> = []
            for row in 0..<state.data.tables[child].rowCount {
                guard let parent = state.data.tables[child].reference(row, reference), parents.contains(parent),
                    !state.data.tables[child].isDeleted(row)
                else { continue }
                if let id = state.data.tables[child].id(row) { ids.insert(id) }
                mark((child, row), deleted: true, .delete, &state)
            }
            if !ids.isEmpty { cascade(from: ids, table: child, &state) }
        }
    }

    private func find(
        _ given: String, _ object: String?, _ state: OrgState
    ) throws(SalesforceFault) -> (table: Int, row: Int) {
        guard let id = SalesforceID(given) else {
            throw SalesforceFault("MALFORMED_ID", "malformed id \(given)", fields: [])
        }
        guard let table = object.map(state.data.table(named:)) ?? state.data.table(forKeyPrefix: id.keyPrefix) else {
            throw SalesforceFault(
                "INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", fields: [], httpStatus: 404)
        }
        guard let row = state.data.tables[table].row(of: id) else {
            throw SalesforceFault(
                "INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", fields: [], httpStatus: 404)
        }
        return (table, row)
    }

    private func mark(
        _ place: (table: Int, row: Int), deleted: Bool, _ operation: WriteEntry.Operation, _ state: inout OrgState
    ) {
        let system = state.data.tables[place.table].system
        guard let field = system.isDeleted else { return }
        let audit = AuditFields(system: system, userID: identity.userId).values(at: stamp, isCreate: false)
        state.change(place.row, of: place.table, [(field, .flag(deleted))] + audit)
        guard let id = state.data.tables[place.table].id(place.row) else { return }
        state.writeLog.append(
            LoggedWrite(time: stamp, operation: operation, table: place.table, id: id, values: []))
    }
}
