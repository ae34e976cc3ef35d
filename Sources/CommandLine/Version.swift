/// The version of all tools, which are released together.
public let version = "0.1.0"
