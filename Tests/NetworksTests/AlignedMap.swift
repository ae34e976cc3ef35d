import CKernels
import TestSupport

/// The numbers of a map, kept as they are told, at an address that is a multiple of 64.
final class AlignedMap {
  let base: UnsafeMutableRawPointer
  private let count: Int
  private let numbers: kernel_numbers

  init(_ values: [Float], _ numbers: kernel_numbers) {
    (count, self.numbers) = (values.count, numbers)
    base = UnsafeMutableRawPointer.allocate(byteCount: count * 4, alignment: 64)
    for (index, value) in values.enumerated() {
      if numbers == kernel_numbers_float32 {
        base.storeBytes(of: value, toByteOffset: 4 * index, as: Float.self)
      } else {
        base.storeBytes(of: BFloat16(value).bits, toByteOffset: 2 * index, as: UInt16.self)
      }
    }
  }

  deinit { base.deallocate() }

  var values: [Float] {
    (0..<count).map { index in
      numbers == kernel_numbers_float32
        ? base.load(fromByteOffset: 4 * index, as: Float.self)
        : BFloat16(bits: base.load(fromByteOffset: 2 * index, as: UInt16.self)).value
    }
  }
}
