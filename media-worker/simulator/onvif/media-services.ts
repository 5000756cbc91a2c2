// ONVIF ver10/media and ver20/media over the two streams of a simulated camera.
import { PROFILES } from '../profiles.ts';
import { escapeUrl } from './device-service.ts';
import {
  type Call,
  PROFILE_NAMES,
  type ProfileName,
  type Service,
  SOURCE_TOKEN,
} from './operations.ts';
import { Fault, find } from './soap.ts';

function profileOf({ operation }: Call): ProfileName {
  const token = find(operation, 'ProfileToken')?.text;
  const name = PROFILE_NAMES.find((one) => one === token);
  if (!name) throw new Fault('NoProfile', 'There is no such profile');
  return name;
}

function ptzConfiguration(tag: string): string {
  return `<${tag} token="ptz1"><tt:Name>ptz</tt:Name><tt:UseCount>2</tt:UseCount><tt:NodeToken>node1</tt:NodeToken></${tag}>`;
}

function source(tag: string): string {
  const { width, height } = PROFILES.main;
  return `<${tag} token="vsc1"><tt:Name>source</tt:Name><tt:UseCount>2</tt:UseCount><tt:SourceToken>${SOURCE_TOKEN}</tt:SourceToken><tt:Bounds x="0" y="0" width="${width}" height="${height}"/></${tag}>`;
}

function encoder(tag: string, name: ProfileName): string {
  const { width, height, fps, kilobits } = PROFILES[name];
  const size = `<tt:Resolution><tt:Width>${width}</tt:Width><tt:Height>${height}</tt:Height></tt:Resolution>`;
  const rate = `<tt:RateControl><tt:FrameRateLimit>${fps}</tt:FrameRateLimit><tt:EncodingInterval>1</tt:EncodingInterval><tt:BitrateLimit>${kilobits}</tt:BitrateLimit></tt:RateControl>`;
  return `<${tag} token="enc-${name}"><tt:Name>${name}</tt:Name><tt:UseCount>1</tt:UseCount><tt:Encoding>H264</tt:Encoding>${size}${rate}<tt:Quality>4</tt:Quality></${tag}>`;
}

function profile1(name: ProfileName): string {
  return `<trt:Profiles token="${name}" fixed="true"><tt:Name>${name}</tt:Name>${source('tt:VideoSourceConfiguration')}${encoder('tt:VideoEncoderConfiguration', name)}${ptzConfiguration('tt:PTZConfiguration')}</trt:Profiles>`;
}

function profile2(name: ProfileName): string {
  return `<tr2:Profiles token="${name}" fixed="true"><tr2:Name>${name}</tr2:Name><tr2:Configurations>${source('tr2:VideoSource')}${encoder('tr2:VideoEncoder', name)}${ptzConfiguration('tr2:PTZ')}</tr2:Configurations></tr2:Profiles>`;
}

export const mediaService: Service = {
  GetProfiles: () =>
    `<trt:GetProfilesResponse>${PROFILE_NAMES.map(profile1).join('')}</trt:GetProfilesResponse>`,
  GetVideoSources: () => {
    const { width, height, fps } = PROFILES.main;
    return `<trt:GetVideoSourcesResponse><trt:VideoSources token="${SOURCE_TOKEN}"><tt:Framerate>${fps}</tt:Framerate><tt:Resolution><tt:Width>${width}</tt:Width><tt:Height>${height}</tt:Height></tt:Resolution></trt:VideoSources></trt:GetVideoSourcesResponse>`;
  },
  GetStreamUri: (call) =>
    `<trt:GetStreamUriResponse><trt:MediaUri><tt:Uri>${escapeUrl(call.streamUrl(profileOf(call)))}</tt:Uri><tt:InvalidAfterConnect>false</tt:InvalidAfterConnect><tt:InvalidAfterReboot>false</tt:InvalidAfterReboot><tt:Timeout>PT0S</tt:Timeout></trt:MediaUri></trt:GetStreamUriResponse>`,
  GetSnapshotUri: (call) => {
    profileOf(call);
    return `<trt:GetSnapshotUriResponse><trt:MediaUri><tt:Uri>${escapeUrl(call.serviceUrl('snapshot.jpg'))}</tt:Uri></trt:MediaUri></trt:GetSnapshotUriResponse>`;
  },
};

export const media2Service: Service = {
  GetProfiles: () =>
    `<tr2:GetProfilesResponse>${PROFILE_NAMES.map(profile2).join('')}</tr2:GetProfilesResponse>`,
  GetStreamUri: (call) =>
    `<tr2:GetStreamUriResponse><tr2:Uri>${escapeUrl(call.streamUrl(profileOf(call)))}</tr2:Uri></tr2:GetStreamUriResponse>`,
  GetSnapshotUri: (call) => {
    profileOf(call);
    return `<tr2:GetSnapshotUriResponse><tr2:Uri>${escapeUrl(call.serviceUrl('snapshot.jpg'))}</tr2:Uri></tr2:GetSnapshotUriResponse>`;
  },
};
