import Foundation
import Records

/// Turns recorded pictures into colours, and pairs of them into error maps.
struct PictureRaster {
  let picture: Picture
  private let bytes: [UInt8]

  /// Nil where the record's bytes do not fit its size: nothing is drawn of a broken picture.
  init?(_ picture: Picture) {
    guard picture.kind != .objects else { return nil }
    let channels = picture.kind == .colour || picture.kind == .vectors ? 3 : 1
    let (pixels, isHuge) = picture.width.multipliedReportingOverflow(by: picture.height)
    guard picture.width > 0, picture.height > 0, !isHuge, pixels < Int.max / channels,
      pixels <= Self.mostPixels, let data = Data(base64Encoded: picture.base64),
      data.count == pixels * channels
    else { return nil }
    self.picture = picture
    bytes = Array(data)
  }

  /// 16 million: what is larger is no picture for a page.
  private static let mostPixels = 1 << 24

  private var count: Int { picture.width * picture.height }

  func raster(_ theme: Theme) -> Raster {
    paint(theme) { index in
      switch picture.kind {
      case .colour, .vectors:
        isMissing(index) ? nil : (bytes[3 * index], bytes[3 * index + 1], bytes[3 * index + 2])
      case .labels: isMissing(index) ? nil : Self.category(Int(bytes[index]))
      case .scalar: isMissing(index) ? nil : Self.ramp(Double(bytes[index] - 1) / 254, Self.viridis)
      case .objects: nil
      }
    }
  }

  /// Whether a pixel says nothing: void class, missing depth, missing direction.
  private func isMissing(_ index: Int) -> Bool {
    switch picture.kind {
    case .colour, .objects: false
    case .labels: bytes[index] == 255
    case .scalar: bytes[index] == 0
    case .vectors: bytes[3 * index] == 0 && bytes[3 * index + 1] == 0 && bytes[3 * index + 2] == 0
    }
  }

  /// Error of a prediction against this truth per pixel, nil where the truth is missing: 0 or 1 for labels,
  /// the absolute difference in the task's unit for scalars, degrees for vectors.
  func errors(of prediction: PictureRaster) -> [Double?]? {
    guard prediction.picture.kind == picture.kind, prediction.count == count,
      prediction.picture.width == picture.width
    else { return nil }
    return (0..<count).map { index in
      if isMissing(index) { return nil }
      switch picture.kind {
      case .colour, .objects: return nil
      case .labels: return bytes[index] == prediction.bytes[index] ? 0 : 1
      case .scalar:
        guard !prediction.isMissing(index) else { return nil }
        return abs(value(index) - prediction.value(index))
      case .vectors:
        guard !prediction.isMissing(index) else { return nil }
        let a = direction(index)
        let b = prediction.direction(index)
        let dot = a.0 * b.0 + a.1 * b.1 + a.2 * b.2
        return acos(max(-1, min(1, dot))) * 180 / Double.pi
      }
    }
  }

  func errorRaster(_ errors: [Double?], scale: Double, _ theme: Theme) -> Raster {
    paint(theme) { index in
      errors[index].map { Self.ramp(min(1, $0 / max(scale, 1e-12)), Self.heat) }
    }
  }

  private func value(_ index: Int) -> Double {
    let low = picture.range.first ?? 0
    let high = picture.range.count > 1 ? picture.range[1] : 1
    return low + (high - low) * Double(bytes[index] - 1) / 254
  }

  private func direction(_ index: Int) -> (Double, Double, Double) {
    let v = (0..<3).map { (Double(bytes[3 * index + $0]) - 128) / 127 }
    let norm = max((v[0] * v[0] + v[1] * v[1] + v[2] * v[2]).squareRoot(), 1e-6)
    return (v[0] / norm, v[1] / norm, v[2] / norm)
  }

  /// Missing pixels are hatched in two greys.
  private func paint(
    _ theme: Theme, _ colour: (Int) -> (UInt8, UInt8, UInt8)?
  ) -> Raster {
    var pixels = [UInt8](repeating: 0, count: 3 * count)
    let greys: (UInt8, UInt8) = theme == .dark ? (60, 84) : (214, 188)
    for index in 0..<count {
      let isStripe = (index % picture.width + index / picture.width) % 4 < 1
      let grey = isStripe ? greys.1 : greys.0
      let (red, green, blue) = colour(index) ?? (grey, grey, grey)
      pixels[3 * index] = red
      pixels[3 * index + 1] = green
      pixels[3 * index + 2] = blue
    }
    return Raster(width: picture.width, height: picture.height, pixels: pixels)
  }

  /// Anchors of a perceptually even ramp (viridis, CC0).
  static let viridis = [
    0x440154, 0x482878, 0x3E4A89, 0x31688E, 0x26828E, 0x1F9E89, 0x35B779, 0x6DCD59, 0xB4DE2C,
    0xFDE725,
  ]
  /// Black through red to yellow-white: small errors recede.
  static let heat = [0x14141A, 0x4A1030, 0x8C1D3F, 0xC83E2E, 0xEE7A21, 0xFBB93A, 0xFDF2B0]

  static func ramp(_ position: Double, _ anchors: [Int]) -> (UInt8, UInt8, UInt8) {
    let place = position.isNaN ? 0 : max(0, min(1, position)) * Double(anchors.count - 1)
    let index = min(anchors.count - 2, Int(place))
    let share = place - Double(index)
    func channel(_ shift: Int) -> UInt8 {
      let a = Double((anchors[index] >> shift) & 255)
      let b = Double((anchors[index + 1] >> shift) & 255)
      return UInt8((a + (b - a) * share).rounded())
    }
    return (channel(16), channel(8), channel(0))
  }

  /// Up to 40 classes: hues a golden angle apart, four lightnesses in turn (OKLCH, Ottosson 2020).
  static func category(_ index: Int) -> (UInt8, UInt8, UInt8) {
    let lightness = [0.68, 0.50, 0.82, 0.60][index % 4]
    let hue = Double(index) * 137.508 * Double.pi / 180
    let chroma = index % 8 < 4 ? 0.13 : 0.08
    let a = chroma * cos(hue)
    let b = chroma * sin(hue)
    let l = pow(lightness + 0.3963377774 * a + 0.2158037573 * b, 3)
    let m = pow(lightness - 0.1055613458 * a - 0.0638541728 * b, 3)
    let s = pow(lightness - 0.0894841775 * a - 1.2914855480 * b, 3)
    func encode(_ linear: Double) -> UInt8 {
      let c = max(0, min(1, linear))
      let v = c <= 0.0031308 ? 12.92 * c : 1.055 * pow(c, 1 / 2.4) - 0.055
      return UInt8((v * 255).rounded())
    }
    return (
      encode(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
      encode(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
      encode(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s)
    )
  }
}
