extension SplitName {
  /// As data sets call their splits, in columns and folders; capitals say nothing. Nil for any other word.
  init?(called name: String) {
    switch name.lowercased() {
    case "train", "training": self = .train
    case "val", "valid", "validation", "dev": self = .validation
    case "test", "testing": self = .test
    default: return nil
    }
  }
}
