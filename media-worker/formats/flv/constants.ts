// FLV tags (Adobe Flash Video File Format 10.1, Annex E) and Enhanced RTMP v2 (Veovera): the numbers both share.

export const TAG_AUDIO = 8;
export const TAG_VIDEO = 9;
export const TAG_SCRIPT = 18;
export const TAG_HEADER_BYTES = 11;
export const PREVIOUS_TAG_SIZE_BYTES = 4;

export const CODEC_AVC = 7;
/** HEVC as Chinese CDNs and cameras carry it, in AVC's layout. */
export const CODEC_HEVC_LEGACY = 12;

export const FRAME_KEY = 1;
export const FRAME_INTER = 2;

/** AVCPacketType, also used with codec 12. */
export const PACKET_SEQUENCE_HEADER = 0;
export const PACKET_NALUS = 1;

/** VideoPacketType of Enhanced RTMP. */
export const EX_SEQUENCE_START = 0;
export const EX_CODED_FRAMES = 1;
export const EX_CODED_FRAMES_X = 3;

export const FOURCC_HVC1 = 0x68766331;
export const FOURCC_AVC1 = 0x61766331;
export const FOURCC_MP4A = 0x6d703461;
export const FOURCC_OPUS = 0x4f707573;

export const SOUND_MP3 = 2;
export const SOUND_G711A = 7;
export const SOUND_G711U = 8;
/** Enhanced RTMP v2: the low nibble is a packet type, a FourCC follows. */
export const SOUND_EX = 9;
export const SOUND_AAC = 10;

/** Low nibble of AAC's first byte: 44 kHz, 16 bit, stereo, whatever the config says. */
export const AAC_FLAGS = 0x0f;

/** Largest tag body of any encoder: a 4K key frame, with room for its header. */
export const MAX_TAG_BYTES = 4 * 1024 * 1024 + 64;
