/// How an image of any size becomes a frame, and the maps that belong to it with it: which part of the image is seen, and where
/// in the frame it lies. Images are resampled, maps take the nearest neighbour.
///
/// What maps say stays true: `crop` and `pad` scale height and width alike (to whole pixels), which changes no distance and no
/// direction, as if the image had been taken with fewer pixels.
struct FrameFit: Sendable {
  enum Rule: String, CaseIterable, Sendable {
    /// The whole image, height and width scaled each for itself.
    case resize
    /// The largest part of the frame's shape, from the middle, scaled to the frame.
    case crop
    /// The whole image, scaled until its longer side fits, in the middle; the rest of the frame is black, and without labels.
    /// Black, because it is 0, as what a convolution reads beyond a border is, and needs no look at other images, as their mean
    /// grey would.
    case pad
  }

  enum Filter {
    /// As wide as two pixels of the image: what is finer than those of the frame makes patterns of its own.
    case bilinear
    /// As wide as a pixel of the frame (`SmoothResize`).
    case triangle
  }

  /// Pixels of a whole.
  struct Part {
    let top: Int
    let left: Int
    let size: ImageSize

    /// From its middle; of what does not divide the pixel more is at the right and below.
    init(_ size: ImageSize, inMiddleOf whole: ImageSize) {
      (top, left) = ((whole.height - size.height) / 2, (whole.width - size.width) / 2)
      self.size = size
    }
  }

  private let source: ImageSize
  private let frame: ImageSize
  /// What is seen of the image.
  let seen: Part
  /// Where that lies in the frame.
  let place: Part

  init(_ rule: Rule, _ image: ImageSize, to frame: ImageSize) {
    source = image
    self.frame = frame
    seen = Part(rule == .crop ? Self.largest(like: frame, in: image) : image, inMiddleOf: image)
    place = Part(rule == .pad ? Self.largest(like: image, in: frame) : frame, inMiddleOf: frame)
  }

  /// Takes the option that all data sets have which read images. It came later than they did.
  static func rule(_ options: inout Options) throws -> Rule {
    try options.take(
      "fit", default: Rule.resize, isLater: true,
      "what becomes of images of another shape than the frame's: stretched, cropped to the middle, or "
        + "padded with black that has no labels")
  }

  /// Whether image and frame are the same, pixel by pixel.
  var isIdentity: Bool { source == frame }

  /// [h, w, channels] → [H, W, channels], 0 where nothing of the image lies.
  func image(_ values: [Float], channels: Int, by filter: Filter) -> [Float] {
    framed(cut(values, channels), channels, filling: 0) { part in
      switch filter {
      case .triangle: return SmoothResize(seen.size, to: place.size)(part, channels: channels)
      case .bilinear: return resampled(part, channels, Resize.bilinear)
      }
    }
  }

  /// Labels of pixels, [h, w, channels] → [H, W, channels].
  /// - Parameter missing: what a label is where there is none.
  func map(_ values: [Float], channels: Int, missing: Float) -> [Float] {
    framed(cut(values, channels), channels, filling: missing) {
      resampled($0, channels, Resize.nearest)
    }
  }

  private typealias Resampling = (
    [Float], ImageSize, _ to: ImageSize, _ channels: Int, _ into: UnsafeMutablePointer<Float>
  ) -> Void

  private func resampled(_ part: [Float], _ channels: Int, _ way: Resampling) -> [Float] {
    let count = place.size.height * place.size.width * channels
    return [Float](unsafeUninitializedCapacity: count) { room, found in
      way(part, seen.size, place.size, channels, room.baseAddress!)
      found = count
    }
  }

  /// What is seen.
  private func cut(_ values: [Float], _ channels: Int) -> [Float] {
    precondition(
      values.count == source.height * source.width * channels, "\(values.count) values of \(source)"
    )
    guard seen.size != source else { return values }
    var part: [Float] = []
    part.reserveCapacity(seen.size.height * seen.size.width * channels)
    for row in seen.top..<seen.top + seen.size.height {
      let start = (row * source.width + seen.left) * channels
      part += values[start..<start + seen.size.width * channels]
    }
    return part
  }

  /// What was seen, resampled and put in its place.
  private func framed(
    _ part: [Float], _ channels: Int, filling: Float, _ resample: ([Float]) -> [Float]
  ) -> [Float] {
    let inside = seen.size == place.size ? part : resample(part)
    guard place.size != frame else { return inside }
    var whole = [Float](repeating: filling, count: frame.height * frame.width * channels)
    let line = place.size.width * channels
    for row in 0..<place.size.height {
      let start = ((place.top + row) * frame.width + place.left) * channels
      whole.replaceSubrange(start..<start + line, with: inside[row * line..<(row + 1) * line])
    }
    return whole
  }

  /// The largest part of `whole` with the shape of `shape`, in whole pixels, at least one each way.
  private static func largest(like shape: ImageSize, in whole: ImageSize) -> ImageSize {
    /// a · b / c, rounded.
    func share(_ a: Int, _ b: Int, _ c: Int) -> Int { max(1, (2 * a * b + c) / (2 * c)) }
    if shape.width * whole.height < shape.height * whole.width {
      return ImageSize(
        height: whole.height, width: share(shape.width, whole.height, shape.height))
    }
    return ImageSize(height: share(shape.height, whole.width, shape.width), width: whole.width)
  }
}
