import Resizing
import Testing

@Suite struct CopyNameTests {
  @Test(arguments: [
    ("photos/cats/1.jpg", "small/photos/cats/1.jpg"),
    ("./photos//cats/1.jpg", "small/photos/cats/1.jpg"),
    ("1.jpg", "small/1.jpg"),
    ("../photos/1.jpg", "small/@up/photos/1.jpg"),
    ("../../1.jpg", "small/@up/@up/1.jpg"),
    ("photos/../1.jpg", "small/photos/@up/1.jpg"),
    ("/photos/1.jpg", "small/@root/photos/1.jpg"),
    ("@root/photos/1.jpg", "small/@@root/photos/1.jpg"),
    ("@@up/1.jpg", "small/@@@up/1.jpg"),
    ("a/@.jpg", "small/a/@@.jpg"),
    ("...", "small/..."),
  ]) func mirrorsTheTree(path: String, copy: String) {
    #expect(CopyName.path(of: path, in: "small") == copy)
    #expect(CopyName.path(of: path, in: "small/") == copy)
  }

  @Test func differentPathsHaveDifferentCopies() {
    let names = ["a", "..", "@up", "@@up", "@root", "@@root", "@", "@@", "up", "root", "@..", "a@"]
    var paths: [String] = []
    for first in names {
      for second in names {
        paths += ["\(first)/\(second)/x.jpg", "/\(first)/\(second)/x.jpg"]
      }
    }
    #expect(Set(paths.map { CopyName.path(of: $0, in: "small") }).count == paths.count)
  }

  @Test func foldersAreKept() {
    #expect(CopyName.path(of: "a.jpg", in: "/") == "/a.jpg")
    #expect(CopyName.path(of: "a.jpg", in: ".") == "./a.jpg")
    #expect(CopyName.path(of: "a.jpg", in: "/tmp/small") == "/tmp/small/a.jpg")
  }
}
