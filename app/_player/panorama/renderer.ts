import { PanoramaError } from './failure.ts';
import { axesOf, type PanoramaView, reachOf } from './view.ts';

const VERTEX = `#version 300 es
out vec2 place;
void main() {
  place = vec2(gl_VertexID == 1 ? 3.0 : -1.0, gl_VertexID == 2 ? 3.0 : -1.0);
  gl_Position = vec4(place, 0.0, 1.0);
}`;

/** One ray per pixel, from the middle of the sphere that the picture is spread on. */
const FRAGMENT = `#version 300 es
precision highp float;
in vec2 place;
out vec4 colour;
uniform mat3 axes;
uniform vec2 reach;
uniform sampler2D picture;
const float PI = 3.14159265358979;
void main() {
  vec3 ray = normalize(axes * vec3(place * reach, 1.0));
  vec2 at = vec2(atan(ray.x, ray.z) / (2.0 * PI) + 0.5, 0.5 - asin(clamp(ray.y, -1.0, 1.0)) / PI);
  colour = texture(picture, at);
}`;

/** Draws what a virtual camera sees of an equirectangular picture. */
export class PanoramaRenderer implements Disposable {
  readonly #canvas: HTMLCanvasElement;
  readonly #gl: WebGL2RenderingContext;
  readonly #axes: WebGLUniformLocation | null;
  readonly #reach: WebGLUniformLocation | null;
  readonly #mostPixels: number;
  readonly #texture: WebGLTexture;

  /** @throws PanoramaError where the browser cannot */
  constructor(canvas: HTMLCanvasElement) {
    const gl = canvas.getContext('webgl2', { alpha: false, antialias: false, depth: false });
    if (gl === null) throw new PanoramaError('no-webgl');
    this.#canvas = canvas;
    this.#gl = gl;
    this.#mostPixels = Number(gl.getParameter(gl.MAX_TEXTURE_SIZE));
    const program = linked(gl);
    // biome-ignore lint/correctness/useHookAtTopLevel: WebGL's, not React's
    gl.useProgram(program);
    this.#axes = gl.getUniformLocation(program, 'axes');
    this.#reach = gl.getUniformLocation(program, 'reach');
    this.#texture = gl.createTexture();
    gl.bindTexture(gl.TEXTURE_2D, this.#texture);
    // Around the sphere the right edge goes on at the left one.
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.REPEAT);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.LINEAR);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.LINEAR);
  }

  /** Takes the picture that is shown now. @throws PanoramaError where it must not or cannot be read */
  take(picture: HTMLVideoElement | HTMLImageElement): void {
    const [width, height] =
      picture instanceof HTMLVideoElement
        ? [picture.videoWidth, picture.videoHeight]
        : [picture.naturalWidth, picture.naturalHeight];
    if (Math.max(width, height) > this.#mostPixels) throw new PanoramaError('too-large');
    const gl = this.#gl;
    try {
      gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGB, gl.RGB, gl.UNSIGNED_BYTE, picture);
    } catch (cause) {
      throw new PanoramaError('protected', { cause });
    }
  }

  draw(view: PanoramaView): void {
    const { clientHeight, clientWidth } = this.#canvas;
    const width = Math.max(Math.round(clientWidth * devicePixelRatio), 1);
    const height = Math.max(Math.round(clientHeight * devicePixelRatio), 1);
    if (this.#canvas.width !== width) this.#canvas.width = width;
    if (this.#canvas.height !== height) this.#canvas.height = height;
    const gl = this.#gl;
    const reach = reachOf(view.field, width, height);
    gl.viewport(0, 0, width, height);
    gl.uniformMatrix3fv(this.#axes, false, axesOf(view));
    gl.uniform2f(this.#reach, reach.x, reach.y);
    gl.drawArrays(gl.TRIANGLES, 0, 3);
  }

  [Symbol.dispose](): void {
    this.#gl.deleteTexture(this.#texture);
  }
}

function linked(gl: WebGL2RenderingContext): WebGLProgram {
  const program = gl.createProgram();
  for (const [type, source] of [
    [gl.VERTEX_SHADER, VERTEX],
    [gl.FRAGMENT_SHADER, FRAGMENT],
  ] as const) {
    const shader = gl.createShader(type);
    if (shader === null) throw new PanoramaError('no-webgl');
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  if (gl.getProgramParameter(program, gl.LINK_STATUS) !== true) throw new PanoramaError('no-webgl');
  return program;
}
