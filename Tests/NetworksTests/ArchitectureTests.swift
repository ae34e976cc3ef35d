import Files
import Foundation
import Networks
import Testing

@Suite("The architectures")
struct ArchitectureTests {
  @Test("have the names, shapes and order of the published state dictionaries", arguments: Architecture.allCases)
  func parameters(architecture: Architecture) throws {
    let url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Reference/parameters.txt")
    let lines = try String(contentsOf: url, encoding: .utf8).split(separator: "\n").map { $0.split(separator: " ") }
    let expected = try #require(lines.first { $0[0] == architecture.rawValue })
    let parameters = architecture.network.parameters
    #expect(parameters.count == Int(expected[1]))
    #expect(parameters.map(\.count).reduce(0, +) == Int(expected[2]))
    let text = parameters.map { "\($0.name) \($0.shape.map(String.init).joined(separator: ","))\n" }.joined()
    #expect(Digest(of: Array(text.utf8)).description == expected[3])
  }

  @Test(
    "are as wide and as deep at the end as their papers say",
    arguments: [
      (Architecture.efficientnetLite0, 2560), (.resnet18, 1024), (.resnet34, 1024), (.resnet50, 4096),
      (.resnext50x32x4d, 4096), (.wideResnet50x2, 4096),
    ])
  func widths(architecture: Architecture, pooledWidth: Int) {
    let network = architecture.network
    #expect(network.pooledWidth == pooledWidth)
    #expect(network.classCount == 1000)
    for (size, side) in [(224, 7), (32, 1), (64, 2), (299, 10), (225, 8)] {
      #expect(network.sides(inputSize: size)[network.features] == side)
    }
  }

  @Test("are cut into layer groups where the lesson cuts them")
  func groups() {
    let resnet = Architecture.resnet34.network.parameters
    #expect(resnet.last { $0.group == .early }?.name == "layer2.3.bn2.running_var")
    #expect(resnet.first { $0.group == .late }?.name == "layer3.0.conv1.weight")
    #expect(resnet.filter { !$0.isBody }.map(\.name) == ["fc.weight", "fc.bias"])
    let lite = Architecture.efficientnetLite0.network.parameters
    #expect(lite.last { $0.group == .early }?.name == "_blocks.4._bn2.running_var")
    #expect(lite.first { $0.group == .late }?.name == "_blocks.5._expand_conv.weight")
    #expect(lite.filter { !$0.isBody }.map(\.name) == ["_fc.weight", "_fc.bias"])
  }

  @Test("pad as TensorFlow does where they say SAME")
  func padding() {
    let same = Network.Padding.same
    #expect(same.amounts(size: 224, kernel: 3, stride: 2) == (0, 1))
    #expect(same.amounts(size: 225, kernel: 3, stride: 2) == (1, 1))
    #expect(same.amounts(size: 28, kernel: 5, stride: 2) == (1, 2))
    #expect(same.amounts(size: 14, kernel: 5, stride: 1) == (2, 2))
    #expect(same.amounts(size: 7, kernel: 1, stride: 1) == (0, 0))
  }

  /// What the PyPI package of Lite0 and torchvision give `torch.nn.BatchNorm2d`; with another momentum a fine-tuned Lite0
  /// is measurably worse.
  @Test(arguments: [(Architecture.efficientnetLite0, 1e-3, 0.01), (.resnet34, 1e-5, 0.1)])
  func batchNormIsThePublished(architecture: Architecture, epsilon: Double, momentum: Double) {
    let norms = architecture.network.operations.filter { if case .batchNorm = $0.kind { true } else { false } }
    #expect(norms.count > 30)
    #expect(norms.allSatisfy { $0.kind == .batchNorm(epsilon: epsilon, momentum: momentum) })
  }
}
