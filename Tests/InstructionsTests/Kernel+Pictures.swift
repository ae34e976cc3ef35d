import CKernels

extension Kernel {
  private static let (width, height) = (41, 30)

  /// Resampling and augmentation.
  static let ofPictures = [
    Kernel(name: "kernel_warp", products: 3) {
      var result = zeros(3 * width * height)
      kernel_warp(picture, width, height, [0.9, 0.2, -3, -0.2, 0.9, 2], &result)
      return result.doubles
    },
    Kernel(name: "kernel_mean", products: 0) { [kernel_mean(picture, picture.count)] },
    Kernel(name: "kernel_scale_and_clip", products: 1) {
      var values = picture
      kernel_scale_and_clip(&values, values.count, 1.3, 0.4)
      return values.doubles
    },
    Kernel(name: "kernel_crop", products: 1) {
      var result = zeros(3 * 25 * 25)
      kernel_crop(picture, 3 * width, 25, [1.3, 0.7, 2, 0], [0.1, -0.2, 0.3, 0], &result, 25, 1, 625)
      return result.doubles
    },
    Kernel(name: "kernel_resample", products: 2 * taps + 1) {
      withLines { rows, columns in
        var (sums, result) = (zeros(3 * width + 1), zeros(3 * rows.count * columns.count))
        let bytes = picture.map { UInt8(($0 + 1) * 127) }
        kernel_resample(
          bytes, 3 * width, rows, columns, [0.02, 0.03, 0.01, 0], [-1, 2, 0, 0], &sums, &result, 3 * columns.count, 3,
          1)
        return result.doubles
      }
    },
    Kernel(name: "kernel_resample_floats", products: 2 * taps + 1) {
      withLines { rows, columns in
        var (sums, result) = (zeros(3 * width + 1), zeros(3 * rows.count * columns.count))
        kernel_resample_floats(
          picture, 3 * width, rows, columns, [2, 3, 1, 0], [-1, 2, 0, 0], &sums, &result, 3 * columns.count, 3, 1)
        return result.doubles
      }
    },
    Kernel(name: "kernel_resample_bytes", products: 2 * taps, step: 1) {
      withLines { rows, columns in
        [1, 3].flatMap { channels in
          var sums = zeros(kernel_resample_bytes_room(channels, columns))
          var result = [UInt8](repeating: 0, count: channels * rows.count * columns.count + 1)
          let bytes = picture.map { UInt8(($0 + 1) * 127) }
          kernel_resample_bytes(
            bytes, channels * width, channels, rows, columns, &sums, &result, channels * columns.count)
          return result.dropLast().map(Double.init)
        }
      }
    },
  ]

  // With one number after the last.
  private static var picture: [Float] { numbers(1, 3 * width * height + 1) }

  private static let taps = 3

  /// Calls `body` with lines that make 27 columns of all columns, and 20 rows of all rows.
  private static func withLines(_ body: (_ rows: kernel_lines, _ columns: kernel_lines) -> [Double]) -> [Double] {
    withLines(20, of: height) { rows in withLines(27, of: width) { columns in body(rows, columns) } }
  }

  private static func withLines(_ count: Int, of sourceCount: Int, _ body: (kernel_lines) -> [Double]) -> [Double] {
    let starts = (0..<count).map { Int32($0 * (sourceCount - taps) / (count - 1)) }
    let weights = numbers(2, count * taps).map { ($0 + 2) / 6 }
    return starts.withUnsafeBufferPointer { starts in
      weights.withUnsafeBufferPointer { weights in
        body(
          kernel_lines(
            starts: starts.baseAddress, weights: weights.baseAddress, taps: taps, count: count, source_start: 0,
            source_count: sourceCount))
      }
    }
  }
}
