public import Tensors

/// The body of a network while it is trained: what gradients change in one block, their sum in another of the same
/// layout, and the running statistics of batch norm.
///
/// The numbers are in the published order and layout, the layer groups one after the other, so that an optimizer is a
/// pass over memory.
public final class NetworkWeights {
  /// The network.
  public let network: Network
  /// How often all numbers were replaced: what was computed from those that do not learn is then out of date.
  private(set) var replacementCount = 0
  package let values: FloatBuffer
  package let gradients: FloatBuffer
  package let statistics: FloatBuffer
  /// The part of a batch's statistics in the running ones after it; `nil` for the network's own.
  public var statisticsMomentum: Double?
  // Where a parameter's numbers are: in `values`, or in `statistics`.
  private let places: [String: Range<Int>]
  private let groups: [LayerGroup: Range<Int>]

  /// Takes the numbers of `network` from the published tensors.
  ///
  /// - Throws: `InferencePlanError` when one is missing or does not fit.
  public init(_ network: Network, tensor: @escaping (String) -> Tensor?) throws(InferencePlanError) {
    self.network = network
    var places: [String: Range<Int>] = [:]
    var groups: [LayerGroup: Range<Int>] = [:]
    var ends: [NetworkParameter.Role: Int] = [.weight: 0, .statistic: 0]
    let parameters = network.parameters.filter(\.isBody)
    for parameter in parameters {
      let start = ends[parameter.role] ?? 0
      let range = start..<start + parameter.count
      places[parameter.name] = range
      ends[parameter.role] = range.upperBound
      if parameter.role == .weight {
        groups[parameter.group] = (groups[parameter.group]?.lowerBound ?? start)..<range.upperBound
      }
    }
    self.places = places
    self.groups = groups
    values = FloatBuffer(ends[.weight] ?? 0)
    gradients = FloatBuffer(ends[.weight] ?? 0)
    statistics = FloatBuffer(ends[.statistic] ?? 0)
    let source = WeightSource(tensor: tensor)
    for parameter in parameters {
      buffer(of: parameter).write(try source.floats(parameter), at: places[parameter.name]?.lowerBound ?? 0)
    }
  }

  /// Returns the numbers of a parameter as they are now; `nil` when the body has none of this name.
  func tensor(named name: String) -> Tensor? {
    network.parameters.first { $0.isBody && $0.name == name }.map { parameter in
      Tensor(shape: parameter.shape, values: buffer(of: parameter).read(place(of: parameter)))
    }
  }

  /// Where the numbers of a layer group lie in the block of values; empty when it has none.
  package func range(of group: LayerGroup) -> Range<Int> { groups[group] ?? 0..<0 }

  /// All numbers of the body at one time.
  public struct Snapshot: Equatable, Sendable {
    /// What gradients change.
    public var values: [Float]
    /// The running statistics of batch norm.
    public var statistics: [Float]

    /// Puts numbers together.
    public init(values: [Float], statistics: [Float]) {
      self.values = values
      self.statistics = statistics
    }
  }

  /// All numbers of the body: as they are now, or as they are to be.
  public var snapshot: Snapshot {
    get { Snapshot(values: values.read(0..<values.count), statistics: statistics.read(0..<statistics.count)) }
    set {
      precondition(newValue.values.count == values.count && newValue.statistics.count == statistics.count)
      values.write(newValue.values, at: 0)
      statistics.write(newValue.statistics, at: 0)
      replacementCount += 1
    }
  }

  /// Returns the numbers of the body as they are now, by their published names.
  public var tensors: [(name: String, tensor: Tensor)] { tensors(of: snapshot) }

  /// Returns the numbers of the body at another time, by their published names.
  public func tensors(of snapshot: Snapshot) -> [(name: String, tensor: Tensor)] {
    network.parameters.filter(\.isBody).map { parameter in
      let numbers = parameter.role == .weight ? snapshot.values : snapshot.statistics
      return (parameter.name, Tensor(shape: parameter.shape, values: Array(numbers[place(of: parameter)])))
    }
  }

  /// Returns the gradients that were summed, by the published names of their parameters.
  package var namedGradients: [String: [Float]] {
    var result: [String: [Float]] = [:]
    for parameter in network.parameters where parameter.isBody && parameter.role == .weight {
      result[parameter.name] = gradients.read(place(of: parameter))
    }
    return result
  }

  /// The place of a parameter of this network.
  func place(of parameter: NetworkParameter) -> Range<Int> { places[parameter.name] ?? 0..<0 }

  private func buffer(of parameter: NetworkParameter) -> FloatBuffer {
    parameter.role == .weight ? values : statistics
  }
}
