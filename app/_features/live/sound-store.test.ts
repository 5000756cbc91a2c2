import { beforeEach, describe, expect, it } from 'vitest';
import { useSound } from './sound-store.ts';

const { setState, getState } = useSound;
beforeEach(() => setState({ heard: null, volume: 1 }));

describe('sound', () => {
  it('is of one picture at a time', () => {
    getState().toggle('a');
    getState().toggle('b');
    expect(getState().heard).toBe('b');
    getState().silence('a');
    expect(getState().heard).toBe('b');
    getState().toggle('b');
    expect(getState().heard).toBeNull();
  });

  it.each([
    [-1, 0],
    [0.4, 0.4],
    [7, 1],
  ])('volume %d is %d', (asked, volume) => {
    getState().setVolume(asked);
    expect(getState().volume).toBe(volume);
  });
});
