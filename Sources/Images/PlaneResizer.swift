internal import CCodecs
internal import CKernels
internal import Tensors

/// Scales photographs in the planes of colour that JPEG files keep, which spares the way to RGB and back.
///
/// That way is linear, as are the enlargement of planes by libjpeg and scaling: what comes out is what `ImageResizer.resize`
/// makes, but for rounding, and for colours that RGB does not have, which are not clipped.
struct PlaneResizer: ~Copyable {
  // Planes of the picture's size, and planes that are enlarged.
  private var whole = PlaneKernel()
  private var enlarged = PlaneKernel()
  private var stored = ScratchBuffer<UInt8>()
  private var upright = ScratchBuffer<UInt8>()

  /// Returns a picture scaled to `size`, upright, in three planes of that size, which are valid until the next call.
  ///
  /// - Parameters:
  ///   - picture: What was decoded, as it is stored.
  ///   - header: The header of its file.
  ///   - reduction: What it was decoded at.
  ///   - size: The upright size.
  mutating func resize(
    _ picture: ColourPlanes, of header: ImageHeader, reduction: Int, to size: ScaledSize
  ) -> ColourPlanes {
    let orientation = header.orientation
    let extent = header.storedSize(reduction: 1)
    // The picture begins where it does when it is turned first and then scaled.
    func line(_ length: Int, extent: Int, isReversed: Bool, _ enlargement: codec_enlargement) -> SourceLine {
      let extent = Double(extent) / Double(reduction)
      return SourceLine(
        length: length, extent: extent, start: isReversed ? Double(length) - extent : 0, enlargement: enlargement)
    }
    let scaled = PlaneResizer.planes(orientation.swapsAxes ? size.turned : size, in: &stored)
    for (source, result) in zip(picture.planes, scaled.planes) {
      let columns = line(
        picture.width, extent: extent.width, isReversed: orientation.reversesStoredColumns, source.columns)
      let rows = line(picture.height, extent: extent.height, isReversed: orientation.reversesStoredRows, source.rows)
      if columns.numberCount == picture.width, rows.numberCount == picture.height {
        whole.resample(source, columns: columns, rows: rows, to: result)
      } else {
        enlarged.resample(source, columns: columns, rows: rows, to: result)
      }
    }
    if orientation == .upright { return scaled }
    let turned = PlaneResizer.planes(size, in: &upright)
    for (source, result) in zip(scaled.planes, turned.planes) {
      kernel_orient(
        source.samples, source.stride, 1, result.samples, result.stride, result.width, result.height,
        orientation.swapsAxes, orientation.reversesColumns, orientation.reversesRows)
    }
    return turned
  }

  /// Lays out three planes of one size.
  private static func planes(_ size: ScaledSize, in memory: inout ScratchBuffer<UInt8>) -> ColourPlanes {
    let stride = codec_plane_stride(size.width)
    let memory = memory.reserve(ColourPlanes.count * stride * size.height)
    let planes = (0..<ColourPlanes.count).map { index in
      var plane = codec_plane()
      plane.samples = memory.baseAddress?.advanced(by: index * stride * size.height)
      (plane.width, plane.height, plane.stride) = (size.width, size.height, stride)
      return plane
    }
    return ColourPlanes(width: size.width, height: size.height, planes: planes)
  }
}

/// Scales planes; what photographs of one size have in common is kept from one to the next.
private struct PlaneKernel: ~Copyable {
  private var columns = ResampleWeights()
  private var rows = ResampleWeights()
  private var sums = ScratchBuffer<Float>()

  mutating func resample(_ source: codec_plane, columns: SourceLine, rows: SourceLine, to result: codec_plane) {
    self.columns.compute(columns, targetLength: result.width, window: 0..<result.width, interpolation: .bilinear)
    self.rows.compute(rows, targetLength: result.height, window: 0..<result.height, interpolation: .bilinear)
    self.rows.withLines { rows in
      self.columns.withLines { columns in
        let sums = sums.reserve(kernel_resample_bytes_room(1, columns))
        kernel_resample_bytes(
          source.samples, source.stride, 1, rows, columns, sums.baseAddress, result.samples, result.stride)
      }
    }
  }
}
