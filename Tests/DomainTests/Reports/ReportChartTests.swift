import Domain
import Foundation
import Testing

#if canImport(FoundationXML)
import FoundationXML
#endif

/// Charts of reports: whole XML whatever the names, nothing cut off, and each number where it belongs.
@Suite struct ReportChartTests {
    @Test(arguments: CommunityReport.allCases)
    func `a chart of hostile names is whole XML with its definition`(report: CommunityReport) throws {
        let chart = report.chart
        let columns = Array(Set([chart.label, chart.series, "run"].compactMap(\.self) + chart.values + chart.notes))
            .sorted()
        let evil = "<b>\"&\u{1}\u{FFFF} 日本 'x' ]]>"
        let row = columns.map { chart.values.contains($0) ? "12.5" : evil }
        for rows in [[], [row], Array(repeating: row, count: 30)] {
            let svg = ReportChart(report, ReportTable(columns: columns, rows: rows)).svg
            let reader = TextReader()
            let parser = XMLParser(data: Data(svg.utf8))
            parser.delegate = reader
            #expect(parser.parse(), "\(svg)")
            #expect(reader.text.contains(report.title))
            let words = report.definition.split(separator: " ")
            #expect(words.allSatisfy { reader.text.contains($0) })
            #expect(reader.text.contains("nothing to draw") == rows.isEmpty)
        }
    }

    @Test func `runs of one minute are columns of their own, as high as their match rate`() {
        let table = ReportTable(
            columns: ["run", "day", "rule", "members", "percent", "match_rate"],
            rows: [
                ["1", "2026-05-13 08:22", "person", "40", "40", "60"],
                ["1", "2026-05-13 08:22", "unmatched", "40", "40", "60"],
                ["1", "2026-05-13 08:22", "name", "20", "20", "60"],
                ["2", "2026-05-13 08:22", "domain_map", "35", "35", "75"],
                ["2", "2026-05-13 08:22", "person", "40", "40", "75"],
            ])
        let svg = ReportChart(.matchRate, table).svg
        #expect(svg.contains(">60 %<") && svg.contains(">75 %<"))
        #expect(svg.components(separatedBy: ">08:22<").count == 3)
        #expect(!svg.contains("unmatched 40"))
        #expect(svg.contains("domain map 35 %"))
    }

    @Test func `what is not drawn is told`() {
        let rows = (0..<25).map { ["A\($0)", "Account \($0)", "\(25 - $0)"] }
        let table = ReportTable(columns: ["account_id", "account", "revenue"], rows: rows)
        #expect(ReportChart(.revenueWithoutMembers, table).svg.contains("The first 20 of 25."))
    }
}

/// Gathers the words of an XML document.
private final class TextReader: NSObject, XMLParserDelegate {
    private(set) var text = ""

    func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }
}
