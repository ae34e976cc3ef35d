/// How the stored rows and columns of a photograph lie to the upright picture: EXIF's tag 0x0112.
///
/// Each name says what is done to the stored pixels to make them upright.
public enum Orientation: Int, Sendable, CaseIterable {
  case upright = 1
  case flipHorizontally = 2
  case rotateHalfTurn = 3
  case flipVertically = 4
  case transpose = 5
  case rotateClockwise = 6
  /// Flips over the diagonal that rises from left to right.
  case transverse = 7
  case rotateAnticlockwise = 8

  /// Whether the stored rows become columns, so that width and height change places.
  public var swapsAxes: Bool { rawValue >= 5 }

  // The upright picture is the stored one, transposed or not, with its columns and rows reversed or not.
  var reversesColumns: Bool { [.flipHorizontally, .rotateHalfTurn, .rotateClockwise, .transverse].contains(self) }
  var reversesRows: Bool { [.rotateHalfTurn, .flipVertically, .transverse, .rotateAnticlockwise].contains(self) }

  // The same, said of the stored columns and rows.
  var reversesStoredColumns: Bool { swapsAxes ? reversesRows : reversesColumns }
  var reversesStoredRows: Bool { swapsAxes ? reversesColumns : reversesRows }
}
