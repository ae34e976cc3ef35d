internal import Networks
internal import Records
internal import Tensors

/// The layers of a network as records.
enum LayerList {
  /// Writes one record a layer of the body, in the order in which they are computed.
  ///
  /// - Throws: `FileError` when it cannot be written.
  static func write(_ description: FilterNetwork, to path: String) throws {
    let network = description.network
    let size = description.input.size
    let sides = network.sides(inputSize: size)
    var writer = try RecordWriter(path)
    for (value, field) in network.receptiveFields(inputSize: size).enumerated().dropFirst() {
      let operation = network.operations[value]
      try writer.write([
        "layer": .string(operation.name), "operation": .string(operation.word),
        "channels": .integer(operation.channels), "side": .integer(sides[value]), "stride": .integer(field.stride),
        "receptive_field": .integer(field.size),
      ])
    }
    try writer.commit()
  }
}
