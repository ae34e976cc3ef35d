/// One row of the table of residual networks, which differ in nothing else.
///
/// He et al. 2015 (arXiv:1512.03385), Xie et al. 2016 (arXiv:1611.05431), Zagoruyko & Komodakis 2016
/// (arXiv:1605.07146); strides and names as torchvision/models/resnet.py has them.
struct ResNet {
  /// What a block is made of.
  enum Block {
    /// Two convolutions of 3×3.
    case basic
    /// 1×1, 3×3 (which has the stride and the groups), 1×1 to four times the width.
    case bottleneck
  }

  let block: Block
  /// The number of blocks of each of the four stages.
  let depths: [Int]
  var groups = 1
  /// The channels of each group of the first stage's 3×3 convolution.
  var widthPerGroup = 64

  private static let epsilon = 1e-5
  private static let momentum = 0.1

  /// The description of this network.
  var network: Network {
    var builder = NetworkBuilder()
    let stem = convolutionAndNorm(
      &builder, "conv1", "bn1", NetworkBuilder.input, channels: 64, kernel: 7, stride: 2)
    let active = builder.append(.relu, "relu", stem)
    var value = builder.append(.maxPool(kernel: 3, stride: 2, padding: .all(1)), "maxpool", active)
    for (stage, depth) in depths.enumerated() {
      builder.group = stage < 2 ? .early : .late
      for index in 0..<depth {
        value = append(
          &builder, "layer\(stage + 1).\(index)", value, planes: 64 << stage, stride: stage > 0 && index == 0 ? 2 : 1)
      }
    }
    return builder.finish(features: value, classifier: "fc")
  }

  /// Appends one residual block; `planes` is the width that the stage is named by in the papers.
  private func append(
    _ builder: inout NetworkBuilder, _ name: String, _ input: Int, planes: Int, stride: Int
  ) -> Int {
    var value: Int
    switch block {
    case .basic:
      value = convolutionAndNorm(
        &builder, name + ".conv1", name + ".bn1", input, channels: planes, kernel: 3, stride: stride)
      value = builder.append(.relu, name + ".relu1", value)
      value = convolutionAndNorm(&builder, name + ".conv2", name + ".bn2", value, channels: planes, kernel: 3)
    case .bottleneck:
      let width = planes * widthPerGroup * groups / 64
      value = convolutionAndNorm(&builder, name + ".conv1", name + ".bn1", input, channels: width, kernel: 1)
      value = builder.append(.relu, name + ".relu1", value)
      value = convolutionAndNorm(
        &builder, name + ".conv2", name + ".bn2", value, channels: width, kernel: 3, stride: stride, groups: groups)
      value = builder.append(.relu, name + ".relu2", value)
      value = convolutionAndNorm(&builder, name + ".conv3", name + ".bn3", value, channels: planes * 4, kernel: 1)
    }
    var shortcut = input
    let channels = builder.channels(of: value)
    if stride != 1 || builder.channels(of: input) != channels {
      shortcut = convolutionAndNorm(
        &builder, name + ".downsample.0", name + ".downsample.1", input, channels: channels, kernel: 1, stride: stride)
    }
    let sum = builder.append(.add, name + ".add", value, shortcut)
    return builder.append(.relu, name + ".relu", sum)
  }

  private func convolutionAndNorm(
    _ builder: inout NetworkBuilder, _ convolution: String, _ norm: String, _ input: Int, channels: Int, kernel: Int,
    stride: Int = 1, groups: Int = 1
  ) -> Int {
    let kind = Network.Kind.convolution(kernel: kernel, stride: stride, padding: .all(kernel / 2), groups: groups)
    let value = builder.append(kind, convolution, input, channels: channels)
    return builder.append(.batchNorm(epsilon: ResNet.epsilon, momentum: ResNet.momentum), norm, value)
  }
}
