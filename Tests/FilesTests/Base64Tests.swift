import Files
import Foundation
import Testing

@Suite struct Base64Tests {
  @Test(arguments: 0..<70) func textIsFoundations(_ count: Int) {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 89 + 201) }
    #expect(Base64.text(of: bytes) == Data(bytes).base64EncodedString())
  }
}
