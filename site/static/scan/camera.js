// The camera: on only while somebody looks at it.

/** A code of a slip has up to a hundred modules a side, and several codes want to be seen at once. */
const WANTED = { video: { facingMode: { ideal: "environment" }, width: { ideal: 1920 }, height: { ideal: 1080 } }, audio: false };

/** Why there is no camera, as the page's words call it, by the name of the browser's error (Media Capture and Streams, 10.2). */
const WHY = { NotAllowedError: "denied", SecurityError: "denied", NotReadableError: "busy", AbortError: "busy" };

/** Whether this browser can be asked for one. */
export const cameras = Boolean(globalThis.navigator?.mediaDevices?.getUserMedia);

export class Camera {
  #video;
  #stream = null;
  #turn = 0;

  constructor(video) {
    this.#video = video;
  }

  /** Starts it. Null when it runs; else the word that says why not, or `stopped` when it was stopped meanwhile. */
  async start() {
    this.stop();
    const mine = this.#turn;
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia(WANTED);
    } catch (error) {
      return mine === this.#turn ? (WHY[error.name] ?? "no-camera") : "stopped";
    }
    if (mine !== this.#turn) {
      end(stream);
      return "stopped";
    }
    this.#stream = stream;
    this.#video.srcObject = stream;
    await this.#video.play().catch(() => {}); // it plays as soon as it may
    return mine === this.#turn ? null : "stopped";
  }

  stop() {
    this.#turn += 1;
    if (this.#stream) end(this.#stream);
    this.#stream = null;
    this.#video.srcObject = null;
  }

  /** Moments of the film, as long as it runs; each when the one before has been looked at. */
  async *moments() {
    const mine = this.#turn;
    const [track] = this.#stream.getVideoTracks();
    while (mine === this.#turn && track.readyState === "live") {
      await this.#moment();
      if (mine === this.#turn && this.#video.videoWidth) yield this.#video;
    }
  }

  #moment() {
    return new Promise((resolve) => {
      // A film that stands still is asked now and then whether it has ended.
      const soon = setTimeout(resolve, this.#video.requestVideoFrameCallback ? 500 : 100);
      this.#video.requestVideoFrameCallback?.(() => {
        clearTimeout(soon);
        resolve();
      });
    });
  }
}

function end(stream) {
  for (const track of stream.getTracks()) track.stop();
}
