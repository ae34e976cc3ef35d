/// Which pixels of the input each position of a map depends on, along one side: the sides are alike.
///
/// Araujo, Norris & Sim 2019, "Computing Receptive Fields of Convolutional Neural Networks" (distill.pub): through a window of
/// `kernel` positions, `stride` apart and with `padding` before the first, the size grows by (kernel − 1) · stride so far.
public struct ReceptiveField: Equatable, Sendable {
  /// How many pixels a position depends on, were the input without an edge.
  public let size: Int
  /// How many pixels lie between one position and the next.
  public let stride: Int
  /// The first pixel of the first position; negative where it is in the padding.
  public let start: Int

  /// The pixels of an input that is `inputSize` wide on which the position `index` depends.
  public func pixels(of index: Int, inputSize: Int) -> Range<Int> {
    let first = start + index * stride
    return max(first, 0)..<min(first + size, inputSize)
  }

  /// Returns the field of what comes of a window over this map.
  fileprivate func after(kernel: Int, stride: Int, padding: Int) -> ReceptiveField {
    ReceptiveField(
      size: size + (kernel - 1) * self.stride, stride: self.stride * stride, start: start - padding * self.stride)
  }

  /// Returns the field of a sum of this map and another one of the same stride.
  fileprivate func joined(_ other: ReceptiveField) -> ReceptiveField {
    let first = min(start, other.start)
    return ReceptiveField(size: max(start + size, other.start + other.size) - first, stride: stride, start: first)
  }
}

extension Network {
  /// Returns the receptive field of every value of the body when the input is `size` wide.
  public func receptiveFields(inputSize size: Int) -> [ReceptiveField] {
    let sides = sides(inputSize: size)
    var fields: [ReceptiveField] = []
    for operation in operations[...features] {
      let inputs = operation.inputs.map { fields[$0] }
      switch operation.kind {
      case .convolution(let kernel, let stride, let padding, _), .maxPool(let kernel, let stride, let padding):
        let amounts = padding.amounts(size: sides[operation.inputs[0]], kernel: kernel, stride: stride)
        fields.append(inputs[0].after(kernel: kernel, stride: stride, padding: amounts.before))
      case .add: fields.append(inputs[0].joined(inputs[1]))
      case .input: fields.append(ReceptiveField(size: 1, stride: 1, start: 0))
      case .batchNorm, .relu, .relu6, .averagePool, .linear: fields.append(inputs[0])
      }
    }
    return fields
  }
}
