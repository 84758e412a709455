import DomainData

/// The lists that the binary carries, line by line.
enum EmbeddedList {
    case publicSuffixes, freeMail, disposableMail, legalForms

    func forEachLine(_ body: (Bytes) -> Void) {
        let all = bytes
        var start = 0
        while start < all.count {
            var end = start
            while end < all.count, all[end] != UInt8(ascii: "\n") { end += 1 }
            let line = Bytes(rebasing: all[start..<end]).trimmedASCII
            if !line.isEmpty { body(line) }
            start = end + 1
        }
    }

    private var bytes: Bytes {
        switch self {
        case .publicSuffixes:
            Bytes(start: domain_data_public_suffixes_start(), count: Int(domain_data_public_suffixes_length))
        case .freeMail:
            Bytes(start: domain_data_free_mail_start(), count: Int(domain_data_free_mail_length))
        case .disposableMail:
            Bytes(start: domain_data_disposable_mail_start(), count: Int(domain_data_disposable_mail_length))
        case .legalForms:
            Bytes(start: domain_data_legal_forms_start(), count: Int(domain_data_legal_forms_length))
        }
    }
}
