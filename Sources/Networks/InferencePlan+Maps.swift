extension CompiledNetwork {
  /// Returns the gradient of a logit of the published classifier with respect to the pooled features: [pooledWidth].
  ///
  /// It sees the mean of each channel only; without a classifier there is no gradient.
  public func classifierGradient(ofLogit output: Int) -> [Float] {
    let channels = network.featureChannels
    let maximum = [Float](repeating: 0, count: channels)
    return maximum + (classifier?.weight[output * channels..<(output + 1) * channels] ?? maximum[...])
  }
}

extension InferencePlan {
  /// Returns where the image at `index` speaks for a class: Grad-CAM of the map that the body ends in, [side, side].
  ///
  /// Concretely max(0, Σ α · A) over the channels, where A is a channel's map and α the mean of the class's gradient over it
  /// (Selvaraju et al. 2017, arXiv:1610.02391). The mean of a map hands its gradient on in equal parts, the maximum all of
  /// it to one place: the sums, and so α, are those of the gradients of the pooled features.
  ///
  /// - Parameter gradient: The gradient of the class's logit with respect to the pooled features: [pooledWidth].
  public func classActivation(at index: Int, gradient: [Float]) -> [Float] {
    let channels = compiled.network.featureChannels
    precondition((0..<microBatch).contains(index) && gradient.count == 2 * channels)
    let positions = Double(featurePositions)
    let factors = (0..<channels).map { (Double(gradient[$0]) + Double(gradient[channels + $0])) / positions }
    var sums = [Double](repeating: 0, count: featurePositions)
    for channel in 0..<channels {
      let map = featureMap(of: channel, at: index)
      for position in sums.indices { sums[position] += factors[channel] * Double(map[position]) }
    }
    return sums.map { Float(max(0, $0)) }
  }
}

extension InferencePlan {
  /// Returns the largest number of a channel of the map that the body ends in, for the image at `index`, and its position,
  /// counted row by row; the first of equal ones.
  public func strongest(ofChannel channel: Int, at index: Int) -> (position: Int, value: Float) {
    precondition((0..<microBatch).contains(index) && (0..<compiled.network.featureChannels).contains(channel))
    let map = featureMap(of: channel, at: index)
    let position = (1..<featurePositions).reduce(0) { map[$1] > map[$0] ? $1 : $0 }
    return (position, map[position])
  }
}

extension InferencePlan {
  /// One channel of the map that the body ends in, in whatever layout it has.
  struct ChannelMap {
    fileprivate let first: UnsafePointer<Float>
    fileprivate let stride: Int

    /// The number at a position, counted row by row.
    subscript(position: Int) -> Float { first[position * stride] }
  }

  /// Returns a channel of the image at `index`, valid until the next run.
  func featureMap(of channel: Int, at index: Int) -> ChannelMap {
    let block = compiled.channelBlock
    let (number, lane) = channel.quotientAndRemainder(dividingBy: block)
    let features = UnsafePointer(map.floats)
    let image = features + index * featurePositions * compiled.network.featureChannels
    return ChannelMap(first: image + number * block * featurePositions + lane, stride: block)
  }
}
