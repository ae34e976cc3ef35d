internal import Glibc
internal import Randomness

/// What is done to one photograph: an augmentation with its dice cast.
public struct AugmentationDraw: Equatable, Sendable {
  /// One change of the whole photograph.
  public enum Change: Equatable, Sendable {
    /// Turned counter-clockwise about its centre.
    case rotation(degrees: Double)
    /// (x − mean) · contrast + mean + brightness, clipped to 0...1; the mean is that of all pixels and colours.
    case lighting(brightness: Double, contrast: Double)
    /// Quarter turns counter-clockwise, and then left and right swapped or not.
    case turn(quarters: Int, flips: Bool)
  }

  /// The factor of the scaled photograph's short side.
  public var zoom: Double
  /// How many pixels of its mirror image are put around it.
  public var padding: Int
  /// The changes, in order.
  public var changes: [Change]
  /// Where the crop lies: 0 left, 1 right.
  public var horizontal: Double
  /// Where the crop lies: 0 top, 1 bottom.
  public var vertical: Double

  /// Says exactly what is to be done.
  public init(zoom: Double, padding: Int, changes: [Change], horizontal: Double, vertical: Double) {
    self.zoom = zoom
    self.padding = padding
    self.changes = changes
    self.horizontal = horizontal
    self.vertical = vertical
  }
}

extension Augmentation {
  /// Casts the dice.
  ///
  /// Draws are a function of the arguments only: neither threads nor the order of photographs can change them. The
  /// distributions are those of fastai 0.7 (`transforms.py`: `RandomScale`, `RandomRotate`, `RandomLighting`, `RandomFlip`,
  /// `RandomDihedral`, `RandomCrop`).
  ///
  /// - Parameters:
  ///   - seed: The seed of the run.
  ///   - epoch: The epoch or, in testing, the number of the view.
  ///   - sample: A number that stands for the photograph.
  public func draw(seed: UInt64, epoch: Int, sample: Int) -> AugmentationDraw {
    func numbers(_ purpose: RandomNumbers.Purpose) -> RandomNumbers {
      RandomNumbers(seed: seed, purpose: purpose, epoch: epoch, sample: sample)
    }
    var zoom = 1.0
    let zooming = numbers(.zoom)
    if zooming.uniform(0) < Augmentation.zoomProbability { zoom = 1 + (maximumZoom - 1) * zooming.uniform(1) }

    let changes = steps.enumerated().compactMap { number, step -> AugmentationDraw.Change? in
      let numbers = numbers(.augmentation(step: number))
      // Uniform between −limit and limit.
      func symmetric(_ number: Int, _ limit: Double) -> Double { (2 * numbers.uniform(number) - 1) * limit }
      switch step {
      case .rotate(let degrees, let probability):
        return numbers.uniform(0) < probability ? .rotation(degrees: symmetric(1, degrees)) : nil
      case .light(let brightness, let contrast):
        let change = symmetric(1, contrast)
        return .lighting(
          brightness: symmetric(0, brightness), contrast: change >= 0 ? 1 + change : 1 / (1 - change))
      case .flip(let probability):
        return numbers.uniform(0) < probability ? .turn(quarters: 0, flips: true) : nil
      case .dihedral:
        let symmetry = Int(numbers.uniform(0) * 8)
        return symmetry == 0 ? nil : .turn(quarters: symmetry % 4, flips: symmetry >= 4)
      }
    }
    let place = numbers(.crop)
    return AugmentationDraw(
      zoom: zoom, padding: padding, changes: changes, horizontal: place.uniform(0), vertical: place.uniform(1))
  }
}
