internal import Files

/// Runs the opcodes of a pickle that state dictionaries use, and no others; no code of the file's choosing can run.
///
/// Source: Python's `pickletools.py`, protocols 2 to 5. What may be named is `PickleGlobal`'s list.
struct PickleReader {
  /// The longest pickle that is read: a thousand times that of a large network's state dictionary would not fit.
  static let byteLimit = 8 << 20

  private var cursor: ByteCursor
  var objects = PickleObjects()
  private var stack: [PickleValue] = []
  private var marks: [Int] = []
  private var memo: [Int: PickleValue] = [:]

  /// Where the next byte after the pickle is.
  var position: Int { cursor.position }

  /// Reads the pickle that begins at `position`.
  static func read(
    _ bytes: UnsafeRawBufferPointer, at position: Int = 0
  ) throws(FormatError) -> (root: PickleValue, objects: PickleObjects, end: Int) {
    let end = min(bytes.count, position + byteLimit)
    var reader = PickleReader(cursor: ByteCursor(UnsafeRawBufferPointer(rebasing: bytes[..<end]), at: position))
    do throws(FormatError) {
      let root = try reader.run()
      return (root, reader.objects, reader.position)
    } catch {
      guard error == .torn, end < bytes.count else { throw error }
      throw FormatError("its pickle is longer than \(byteLimit) bytes")
    }
  }

  private init(cursor: ByteCursor) { self.cursor = cursor }

  private mutating func run() throws(FormatError) -> PickleValue {
    while true {
      let opcode = try cursor.byte()
      switch opcode {
      case 0x80: _ = try cursor.byte()  // PROTO
      case 0x95: _ = try cursor.integer(UInt64.self)  // FRAME
      case UInt8(ascii: "."): return try pop()
      case UInt8(ascii: "("): marks.append(stack.count)
      case UInt8(ascii: "0"): _ = try pop()
      case UInt8(ascii: "1"): try dropToMark()
      case UInt8(ascii: "2"): stack.append(try top())
      default:
        if try readConstant(opcode) { continue }
        if try readContainer(opcode) { continue }
        if try useMemo(opcode) { continue }
        if try construct(opcode) { continue }
        throw FormatError("it uses the pickle opcode \(hexadecimal(opcode)), which is not part of a state dictionary")
      }
    }
  }

  // MARK: Constants

  private mutating func readConstant(_ opcode: UInt8) throws(FormatError) -> Bool {
    switch opcode {
    case UInt8(ascii: "N"): stack.append(.none)
    case 0x88: stack.append(.boolean(true))
    case 0x89: stack.append(.boolean(false))
    case UInt8(ascii: "J"): stack.append(.integer(Int(try cursor.integer(Int32.self))))
    case UInt8(ascii: "K"): stack.append(.integer(Int(try cursor.byte())))
    case UInt8(ascii: "M"): stack.append(.integer(Int(try cursor.integer(UInt16.self))))
    case 0x8A: stack.append(PickleReader.integer(try cursor.take(Int(try cursor.byte()))))
    case UInt8(ascii: "G"):
      stack.append(.decimal(Double(bitPattern: try cursor.integer(UInt64.self).byteSwapped)))
    case UInt8(ascii: "U"), 0x8C: try readText(Int(try cursor.byte()))
    case UInt8(ascii: "T"), UInt8(ascii: "X"): try readText(try cursor.length(UInt32.self))
    case 0x8D: try readText(try cursor.length(UInt64.self))
    case UInt8(ascii: "C"): try readBytes(Int(try cursor.byte()))
    case UInt8(ascii: "B"): try readBytes(try cursor.length(UInt32.self))
    case 0x8E: try readBytes(try cursor.length(UInt64.self))
    default: return false
    }
    return true
  }

  // Two's complement, little-endian, of any length.
  private static func integer(_ bytes: UnsafeRawBufferPointer) -> PickleValue {
    guard bytes.count <= 8 else { return .longInteger(Array(bytes)) }
    var value: Int = (bytes.last ?? 0) >= 128 ? -1 : 0
    for byte in bytes.reversed() { value = value << 8 | Int(byte) }
    return .integer(value)
  }

  private mutating func readText(_ count: Int) throws(FormatError) {
    stack.append(.text(String(decoding: try cursor.take(count), as: UTF8.self)))
  }

  private mutating func readBytes(_ count: Int) throws(FormatError) {
    _ = try cursor.take(count)
    stack.append(.bytes)
  }

  // MARK: Lists, tuples, dictionaries

  private mutating func readContainer(_ opcode: UInt8) throws(FormatError) -> Bool {
    switch opcode {
    case UInt8(ascii: "]"), UInt8(ascii: ")"): pushSequence([])
    case 0x85: pushSequence([try pop()])
    case 0x86: pushSequence(try pop(count: 2))
    case 0x87: pushSequence(try pop(count: 3))
    case UInt8(ascii: "t"), UInt8(ascii: "l"): pushSequence(try popToMark())
    case UInt8(ascii: "}"): pushDictionary([])
    case UInt8(ascii: "d"): pushDictionary(try pairs(popToMark()))
    case UInt8(ascii: "a"): try extendSequence([try pop()])
    case UInt8(ascii: "e"): try extendSequence(try popToMark())
    case UInt8(ascii: "s"): try extendDictionary(try pop(count: 2))
    case UInt8(ascii: "u"): try extendDictionary(try popToMark())
    default: return false
    }
    return true
  }

