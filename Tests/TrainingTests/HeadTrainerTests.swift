import Networks
import Randomness
import Testing
import Training
import Workers

@Suite struct HeadTrainerTests {
  private let reference: Reference

  init() throws { reference = try Reference.load() }

  private func optimizer() throws -> Optimizer {
    .gradientDescent(GradientDescent(momentum: 0.9, weightDecay: try reference.number("decay")))
  }

  @Test func firstWeightsAreThoseOfTheSeed() throws {
    let features = try reference.features([0]).count
    let head = Head(
      inputs: features, classes: 3, hidden: [try Int(reference.number("hidden"))], dropout: [0.25, 0.5],
      seed: UInt64(try reference.number("seed")))
    try expectClose(head, reference.layers("initial"), tolerance: 1e-7)
    #expect(head.layers.map(\.dropout) == [0.25, 0.5])
  }

  @Test(arguments: [1, 2]) func stepsArePyTorchs(workers: Int) throws {
    try WorkerTeam.run(workers: workers) { team in try stepsArePyTorchs(team) }
  }

  private func stepsArePyTorchs(_ team: WorkerTeam) throws {
    let rows = Array(try reference.integers("training").prefix(8))
    let trainer = HeadTrainer(
      try reference.head("initial", dropout: [0.25, 0.5]), optimizer: try optimizer(), largestBatch: 8, team: team)
    let targets = try reference.integers("targets")
    for (number, expected) in try reference.doubles("stepLosses").enumerated() {
      let loss = trainer.step(
        features: try reference.features(rows), labels: rows.map { [targets[$0]] }, samples: rows[...],
        learningRate: try reference.number("rate"), dropout: nil)
      #expect(abs(loss - expected) < 2e-6, "step \(number)")
      if number == 0 {
        // The biases before a batch norm have no gradient but rounding: they are compared with the others.
        try expectClose(
          trainer.gradientsOfHead, reference.layers("firstGradients"), tolerance: 3e-6, statistics: false)
        try expectClose(trainer.head, reference.layers("afterOneStep"), tolerance: 1e-6)
      }
    }
    try expectClose(trainer.head, reference.layers("afterTwentySteps"), tolerance: 1e-5)
  }

  @Test func gradientsAreFiniteDifferences() throws {
    let rows = Array(try reference.integers("training").prefix(6))
    let targets = try reference.integers("targets")
    let features = try reference.features(rows)
    // One hidden layer more than the reference has, and dropout: the same masks for every evaluation.
    let head = Head(inputs: features.count / 6, classes: 3, hidden: [7, 5], dropout: [0.2, 0.1, 0.4], seed: 5)
    func evaluate(_ head: Head) -> (loss: Double, gradients: Head) {
      WorkerTeam.run(workers: 1) { team in
        let trainer = HeadTrainer(
          head, optimizer: .gradientDescent(GradientDescent(momentum: 0, weightDecay: 0)), largestBatch: 6, team: team)
        let loss = trainer.step(
          features: features, labels: rows.map { [targets[$0]] }, samples: rows[...], learningRate: 0,
          dropout: HeadTrainer.Dropout(seed: 9, epoch: 2))
        return (loss, trainer.gradientsOfHead)
      }
    }
    let gradients = evaluate(head).gradients
    let parameters: [(String, WritableKeyPath<Head.Layer, [Float]>)] = [
      ("gamma", \.batchNorm.weight), ("beta", \.batchNorm.bias), ("weight", \.linear.weight), ("bias", \.linear.bias),
    ]
    for layer in head.layers.indices {
      for (name, path) in parameters {
        let count = head.layers[layer][keyPath: path].count
        for index in stride(from: 0, to: count, by: max(1, count / 5)) {
          let width: Float = 2e-3
          func shifted(_ amount: Float) -> Double {
            var changed = head
            changed.layers[layer][keyPath: path][index] += amount
            return evaluate(changed).loss
          }
          let difference = (shifted(width) - shifted(-width)) / Double(2 * width)
          let gradient = Double(gradients.layers[layer][keyPath: path][index])
          #expect(abs(difference - gradient) < 1e-3 + 1e-2 * abs(gradient), "layer \(layer) \(name) [\(index)]")
        }
      }
    }
  }

  @Test func evaluationIsPyTorchs() throws {
    let head = try reference.head("trained", dropout: [0.25, 0.5])
    let logits = HeadEvaluator(head).logits(of: try reference.features(reference.integers("validation")))
    expectClose(logits, try reference.doubles("logits"), tolerance: 1e-6)
  }

  @Test func rowsDoNotDependOnTheirNeighbours() {
    let (inputs, classes) = (301, 37)
    let head = Head(inputs: inputs, classes: classes, hidden: [70], dropout: [0, 0], seed: 4)
    let evaluator = HeadEvaluator(head)
    let draws = RandomNumbers(seed: 8, purpose: .shuffle)
    let features = (0..<33 * inputs).map { Float(draws.uniform($0) * 4 - 1) }
    let together = evaluator.logits(of: features)
    #expect(together.count == 33 * classes)
    for row in 0..<33 {
      let alone = evaluator.logits(of: Array(features[row * inputs..<(row + 1) * inputs]))
      #expect(alone == Array(together[row * classes..<(row + 1) * classes]), "row \(row)")
    }
    let last = evaluator.logits(of: Array(features[5 * inputs..<12 * inputs]))
    #expect(last == Array(together[5 * classes..<12 * classes]))
  }
}
