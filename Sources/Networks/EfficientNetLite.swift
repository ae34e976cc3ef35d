/// EfficientNet-Lite: inverted residual blocks with ReLU6, without squeeze and excitation.
///
/// Tan & Le 2019 (arXiv:1905.11946) and TensorFlow's efficientnet/lite; names, padding, epsilon and momentum as in the PyPI
/// package efficientnet-lite-pytorch.
struct EfficientNetLite {
  /// A run of equal blocks; the stride and the change of channels are the first block's.
  struct Stage {
    let depth: Int
    let kernel: Int
    let stride: Int
    /// How many times wider the block is inside.
    let expansion: Int
    let channels: Int
  }

  let stemChannels: Int
  let stages: [Stage]
  let headChannels: Int

  private static let epsilon = 1e-3
  private static let momentum = 0.01
  /// The pixels that one position of the last early block stands for, to each side.
  private static let earlyStride = 8

  /// The description of this network.
  var network: Network {
    var builder = NetworkBuilder()
    var value = convolutionNormRelu(
      &builder, "_conv_stem", "_bn0", NetworkBuilder.input, channels: stemChannels, kernel: 3, stride: 2)
    var totalStride = 2
    var block = 0
    for stage in stages {
      totalStride *= stage.stride
      if totalStride > EfficientNetLite.earlyStride { builder.group = .late }
      for index in 0..<stage.depth {
        value = append(&builder, "_blocks.\(block)", value, stage, stride: index == 0 ? stage.stride : 1)
        block += 1
      }
    }
    value = convolutionNormRelu(&builder, "_conv_head", "_bn1", value, channels: headChannels, kernel: 1)
    return builder.finish(features: value, classifier: "_fc")
  }

  private func append(
    _ builder: inout NetworkBuilder, _ name: String, _ input: Int, _ stage: Stage, stride: Int
  ) -> Int {
    let inputChannels = builder.channels(of: input)
    let width = inputChannels * stage.expansion
    var value = input
    if stage.expansion != 1 {
      value = convolutionNormRelu(
        &builder, name + "._expand_conv", name + "._bn0", value, channels: width, kernel: 1)
    }
    value = convolutionNormRelu(
      &builder, name + "._depthwise_conv", name + "._bn1", value, channels: width, kernel: stage.kernel,
      stride: stride, groups: width)
    value = convolutionAndNorm(
      &builder, name + "._project_conv", name + "._bn2", value, channels: stage.channels, kernel: 1)
    if stride == 1 && inputChannels == stage.channels { value = builder.append(.add, name + ".add", value, input) }
    return value
  }

  private func convolutionNormRelu(
    _ builder: inout NetworkBuilder, _ convolution: String, _ norm: String, _ input: Int, channels: Int, kernel: Int,
    stride: Int = 1, groups: Int = 1
  ) -> Int {
    let value = convolutionAndNorm(
      &builder, convolution, norm, input, channels: channels, kernel: kernel, stride: stride, groups: groups)
    return builder.append(.relu6, convolution + ".relu6", value)
  }

  private func convolutionAndNorm(
    _ builder: inout NetworkBuilder, _ convolution: String, _ norm: String, _ input: Int, channels: Int, kernel: Int,
    stride: Int = 1, groups: Int = 1
  ) -> Int {
    let kind = Network.Kind.convolution(kernel: kernel, stride: stride, padding: .same, groups: groups)
    let value = builder.append(kind, convolution, input, channels: channels)
    return builder.append(
      .batchNorm(epsilon: EfficientNetLite.epsilon, momentum: EfficientNetLite.momentum), norm, value)
  }
}
