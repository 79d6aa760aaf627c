/// Everything that a drawn head is drawn from. Lengths are in units of 10 cm of an adult's head, colours linear.
struct FaceLook {
  var head = HeadShape()
  var eyes = EyeLook()
  var brows = BrowLook()
  var mouth = MouthLook()
  var skin = SkinLook()
  var hair = HairLook()
  var beard = BeardLook()
  var wear = WearLook()
}

/// Of the bone and what lies on it. The eyes' middle is the origin.
struct HeadShape {
  /// 0 grown up … 1 newborn.
  var childness: Float = 0
  var width: Float = 1
  var jaw: Float = 1
  var chin: Float = 1
  var cheek: Float = 0
  /// Of the cheekbones.
  var bone: Float = 1
  /// What hangs beside the chin in old faces.
  var jowl: Float = 0
  var hollow: Float = 0
  var browRidge: Float = 1
  var socket: Float = 1
  var noseWidth: Float = 1
  var noseLength: Float = 1
  var noseBridge: Float = 1
  var noseTip: Float = 1
  var lipFullness: Float = 1
  var ear: Float = 1
  var neck: Float = 1
  /// Shift of one side against the other.
  var asymmetry: Float = 0

  /// How far a feature below the eyes lies from them, as drawn for an adult.
  func below(_ y: Float) -> Float {
    y < 0 ? y * (1 - 0.23 * childness) : y * (1 + 0.06 * childness)
  }
  var noseBase: Float { below(-0.47 * noseLength) }
  var mouthHeight: Float { below(-0.70 - 0.2 * (noseLength - 1)) }
}

struct EyeLook {
  var centre: Float = 0.325
  /// Half of the length of the opening.
  var reach: Float = 0.15
  var upper: Float = 0.062
  var lower: Float = 0.044
  /// Rise of the outer corner, over the length.
  var tilt: Float = 0.05
  /// Of the fold above the lid.
  var crease: Float = 0.8
  /// Share of the opening that a hanging lid covers at the outer side.
  var droop: Float = 0
  var bags: Float = 0
  var iris = Vector3(0.12, 0.06, 0.03)
  var gaze = SIMD2<Float>(0, 0)
  var redness: Float = 0
  var liner: Float = 0
  var shadow = Vector3(0.2, 0.1, 0.1)
  var shadowStrength: Float = 0
}

struct BrowLook {
  var height: Float = 0.2
  var thickness: Float = 0.045
  var arch: Float = 0.03
  var tilt: Float = 0
  var density: Float = 0.8
  var colour = Vector3(0.03, 0.02, 0.015)
}

struct MouthLook {
  var reach: Float = 0.25
  var upper: Float = 0.05
  var lower: Float = 0.07
  /// Rise of the corners.
  var smile: Float = 0
  /// Height of the gap between the lips.
  var gap: Float = 0
  var teeth: Float = 1
  var colour = Vector3(0.35, 0.12, 0.1)
  var paint: Float = 0
}

struct SkinLook {
  var colour = Vector3(0.6, 0.33, 0.22)
  var blush: Float = 0.2
  /// Depth of the lines: across the forehead, between the brows, beside the eyes, from nose to mouth, below the mouth.
  var forehead: Float = 0
  var frown: Float = 0
  var crow: Float = 0
  var fold: Float = 0
  var marionette: Float = 0
  var spots: Float = 0
  var freckles: Float = 0
  /// Of brightness from place to place.
  var mottle: Float = 0.04
  var gloss: Float = 0.3
  var seed: UInt32 = 1
}

struct HairLook {
  var colour = Vector3(0.03, 0.02, 0.015)
  /// How far it stands off the skull.
  var volume: Float = 0.08
  /// 0 straight … 1 tight curls.
  var curl: Float = 0.1
  var density: Float = 1
  /// Height of the hairline above the eyes, in front.
  var line: Float = 0.62
  /// How much it has gone back at the temples, and what is gone on top.
  var recession: Float = 0
  var bald: Float = 0
  /// How far a fringe hangs below the line, and where it is parted (−1…1).
  var fringe: Float = 0
  /// How far hair stands up above the forehead.
  var lift: Float = 0
  var part: Float = 0
  /// Where hanging hair ends; above the chin's height none hangs.
  var end: Float = 0
  /// How far forward it hangs, in half turns around the head.
  var front: Float = 0.45
  var wave: Float = 0
  var bun: Float = 0
  var sideburn: Float = 0
  var seed: UInt32 = 1
}

struct BeardLook {
  /// 0 none, 0.3 a shadow, 1 full.
  var cheeks: Float = 0
  var chin: Float = 0
  var moustache: Float = 0
  /// How far it stands off.
  var length: Float = 0
  var colour = Vector3(0.03, 0.02, 0.015)
}

struct WearLook {
  enum Glasses { case none, clear, dark }
  enum Hat { case none, beanie, cap, brim }
  var glasses = Glasses.none
  var frame = Vector3(0.02, 0.02, 0.02)
  var frameWidth: Float = 0.02
  var lens = SIMD2<Float>(0.22, 0.17)
  var hat = Hat.none
  var hatColour = Vector3(0.1, 0.1, 0.2)
  var earring: Float = 0
  var cloth = Vector3(0.2, 0.2, 0.3)
  var second = Vector3(0.2, 0.2, 0.3)
  var stripes: Float = 0
  /// How low the neckline is: round above 0, pointed with a collar below.
  var neckline: Float = 0.2
  var hasCollar = false
}
