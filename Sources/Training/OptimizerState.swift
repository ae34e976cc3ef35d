internal import CKernels
internal import Glibc
package import Networks

/// What an optimizer remembers of one block of parameters from step to step.
package final class OptimizerState {
  private let optimizer: Optimizer
  private let parameters: FloatBuffer
  private let gradients: FloatBuffer
  // The velocity, or the mean gradient; and the mean squared gradient, which only AdamW has.
  private let first: FloatBuffer
  private let second: FloatBuffer
  private var stepCount = 0

  private static let chunk = 1 << 16

  package init(_ optimizer: Optimizer, parameters: FloatBuffer, gradients: FloatBuffer) {
    self.optimizer = optimizer
    self.parameters = parameters
    self.gradients = gradients
    first = FloatBuffer(parameters.count)
    if case .adamW = optimizer { second = FloatBuffer(parameters.count) } else { second = FloatBuffer(0) }
  }

  /// What is remembered: the velocities or mean gradients, the mean squared gradients, and the number of steps.
  package struct Memory: Equatable, Sendable {
    package var first: [Float]
    package var second: [Float]
    package var stepCount: Int
  }

  /// What is remembered now, or was remembered by another of the same kind.
  package var memory: Memory {
    get { Memory(first: first.read(0..<first.count), second: second.read(0..<second.count), stepCount: stepCount) }
    set {
      precondition(newValue.first.count == first.count && newValue.second.count == second.count)
      first.write(newValue.first, at: 0)
      second.write(newValue.second, at: 0)
      stepCount = newValue.stepCount
    }
  }

  /// Changes the parameters of each range with its learning rate.
  ///
  /// - Parameters:
  ///   - momentum: Instead of the optimizer's own.
  ///   - clearsGradients: Whether the gradients of these ranges are zero afterwards.
  package func step(
    _ ranges: [(range: Range<Int>, learningRate: Double)], momentum: Double?, chunks: Chunks,
    clearsGradients: Bool = false
  ) {
    stepCount += 1
    for (range, learningRate) in ranges {
      chunks.forEach(of: range.count, size: OptimizerState.chunk) { part in
        let start = range.lowerBound + part.lowerBound
        switch optimizer {
        case .gradientDescent(let descent):
          kernel_momentum_step(
            part.count, Float(learningRate), Float(momentum ?? descent.momentum), Float(descent.weightDecay),
            gradients.base + start, first.base + start, parameters.base + start)
        case .adamW(let adam):
          let step = kernelStep(adam, learningRate: learningRate, momentum: momentum ?? adam.momentum)
          withUnsafePointer(to: step) {
            kernel_adamw_step(
              $0, part.count, gradients.base + start, first.base + start, second.base + start, parameters.base + start)
          }
        }
        if clearsGradients { (gradients.base + start).update(repeating: 0, count: part.count) }
      }
    }
  }

  private func kernelStep(_ adam: AdamW, learningRate: Double, momentum: Double) -> kernel_adamw {
    kernel_adamw(
      step_size: Float(learningRate / (1 - pow(momentum, Double(stepCount)))),
      decay_factor: Float(1 - learningRate * adam.weightDecay),
      second_correction: Float((1 - pow(adam.squareMomentum, Double(stepCount))).squareRoot()),
      first: Float(momentum), second: Float(adam.squareMomentum), epsilon: Float(adam.epsilon))
  }
}
