import Networks
import Randomness
import Testing
import Training

/// Mixing photographs and their labels.
@Suite struct MixingTests {
  /// Cross-entropy is linear in its targets: the loss of a mixture is the mixture of the losses, which are PyTorch's.
  @Test(arguments: [LabelKind.single, .several]) func lossesAndGradientsAreMixtures(kind: LabelKind) {
    let logits: [Float] = [0.3, -1, 2, 0.5, 1.5, -0.25, -3, 0, 1]
    let labels = [[0], [2], [1]]
    let (partners, shares) = ([1, 2, 0], [0.9, 0.6, 0.75])
    func gradient(_ labels: MixedLabels) -> (loss: Double, values: [Float]) {
      var values = logits
      let loss = values.withUnsafeMutableBufferPointer { TrainingLoss(kind).replaceByGradient($0, labels: labels) }
      return (loss, values)
    }
    let mixed = gradient(MixedLabels(labels, partners: partners, shares: shares))
    let own = gradient(MixedLabels(labels))
    let other = gradient(MixedLabels(partners.map { labels[$0] }))
    for index in logits.indices {
      let share = Float(shares[index / 3])
      #expect(abs(mixed.values[index] - (share * own.values[index] + (1 - share) * other.values[index])) < 1e-6)
    }
    let losses = labels.indices.map { row in
      let values = logits[3 * row..<3 * row + 3]
      return shares[row] * TrainingLoss.value(of: values, labels: labels[row], kind: kind)
        + (1 - shares[row]) * TrainingLoss.value(of: values, labels: labels[partners[row]], kind: kind)
    }
    #expect(abs(mixed.loss - losses.reduce(0, +) / 3) < 1e-9)
  }

  /// The mean of Beta(α, α) is ½, its variance 1 / (4 · (2α + 1)).
  @Test(arguments: [0.1, 0.4, 1]) func sharesAreBetaDistributed(strength: Double) {
    let draws = (0..<20_000).map {
      Mixing.beta(strength, RandomNumbers(seed: 5, purpose: .mixingShare, epoch: 0, sample: $0))
    }
    let mean = draws.reduce(0, +) / 20_000
    let variance = draws.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 20_000
    #expect(abs(mean - 0.5) < 0.012)
    #expect(abs(variance * 4 * (2 * strength + 1) - 1) < 0.03)
  }

  @Test func theLargerPartStaysAndEachIsAPartnerOnce() {
    let mixing = Mixing(of: [7, 3, 9, 4, 11], strength: 0.4, seed: 1, epoch: 2)
    #expect(mixing.partners.sorted() == [0, 1, 2, 3, 4])
    #expect(mixing.shares.allSatisfy { (0.5...1).contains($0) })
    let again = Mixing(of: [7, 3, 9, 4, 11], strength: 0.4, seed: 1, epoch: 3)
    #expect(again.shares != mixing.shares)
  }
}
