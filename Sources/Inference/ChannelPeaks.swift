internal import Networks

/// Where a channel of a layer is strongest in a photograph.
public struct ChannelPeak: Equatable, Sendable {
  /// The photograph, by its place among those that were run.
  public let index: Int
  /// The channel, from 0.
  public let channel: Int
  /// What it gives there.
  public let value: Float
  /// The column and row of the layer's map.
  public let column: Int
  public let row: Int
}

/// The photographs that excite some channels of a network's last map most, at most one place in each.
///
/// Zeiler & Fergus 2013 (arXiv:1311.2901) show the strongest places of a validation set like this.
public struct ChannelPeaks: Sendable {
  private let channels: [Int]
  private let side: Int
  private let count: Int
  private var peaks: [[ChannelPeak]]

  /// Begins without photographs.
  ///
  /// - Parameters:
  ///   - channels: The channels.
  ///   - side: The side of the map.
  ///   - count: How many photographs of each channel are kept.
  public init(channels: [Int], side: Int, count: Int) {
    self.channels = channels
    self.side = side
    self.count = count
    peaks = channels.map { _ in [] }
  }

  /// The position and the value of each channel's maximum, channel by channel.
  public var output: NetworkOutput {
    .computed { [channels] plan, place in
      channels.flatMap { channel in
        let strongest = plan.strongest(ofChannel: channel, at: place)
        // Exact: a map has fewer than 2²⁴ positions.
        return [Float(strongest.position), strongest.value]
      }
    }
  }

  /// Takes what `output` gave for the photograph at `index`; of equal ones, the first that is added counts as stronger.
  public mutating func add(_ row: [Float], at index: Int) {
    for number in channels.indices {
      let (position, value) = (Int(row[2 * number]), row[2 * number + 1])
      let place = peaks[number].firstIndex { $0.value < value } ?? peaks[number].count
      guard place < count else { continue }
      peaks[number].insert(
        ChannelPeak(
          index: index, channel: channels[number], value: value, column: position % side, row: position / side),
        at: place)
      if peaks[number].count > count { peaks[number].removeLast() }
    }
  }

  /// The strongest of each channel, strongest first.
  public var strongest: [[ChannelPeak]] { peaks }
}
