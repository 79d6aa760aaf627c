import KernelTable

// Patches overlap, reach over borders, and are mapped. So the pixels of some tiles side by side are first copied to a strip: each
// is read and mapped once a row of tiles, in order, and what the transforms read lies close together in the first-level cache.

/// Transforms the patches around `count` tiles from number `first` on, mapped where there is a map.
func transformPatches(
  _ plan: WinogradPlan, _ first: Int, _ count: Int, _ x: Input, _ map: ChannelMap?,
  _ strip: Output, _ place: TransformPlace
) {
  if plan.tile == 4 {
    transformPatches(TransformF4.self, plan, first, count, x, map, strip, place)
  } else {
    transformPatches(TransformF2.self, plan, first, count, x, map, strip, place)
  }
}

@inline(__always) private func transformPatches<F: WinogradTransform>(
  _: F.Type, _ plan: WinogradPlan, _ first: Int, _ count: Int, _ x: Input, _ map: ChannelMap?,
  _ strip: Output, _ place: TransformPlace
) {
  let image = plan.image
  let channels = image.channels
  forEachRun(plan, first, count) { t, run, tile in
    let frame = x + tile.frame &* image.height &* image.width &* channels
    let (top, left) = (tile.row &- 1, tile.column &- 1)
    let width = run &* plan.tile &+ 2
    var source = frame + (top &* image.width &+ left) &* channels
    var rowStride = image.width &* channels
    let isInside =
      top >= 0 && left >= 0 && top &+ plan.side <= image.height && left &+ width <= image.width
    if channels < directChannels || map != nil || !isInside {
      copyStrip(plan, frame, map, top, left, width, strip)
      source = Input(strip)
      rowStride = width &* channels
    }
    for i in 0..<run {
      let p = source + i &* plan.tile &* channels
      forEachLanes(channels) { k in
        F.patch(
          Wide.self, p + k, rowStride: rowStride, pixelStride: channels,
          values(place, t &+ i, k), stride: place.stride)
      } narrow: { k in
        F.patch(
          V.self, p + k, rowStride: rowStride, pixelStride: channels,
          values(place, t &+ i, k), stride: place.stride)
      }
    }
  }
}

/// From so many channels on, patches without map that lie within the image are read where they are.
private let directChannels = 64

/// Copies the pixels of the rows of a patch, mapped, with zeros beyond the border.
private func copyStrip(
  _ plan: WinogradPlan, _ frame: Input, _ map: ChannelMap?, _ top: Int, _ left: Int, _ width: Int,
  _ strip: Output
) {
  let image = plan.image
  let channels = image.channels
  let first = max(0, -left)
  let end = min(width, image.width &- left)
  for i in 0..<plan.side {
    let target = strip + i &* width &* channels
    let line = top &+ i
    if line < 0 || line >= image.height {
      clear(width &* channels, target)
      continue
    }
    clear(first &* channels, target)
    copyPixels(
      end &- first, channels, frame + (line &* image.width &+ left &+ first) &* channels, map,
      target + first &* channels)
    clear((width &- end) &* channels, target + end &* channels)
  }
}