  private mutating func pushSequence(_ values: [PickleValue]) {
    stack.append(.sequence(objects.sequences.count))
    objects.sequences.append(values)
  }

  private mutating func pushDictionary(_ pairs: [(key: PickleValue, value: PickleValue)]) {
    stack.append(.dictionary(objects.dictionaries.count))
    objects.dictionaries.append(pairs)
  }

  private func pairs(_ values: [PickleValue]) throws(FormatError) -> [(key: PickleValue, value: PickleValue)] {
    guard values.count.isMultiple(of: 2) else { throw damaged }
    return stride(from: 0, to: values.count, by: 2).map { (values[$0], values[$0 + 1]) }
  }

  private mutating func extendSequence(_ values: [PickleValue]) throws(FormatError) {
    guard let index = try top().sequence else { throw damaged }
    objects.sequences[index] += values
  }

  private mutating func extendDictionary(_ values: [PickleValue]) throws(FormatError) {
    guard let index = try top().dictionary else { throw damaged }
    let added = try pairs(values)
    objects.dictionaries[index] += added
  }

  // MARK: The memo

  private mutating func useMemo(_ opcode: UInt8) throws(FormatError) -> Bool {
    switch opcode {
    case UInt8(ascii: "q"): try remember(Int(try cursor.byte()))
    case UInt8(ascii: "r"): try remember(Int(try cursor.integer(UInt32.self)))
    case 0x94: try remember(memo.count)
    case UInt8(ascii: "h"): try recall(Int(try cursor.byte()))
    case UInt8(ascii: "j"): try recall(Int(try cursor.integer(UInt32.self)))
    default: return false
    }
    return true
  }

  private mutating func remember(_ index: Int) throws(FormatError) {
    let value = try top()
    memo[index] = value
  }

  private mutating func recall(_ index: Int) throws(FormatError) {
    guard let value = memo[index] else { throw damaged }
    stack.append(value)
  }

  // MARK: Objects

  private mutating func construct(_ opcode: UInt8) throws(FormatError) -> Bool {
    switch opcode {
    case UInt8(ascii: "c"):
      let module = try cursor.line()
      try pushGlobal(module: module, name: try cursor.line())
    case 0x93:  // STACK_GLOBAL
      let names = try pop(count: 2)
      guard let module = names[0].text, let name = names[1].text else { throw damaged }
      try pushGlobal(module: module, name: name)
    case UInt8(ascii: "R"), 0x81:  // REDUCE, NEWOBJ
      let values = try pop(count: 2)
      guard let global = values[0].global, let index = values[1].sequence else { throw damaged }
      stack.append(try objects.call(global, objects.sequences[index]))
    case UInt8(ascii: "b"):
      let state = try pop()
      try objects.setState(of: try top(), to: state)
    case UInt8(ascii: "Q"): stack.append(try objects.storage(named: try pop()))
    default: return false
    }
    return true
  }

  private mutating func pushGlobal(module: String, name: String) throws(FormatError) {
    guard let global = PickleGlobal(module: module, name: name) else {
      throw FormatError("it asks for '\("\(module).\(name)".printableStart)', which is not part of a state dictionary")
    }
    stack.append(.global(global))
  }

  // MARK: The stack

  private var damaged: FormatError { FormatError("damaged: its pickle makes no sense at byte \(cursor.position)") }

  private func top() throws(FormatError) -> PickleValue {
    guard stack.count > marks.last ?? 0, let value = stack.last else { throw damaged }
    return value
  }

  private mutating func pop() throws(FormatError) -> PickleValue {
    let value = try top()
    stack.removeLast()
    return value
  }

  private mutating func pop(count: Int) throws(FormatError) -> [PickleValue] {
    guard stack.count - count >= marks.last ?? 0 else { throw damaged }
    let values = Array(stack.suffix(count))
    stack.removeLast(count)
    return values
  }

  private mutating func popToMark() throws(FormatError) -> [PickleValue] {
    guard let mark = marks.popLast() else { throw damaged }
    let values = Array(stack[mark...])
    stack.removeSubrange(mark...)
    return values
  }

  // Not by popToMark: Swift 6.3.1 miscounts the references of an array of enums that is made and not used.
  private mutating func dropToMark() throws(FormatError) {
    guard let mark = marks.popLast() else { throw damaged }
    stack.removeSubrange(mark...)
  }
}

private func hexadecimal(_ byte: UInt8) -> String {
  let digits = String(byte, radix: 16, uppercase: true)
  return "0x" + (digits.count == 1 ? "0" : "") + digits
}
