/// What surrounds every page: head, navigation, title, messages.
package struct PageShell: Sendable {
    package let title: String
    /// Where the navigation shows the reader to be; nothing for pages outside it (login).
    package let place: Place?
    package let workspaceName: String
    /// The person who is logged in, and the token that their forms carry.
    package let viewer: Viewer?
    /// What the last action did, to be read once.
    package let notice: Notice?

    package struct Viewer: Sendable {
        package let name: String
        package let role: String
        package let csrfToken: String

        package init(name: String, role: String, csrfToken: String) {
            self.name = name
            self.role = role
            self.csrfToken = csrfToken
        }
    }

    package struct Notice: Sendable, Hashable {
        package enum Kind: String, Sendable { case good, bad, plain }

        package let kind: Kind
        package let text: String

        package init(_ kind: Kind, _ text: String) {
            self.kind = kind
            self.text = text
        }
    }

    package init(
        title: String, place: Place?, workspaceName: String, viewer: Viewer?, notice: Notice? = nil
    ) {
        self.title = title
        self.place = place
        self.workspaceName = workspaceName
        self.viewer = viewer
        self.notice = notice
    }

    package func html(_ content: HTML) -> HTML {
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>\(title) · \(workspaceName)</title>
        <link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
        <link rel="stylesheet" href="/assets/hub.css">
        <script src="/assets/hub.js" defer></script>
        </head>
        <body\(place == nil ? " class=\"bare\"" as HTML : "")>
        <a class="skip" href="#content">Skip to content</a>
        \(viewer == nil ? "" : navigation)
        <main id="content" tabindex="-1">
        \(notice.map(Self.notice))
        <h1>\(title)</h1>
        \(content)
        </main>
        </body>
        </html>
        """
    }

    private var navigation: HTML {
        """
        <header class="bar">
        <a class="brand" href="/"><svg viewBox="0 0 32 32" aria-hidden="true"><path d="M6 8h20M6 16h20M6 24h20"/><path d="M10 4v24M22 4v24"/></svg>\(workspaceName)</a>
        <details class="menu"><summary>Menu</summary>\(links)</details>
        </header>
        <nav class="side" aria-label="Main">
        <a class="brand" href="/"><svg viewBox="0 0 32 32" aria-hidden="true"><path d="M6 8h20M6 16h20M6 24h20"/><path d="M10 4v24M22 4v24"/></svg>\(workspaceName)</a>
        \(links)
        </nav>
        """
    }

    private var links: HTML {
        """
        \(Place.groups.map(group))
        \(viewer.map(account))
        """
    }

    private func group(_ group: (title: String, places: [Place])) -> HTML {
        "<p class=\"group\">\(group.title)</p><ul>\(group.places.map(link))</ul>"
    }

    private func link(_ place: Place) -> HTML {
        "<li><a href=\"\(place.path)\"\(" aria-current=\"page\"", if: place == self.place)>\(place.title)</a></li>"
    }

    private func account(_ viewer: Viewer) -> HTML {
        """
        <form class="account" method="post" action="/logout">
        <input type="hidden" name="csrf" value="\(viewer.csrfToken)">
        <span>\(viewer.name)<small>\(viewer.role)</small></span><button class="quiet">Log out</button>
        </form>
        """
    }

    private static func notice(_ notice: Notice) -> HTML {
        "<p class=\"notice \(notice.kind.rawValue)\" role=\"status\">\(notice.text)</p>"
    }
}
