/** Metres: x to the right, y up, z along the road away from the camera. */
export type Point3 = readonly [x: number, y: number, z: number];
/** Samples in a picture of 1280×720. */
export type Point2 = readonly [x: number, y: number];

export const PICTURE_WIDTH = 1280;
export const PICTURE_HEIGHT = 720;

export type CameraPlace = {
  readonly x: number;
  readonly height: number;
  readonly pitchDegrees: number;
  readonly yawDegrees: number;
  /** Focal length in picture widths; 1.2 sees about 45°. */
  readonly focal: number;
  /** Sideways bend of the road: x grows by curve × z². */
  readonly curve: number;
};

/** Nothing nearer than this is drawn: it would be behind or inside the camera. */
const NEAR_METRES = 4;

/** A pinhole camera above a road. Points are given in road coordinates: the bend is added here. */
export class View {
  readonly place: CameraPlace;
  readonly #sinPitch: number;
  readonly #cosPitch: number;
  readonly #sinYaw: number;
  readonly #cosYaw: number;
  readonly #focal: number;

  constructor(place: CameraPlace) {
    this.place = place;
    const pitch = (place.pitchDegrees * Math.PI) / 180;
    const yaw = (place.yawDegrees * Math.PI) / 180;
    this.#sinPitch = Math.sin(pitch);
    this.#cosPitch = Math.cos(pitch);
    this.#sinYaw = Math.sin(yaw);
    this.#cosYaw = Math.cos(yaw);
    this.#focal = place.focal * PICTURE_WIDTH;
  }

  project([x, y, z]: Point3): Point2 {
    const bent = x + this.place.curve * z * z - this.place.x;
    const along = Math.max(NEAR_METRES, bent * this.#sinYaw + z * this.#cosYaw);
    const side = bent * this.#cosYaw - z * this.#sinYaw;
    const up = y - this.place.height;
    const depth = along * this.#cosPitch - up * this.#sinPitch;
    const rise = up * this.#cosPitch + along * this.#sinPitch;
    return [
      PICTURE_WIDTH / 2 + (this.#focal * side) / depth,
      PICTURE_HEIGHT / 2 - (this.#focal * rise) / depth,
    ];
  }

  /** Picture samples per metre at a distance. */
  scale(z: number): number {
    return this.#focal / Math.max(NEAR_METRES, z);
  }

  get horizon(): number {
    return PICTURE_HEIGHT / 2 - (this.#focal * this.#sinPitch) / this.#cosPitch;
  }

  /** Distance of the level ground seen in a picture row; Infinity above the horizon. */
  groundDistance(row: number): number {
    const angle = Math.atan((row - PICTURE_HEIGHT / 2) / this.#focal) + Math.asin(this.#sinPitch);
    return angle <= 0.001 ? Number.POSITIVE_INFINITY : this.place.height / Math.tan(angle);
  }
}
