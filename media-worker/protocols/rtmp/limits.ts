// Limits of an RTMP session: what no encoder needs and only an attacker or a broken device asks for.

/** A 4K key frame stays below 3 MB. */
export const MAX_MESSAGE_BYTES = 4 * 1024 * 1024 + 64;
/** Commands and metadata: ffmpeg and OBS send below 1 KB. */
export const MAX_COMMAND_BYTES = 64 * 1024;
/** Half-received messages of all chunk streams together. */
export const MAX_PARTIAL_BYTES = 8 * 1024 * 1024;
/** Encoders use 3 to 6. */
export const MAX_CHUNK_STREAMS = 32;
/** RTMP §5.4.1: 1 to 0xFFFFFF is what makes sense, as no message is larger. */
export const MAX_CHUNK_SIZE = 0xff_ffff;
/** Commands before publishing: ffmpeg sends 5, OBS 5. */
export const MAX_COMMANDS = 256;
