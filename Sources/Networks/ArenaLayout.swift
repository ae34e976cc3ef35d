/// A plan of one block of memory: buffers that are never alive together may share a place.
package struct ArenaLayout {
  /// A buffer's size in bytes, and the first and last step at which it holds something.
  package struct Buffer {
    package let byteCount: Int
    package let lifetime: ClosedRange<Int>

    /// Describes a buffer of `byteCount` bytes.
    package init(byteCount: Int, lifetime: ClosedRange<Int>) {
      self.byteCount = byteCount
      self.lifetime = lifetime
    }
  }

  /// Where each buffer begins, in bytes; multiples of 64.
  package let offsets: [Int]
  /// The size of the block.
  package let byteCount: Int

  /// Places the largest first, each at the lowest offset where it fits.
  ///
  /// "Greedy by size" of Pisarchyk & Lee 2020 (arXiv:2001.03288).
  package init(_ buffers: [Buffer]) {
    var offsets = [Int](repeating: 0, count: buffers.count)
    var placed: [Int] = []
    for index in buffers.indices.sorted(by: { (-buffers[$0].byteCount, $0) < (-buffers[$1].byteCount, $1) }) {
      let neighbours = placed.filter { buffers[$0].lifetime.overlaps(buffers[index].lifetime) }
      var offset = 0
      for neighbour in neighbours.sorted(by: { offsets[$0] < offsets[$1] }) {
        if offset + buffers[index].byteCount <= offsets[neighbour] { break }
        offset = max(offset, ArenaLayout.align(offsets[neighbour] + buffers[neighbour].byteCount))
      }
      offsets[index] = offset
      placed.append(index)
    }
    self.offsets = offsets
    byteCount = buffers.indices.map { ArenaLayout.align(offsets[$0] + buffers[$0].byteCount) }.max() ?? 0
  }

  /// Returns the next multiple of a cache line.
  static func align(_ offset: Int) -> Int { (offset + 63) & ~63 }
}
