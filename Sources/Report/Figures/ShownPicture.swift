import Records

/// A recorded picture as the panel of predictions shows it: pixels, or boxes on the input.
enum ShownPicture: Sendable {
  case pixels(PictureRaster)
  case objects(ObjectPicture)

  /// Nil where the record's bytes do not fit.
  init?(_ picture: Picture) {
    if picture.kind == .objects {
      guard let objects = ObjectPicture(picture) else { return nil }
      self = .objects(objects)
    } else {
      guard let raster = PictureRaster(picture) else { return nil }
      self = .pixels(raster)
    }
  }

  var size: Size {
    switch self {
    case .pixels(let raster):
      Size(width: Double(raster.picture.width), height: Double(raster.picture.height))
    case .objects(let objects): objects.size
    }
  }

  var isObjects: Bool {
    if case .objects = self { true } else { false }
  }

  /// Of a prediction against this truth; nil where they cannot be compared.
  func errors(of prediction: ShownPicture) -> ShownErrors? {
    switch (self, prediction) {
    case (.pixels(let truth), .pixels(let found)):
      truth.errors(of: found).map(ShownErrors.pixels)
    case (.objects(let truth), .objects(let found)):
      ShownErrors.objects(found, truth.matches(found))
    default: nil
    }
  }

  func panel(over input: Raster?, _ theme: Theme) -> PanelPicture? {
    switch self {
    case .pixels(let raster): PanelPicture(raster.raster(theme))
    case .objects(let picture):
      input.map { input in
        PanelPicture(
          input.faded,
          boxes: picture.objects.map { object in
            let (red, green, blue) = PictureRaster.category(object.category)
            let colour = Colour(Int(red) << 16 | Int(green) << 8 | Int(blue))
            return PanelPicture.Box(
              place: object.box,
              stroke: Stroke(colour: colour, width: 1.5, dash: object.counts ? [] : [2, 2]))
          })
      }
    }
  }
}

/// What is wrong with a prediction.
enum ShownErrors: Sendable {
  /// By pixel; nil where the truth is missing.
  case pixels([Double?])
  case objects(ObjectPicture, ObjectPicture.Matches)

  /// For a mean: by pixel, or 1 − F1 of the image.
  var values: [Double?] {
    switch self {
    case .pixels(let errors): return errors
    case .objects(_, let matches):
      let right = Double(matches.isRight.count { $0 == true })
      let wrong = Double(matches.isRight.count { $0 == false } + matches.missed.count)
      return [right + wrong > 0 ? wrong / (2 * right + wrong) : nil]
    }
  }

  func panel(over input: Raster?, _ truth: ShownPicture, scale: Double, _ theme: Theme)
    -> PanelPicture?
  {
    switch (self, truth) {
    case (.pixels(let errors), .pixels(let truth)):
      PanelPicture(truth.errorRaster(errors, scale: scale, theme))
    case (.objects(let picture, let matches), .objects):
      input.map { PanelPicture($0.faded, boxes: Self.boxes(picture, matches)) }
    default: nil
    }
  }

  private static func boxes(_ picture: ObjectPicture, _ matches: ObjectPicture.Matches)
    -> [PanelPicture.Box]
  {
    let missed = matches.missed.map {
      PanelPicture.Box(
        place: $0.box, stroke: Stroke(colour: Theme.vermillion, width: 1.5, dash: [3, 2]))
    }
    let found = zip(picture.objects, matches.isRight).compactMap { object, isRight in
      isRight.map {
        PanelPicture.Box(
          place: object.box,
          stroke: Stroke(colour: $0 ? Theme.green : Theme.vermillion, width: 1.5))
      }
    }
    return missed + found
  }
}

/// Pixels with boxes on them, in a place of the panel.
struct PanelPicture {
  struct Box {
    /// In pixels of the picture.
    let place: Rect
    let stroke: Stroke
  }

  private let raster: Raster
  private let boxes: [Box]

  init(_ raster: Raster, boxes: [Box] = []) { (self.raster, self.boxes) = (raster, boxes) }

  var size: Size { Size(width: Double(raster.width), height: Double(raster.height)) }

  func draw(on canvas: any Canvas, in place: Rect) {
    canvas.image(raster, in: place)
    let (across, down) = (place.width / size.width, place.height / size.height)
    canvas.clipped(to: place) {
      for box in boxes {
        let rect = Rect(
          x: place.x + box.place.x * across, y: place.y + box.place.y * down,
          width: box.place.width * across, height: box.place.height * down)
        canvas.stroke(Path(rect), box.stroke)
      }
    }
  }
}

extension Raster {
  /// Nearer to grey, so that boxes stand out.
  fileprivate var faded: Raster {
    Raster(width: width, height: height, pixels: pixels.map { UInt8(112 + Int($0) / 2) })
  }
}
