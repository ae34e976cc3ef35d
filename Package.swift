// swift-tools-version: 6.2

import PackageDescription

// The house as a table. Arrows point down only: a target may depend on those above it.
// Sources/README.md says what lives where.

// Modules of C: what Swift cannot do (long jumps, several instruction sets in one binary, libgomp's pool), and the system's
// libraries.
let systemLibraries: [Target] = [
  .systemLibrary(
    name: "CCairo", pkgConfig: "pangocairo", providers: [.apt(["libcairo2-dev", "libpango1.0-dev"])]),
  .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
  .systemLibrary(name: "COneDNN", providers: [.apt(["libdnnl-dev"])]),
  .systemLibrary(name: "COpenBLAS", providers: [.apt(["libopenblas-dev"])]),
]
let cTargets: [Target] = [
  .target(name: "CCodecs", linkerSettings: [.linkedLibrary("jpeg"), .linkedLibrary("png")]),
  .target(name: "CKernels"),
  .target(name: "CThreads", linkerSettings: [.linkedLibrary("gomp")]),
]

let libraries: [(name: String, dependencies: [Target.Dependency])] = [
  ("Files", ["CCrypto"]),
  ("Records", ["Files"]),
  ("Instructions", ["CKernels"]),
  ("CommandLine", ["Files", "Instructions", "Records"]),
  ("Tensors", ["Files", "Records"]),
  ("Metrics", ["Records"]),
  ("Workers", ["CKernels", "CThreads"]),
  ("Randomness", ["CKernels"]),
  ("Images", ["CCodecs", "CKernels", "Files", "Randomness", "Records", "Tensors"]),
  ("Indexing", ["Files", "Images", "Records", "Workers"]),
  ("Resizing", ["Files", "Images", "Records", "Workers"]),
  ("Charts", ["CCairo", "Files", "Images", "Indexing", "Metrics", "Records", "Workers"]),
  ("Reports", ["Charts", "Files", "Images", "Indexing", "Metrics", "Records", "Tensors", "Workers"]),
  ("Networks", ["CKernels", "COneDNN", "CThreads", "Files", "Instructions", "Tensors", "Workers"]),
  ("Inference", ["Files", "Images", "Networks", "Records", "Tensors", "Workers"]),
  (
    "Training",
    [
      "CKernels", "COpenBLAS", "CThreads", "Files", "Images", "Inference", "Metrics", "Networks", "Randomness",
      "Records", "Tensors", "Workers",
    ]
  ),
  ("NetworkOptions", ["CommandLine", "Files", "Images", "Inference", "Networks", "Records", "Tensors", "Workers"]),
  ("TrainingOptions", ["CommandLine", "Files", "Inference", "Networks", "Records", "Training", "Workers"]),
]

// The tools. `average`, `chart`, `confusion`, `contact-sheet`, `ds-index`, `ds-resize`, `report` and `tensor-info` link
// neither oneDNN nor OpenBLAS, and so start in milliseconds.
let tools: [(name: String, dependencies: [Target.Dependency])] = [
  ("average", ["Metrics", "Tensors"]),
  ("chart", ["Charts", "Images", "Indexing", "Metrics"]),
  ("confusion", ["Metrics"]),
  ("contact-sheet", ["Charts", "Images", "Metrics", "Workers"]),
  ("ds-index", ["Indexing", "Workers"]),
  ("ds-resize", ["Resizing", "Workers"]),
  (
    "filters",
    ["Charts", "Images", "Inference", "NetworkOptions", "Networks", "Tensors", "Workers"]
  ),
  (
    "fit-full",
    [
      "Images", "Indexing", "Inference", "Instructions", "NetworkOptions", "Networks", "Tensors", "Training",
      "TrainingOptions", "Workers",
    ]
  ),
  ("fit-head", ["Inference", "Networks", "Tensors", "Training", "TrainingOptions"]),
  ("import-weights", ["Networks", "Tensors"]),
  ("precompute", ["Inference", "NetworkOptions", "Networks", "Tensors", "Workers"]),
  ("predict", ["Inference", "NetworkOptions"]),
  ("report", ["Reports", "Workers"]),
  ("tensor-info", ["Tensors"]),
  ("tta", ["Inference", "Metrics", "NetworkOptions"]),
]

let testSupport: [Target] = [
  .target(name: "TestSupport", dependencies: ["Files"], path: "Tests/TestSupport")
]
let tests: [(name: String, dependencies: [Target.Dependency], resources: [String])] = [
  ("Files", [], []),
  ("Images", ["CCodecs", "CKernels", "Files", "Records", "Tensors"], ["Reference"]),
  ("Networks", ["CKernels", "Files", "Instructions", "Tensors", "Training", "Workers"], ["Reference"]),
  ("Records", [], []),
  ("Reports", ["Files", "Images", "Records"], []),
  ("Tensors", ["Files"], ["Reference"]),
  ("Charts", ["Images", "Indexing", "Metrics", "Records"], []),
  ("CommandLine", ["Records"], []),
  ("Indexing", ["Records"], []),
  ("Instructions", ["CKernels"], []),
  ("Inference", ["Files", "Images", "Networks", "Records", "Tensors"], ["Reference"]),
  ("Resizing", [], []),
  ("Metrics", ["Records"], ["Reference"]),
  ("Randomness", [], []),
  ("Training", ["CKernels", "Networks", "Randomness", "Records", "Tensors", "Workers"], ["Reference"]),
  ("Workers", [], []),
]

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

var targets = systemLibraries + cTargets + testSupport
targets += libraries.map { .target(name: $0.name, dependencies: $0.dependencies) }
targets += tools.map {
  .executableTarget(name: $0.name, dependencies: ["CommandLine", "Files", "Records"] + $0.dependencies)
}
targets += tests.map {
  .testTarget(
    name: $0.name + "Tests",
    dependencies: [.target(name: $0.name), "TestSupport"] + $0.dependencies,
    exclude: $0.resources)
}
// The executables as their users meet them, and the manual.
targets.append(
  .testTarget(
    name: "ToolsTests", dependencies: ["TestSupport", "Files", "Networks", "Records"],
    exclude: ["Cases", "Inputs", "make_inputs.py"]))
// What `bin/bench` times where no tool can be timed: plans on random pixels. It is not installed.
targets.append(
  .executableTarget(
    name: "bench-plan",
    dependencies: [
      "CommandLine", "NetworkOptions", "Networks", "Randomness", "Records", "Tensors", "Training", "Workers",
    ],
    path: "Benchmarks/bench-plan"))
// Fuzzing targets, for `bin/fuzz` only: they need a sanitizer, which ordinary builds do not have.
if Context.environment["FINETOOLS_FUZZING"] != nil {
  targets.append(
    .executableTarget(
      name: "fuzz", dependencies: ["Images", "Inference", "Networks", "Records", "Tensors", "TestSupport"],
      path: "Tests/Fuzzing"))
}
let isC = Set((systemLibraries + cTargets).map(\.name))
for target in targets where !isC.contains(target.name) { target.swiftSettings = settings }

let package = Package(
  name: "finetools",
  products: [.library(name: "Finetools", targets: libraries.map(\.name))],
  targets: targets,
  swiftLanguageModes: [.v6],
  cLanguageStandard: .gnu17
)
