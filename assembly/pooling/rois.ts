/** What kernels over regions of interest share: boxes in image coordinates, and the maps that they are cut out of. */
@unmanaged export class Rois {
  boxes: usize; // [n, count, 4]: x1, y1, x2, y2
  count: i32;
  channels: i32;
  inHeight: i32;
  inWidth: i32;
  outHeight: i32;
  outWidth: i32;
  scale: f32; // pixels of the map for one of the image
}
