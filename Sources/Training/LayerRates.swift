public import Networks

/// Which layer groups learn, and how fast.
public struct LayerRates: Equatable, Sendable {
  /// The first group that learns; those before it are frozen.
  public let firstTrained: LayerGroup
  /// The highest learning rate of each group that learns, from the pixels to the classes.
  public let rates: [Double]

  /// Gives each group a rate; `nil` when there are not as many rates as groups that learn, or one for all of them.
  public init?(firstTrained: LayerGroup, rates: [Double]) {
    let groups = LayerGroup.allCases.count { $0 >= firstTrained }
    guard rates.count == 1 || rates.count == groups else { return nil }
    self.firstTrained = firstTrained
    self.rates = rates.count == 1 ? Array(repeating: rates[0], count: groups) : rates
  }

  /// The rate of the last group, which schedules speak of.
  public var last: Double { rates[rates.count - 1] }

  /// The groups that learn, from the pixels to the classes.
  public var groups: [LayerGroup] { LayerGroup.allCases.filter { $0 >= firstTrained } }

  /// Returns the rates of all groups that learn, when that of the last one is `rate`.
  public func scaled(to rate: Double) -> [Double] { rates.map { $0 == last ? rate : rate * ($0 / last) } }
}
