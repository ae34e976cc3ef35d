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

  /// How the network's square is taken from the changed photograph.
  public enum Crop: Equatable, Sendable {
    /// A square of the network's size: `horizontal` is 0 left and 1 right, `vertical` 0 top and 1 bottom.
    case place(horizontal: Double, vertical: Double)
    /// The square of the network's size in the middle, as the centre view's.
    case centre
    /// All of it, its aspect lost.
    case squash
    /// The first of these rectangles that fits, its aspect lost; the square in the middle when none does.
    case area([AreaProposal])
  }

  /// The factor of the scaled photograph's short side.
  public var zoom: Double
  /// How many pixels are put around it.
  public var padding: Int
  /// What these pixels show.
  public var paddingMode: Augmentation.PaddingMode
  /// The changes, in order.
  public var changes: [Change]
  /// How the network's square is taken.
  public var crop: Crop

  /// Says exactly what is to be done.
  public init(
    zoom: Double, padding: Int, paddingMode: Augmentation.PaddingMode = .reflect, changes: [Change], crop: Crop
  ) {
    self.zoom = zoom
    self.padding = padding
    self.paddingMode = paddingMode
    self.changes = changes
    self.crop = crop
  }
}

extension Augmentation {
  /// Casts the dice.
  ///
  /// Draws are a function of the arguments only: neither threads nor the order of photographs can change them. The
  /// distributions are those of fastai 0.7 (`transforms.py`: `RandomScale`, `RandomRotate`, `RandomLighting`, `RandomFlip`,
  /// `RandomDihedral`, `RandomCrop`, `GoogleNetResize`).
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
    if zooming.uniform(0) < zoomProbability {
      zoom = self.zoom.lowerBound + (self.zoom.upperBound - self.zoom.lowerBound) * zooming.uniform(1)
    }

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
    let crop: AugmentationDraw.Crop =
      switch crop {
      case .random: .place(horizontal: place.uniform(0), vertical: place.uniform(1))
      case .centre: .centre
      case .squash: .squash
      case .area(let area, let ratio): .area(AreaProposal.draw(area: area, ratio: ratio, place))
      }
    return AugmentationDraw(zoom: zoom, padding: padding, paddingMode: paddingMode, changes: changes, crop: crop)
  }
}
