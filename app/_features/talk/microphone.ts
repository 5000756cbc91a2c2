import { TalkError } from './talk-error.ts';

/** 20 ms of A-law at 8 kHz, and how loud they are from 0 to 1. */
export type VoiceFrame = { readonly voice: Uint8Array<ArrayBuffer>; readonly level: number };

/** Opens a microphone; what it hears comes until the signal aborts. @throws TalkError */
export type OpenMicrophone = (
  hear: (frame: VoiceFrame) => void,
  signal: AbortSignal,
) => Promise<void>;

const WORKLET = '/voice-worklet.js';

/** The browser's own, without the echo of what the camera sends. */
export const openMicrophone: OpenMicrophone = async (hear, signal) => {
  // Without it there is no `mediaDevices` at all, and nobody is ever asked.
  if (!window.isSecureContext) throw new TalkError('talk.insecure');
  const stream = await navigator.mediaDevices
    .getUserMedia({
      audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
    })
    .catch((error: unknown) => {
      throw new TalkError(codeOf(error));
    });
  const context = new AudioContext({ latencyHint: 'interactive' });
  const close = () => {
    for (const track of stream.getTracks()) track.stop();
    void context.close().catch(() => undefined); // closed already
  };
  signal.addEventListener('abort', close, { once: true });
  if (signal.aborted) close();
  signal.throwIfAborted();
  try {
    await context.audioWorklet.addModule(WORKLET);
    signal.throwIfAborted();
    const voice = new AudioWorkletNode(context, 'lukou-voice', { numberOfOutputs: 0 });
    voice.port.onmessage = ({ data }: MessageEvent<VoiceFrame>) => {
      if (!signal.aborted) hear(data);
    };
    context.createMediaStreamSource(stream).connect(voice);
    await context.resume();
  } catch (error) {
    close();
    signal.throwIfAborted();
    throw new TalkError('talk.microphone-failed', {}, { cause: error });
  }
};

function codeOf(error: unknown): string {
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'talk.microphone-denied';
  return name === 'NotFoundError' ? 'talk.no-microphone' : 'talk.microphone-failed';
}
