/// Writes a network down, operation by operation.
struct NetworkBuilder {
  private var operations: [Network.Operation]
  /// The layer group of what comes next.
  var group = LayerGroup.early

  /// The value of the pixels.
  static let input = 0

  /// Begins with the input: red, green and blue.
  init() {
    operations = [Network.Operation(kind: .input, name: "input", inputs: [], channels: 3, group: .early)]
  }

  /// Returns the number of channels of `value`.
  func channels(of value: Int) -> Int { operations[value].channels }

  /// Appends an operation and returns its value; the result has as many channels as the first input unless said.
  mutating func append(_ kind: Network.Kind, _ name: String, _ inputs: Int..., channels: Int? = nil) -> Int {
    let channels = channels ?? operations[inputs[0]].channels
    operations.append(Network.Operation(kind: kind, name: name, inputs: inputs, channels: channels, group: group))
    return operations.count - 1
  }

  /// Ends the body at `features`, appends the published classifier, and returns the network.
  consuming func finish(features: Int, classifier: String, classes: Int = 1000) -> Network {
    group = .head
    let pooled = append(.averagePool, "averagePool", features)
    _ = append(.linear, classifier, pooled, channels: classes)
    return Network(operations: operations, features: features)
  }
}
