internal import Foundation
internal import FoundationXML

/// The elements of a text in XML, as another program's parser reads them.
public struct ParsedMarkup: Sendable {
  /// An element with its attributes.
  public struct Element: Sendable {
    /// The name of its tag.
    public let name: String
    /// Its attributes.
    public let attributes: [String: String]
    /// The text in it, at any depth.
    public fileprivate(set) var text = ""
    /// The value of an attribute.
    public subscript(name: String) -> String? { attributes[name] }
  }

  /// All elements, in the order in which they begin.
  public let elements: [Element]
  /// Why the text is not well-formed; `nil` when it is.
  public let error: String?

  /// Parses `xml`.
  public init(_ xml: String) {
    let reader = Reader()
    let parser = XMLParser(data: Data(xml.utf8))
    parser.delegate = reader
    error = parser.parse() ? nil : "\(String(describing: parser.parserError)), line \(parser.lineNumber)"
    elements = reader.elements
  }

  /// The elements of a name.
  public func all(_ name: String) -> [Element] { elements.filter { $0.name == name } }

  private final class Reader: NSObject, XMLParserDelegate {
    var elements: [Element] = []
    private var open: [Int] = []

    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
      attributes: [String: String]
    ) {
      open.append(elements.count)
      elements.append(Element(name: name, attributes: attributes))
    }
    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
      open.removeLast()
    }
    func parser(_ parser: XMLParser, foundCharacters string: String) {
      for element in open { elements[element].text += string }
    }
  }
}
