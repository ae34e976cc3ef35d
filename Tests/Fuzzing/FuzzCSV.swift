import Records

/// Tables; what is read is written and read again.
func fuzzCSV(_ bytes: UnsafeRawBufferPointer) {
  guard let table = try? CSV(parsing: Array(bytes), path: "x") else { return }
  // A row of nothing but one empty field is written as an empty line, which is no row.
  let rows = table.rows.map(\.fields).filter { $0 != [""] }
  let text = rows.map(CSV.line).joined()
  guard let again = try? CSV(parsing: Array(text.utf8), path: "x") else { preconditionFailure("it is no table now") }
  precondition(again.rows.map(\.fields) == rows)
}
