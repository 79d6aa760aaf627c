extension ImageSize {
  /// What networks that halve the resolution five times ask of both extents.
  static let multiple = 32

  var isUsable: Bool { height % Self.multiple == 0 && width % Self.multiple == 0 }

  /// Itself. Throws `OptionError` with the key `height` or `width` where that is not a multiple of 32.
  func checked() throws -> ImageSize {
    for (key, value) in [("height", height), ("width", width)] where value % Self.multiple != 0 {
      throw OptionError(
        key: key, message: "found \(value), expected a multiple of \(Self.multiple)")
    }
    return self
  }
}
