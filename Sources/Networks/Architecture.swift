public import Tensors

/// The networks we know, spelled as their publishers spell them.
public enum Architecture: String, CaseIterable, Sendable {
  case efficientnetLite0 = "efficientnet_lite0"
  case resnet18
  case resnet34
  case resnet50
  case resnet101
  case resnet152
  case resnext50x32x4d = "resnext50_32x4d"
  case resnext101x32x8d = "resnext101_32x8d"
  case resnext101x64x4d = "resnext101_64x4d"
  case wideResnet50x2 = "wide_resnet50_2"

  /// What the network computes.
  public var network: Network {
    switch self {
    case .efficientnetLite0: Architecture.lite0.network
    case .resnet18: ResNet(block: .basic, depths: [2, 2, 2, 2]).network
    case .resnet34: ResNet(block: .basic, depths: [3, 4, 6, 3]).network
    case .resnet50: ResNet(block: .bottleneck, depths: [3, 4, 6, 3]).network
    case .resnet101: ResNet(block: .bottleneck, depths: [3, 4, 23, 3]).network
    case .resnet152: ResNet(block: .bottleneck, depths: [3, 8, 36, 3]).network
    case .resnext50x32x4d: ResNet(block: .bottleneck, depths: [3, 4, 6, 3], groups: 32, widthPerGroup: 4).network
    case .resnext101x32x8d: ResNet(block: .bottleneck, depths: [3, 4, 23, 3], groups: 32, widthPerGroup: 8).network
    case .resnext101x64x4d: ResNet(block: .bottleneck, depths: [3, 4, 23, 3], groups: 64, widthPerGroup: 4).network
    case .wideResnet50x2: ResNet(block: .bottleneck, depths: [3, 4, 6, 3], widthPerGroup: 128).network
    }
  }

  /// What the published weights expect of the pixels.
  public var input: NetworkInput {
    switch self {
    case .efficientnetLite0:
      NetworkInput(
        interpolation: .bicubic, mean: [Float](repeating: 127 / 255, count: 3),
        standardDeviation: [Float](repeating: 128 / 255, count: 3))
    default: NetworkInput()
    }
  }

  private static let lite0 = EfficientNetLite(
    stemChannels: 32,
    stages: [
      .init(depth: 1, kernel: 3, stride: 1, expansion: 1, channels: 16),
      .init(depth: 2, kernel: 3, stride: 2, expansion: 6, channels: 24),
      .init(depth: 2, kernel: 5, stride: 2, expansion: 6, channels: 40),
      .init(depth: 3, kernel: 3, stride: 2, expansion: 6, channels: 80),
      .init(depth: 3, kernel: 5, stride: 1, expansion: 6, channels: 112),
      .init(depth: 4, kernel: 5, stride: 2, expansion: 6, channels: 192),
      .init(depth: 1, kernel: 3, stride: 1, expansion: 6, channels: 320),
    ],
    headChannels: 1280)
}
