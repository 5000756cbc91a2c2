import { describe, expect, it } from 'vitest';
import { createInput, EMPTY_DRAFT, problemsOf, updateInput } from './camera-form.ts';
import { indentChoices } from './choices.ts';
import { exportUrl } from './export-url.ts';

const draft = {
  ...EMPTY_DRAFT,
  mainAddress: ' rtsp://10.0.0.1/main ',
  code: '34010000001320000001',
  name: '桥头',
  divisionId: 'd',
};

describe('camera form', () => {
  it('wants an address, a code, a name and a division', () => {
    expect(problemsOf(EMPTY_DRAFT)).toEqual({
      code: 'required',
      name: 'required',
      divisionId: 'required',
      mainAddress: 'required',
    });
    expect(problemsOf(draft)).toEqual({});
  });
  it('wants no address of a camera that pushes', () => {
    expect(problemsOf({ ...draft, driver: 'rtmp', mainAddress: '' })).toEqual({});
  });
  it('refuses what is no chainage, no number, out of range or half a position', () => {
    const bad = {
      ...draft,
      chainage: 'abc',
      lon: '200',
      azimuth: '360',
      viewAngle: 'x',
      displayLat: '31',
    };
    expect(problemsOf(bad)).toEqual({
      chainage: 'badChainage',
      lon: 'badNumber',
      lat: 'required',
      azimuth: 'badNumber',
      viewAngle: 'badNumber',
      displayLon: 'required',
    });
  });
  it('sends numbers, and nothing for what is empty', () => {
    const input = createInput({
      ...draft,
      roadId: 'r',
      direction: 'down',
      chainage: 'K612+300',
      lon: '117.1',
      lat: '31.2',
      tags: 'a, b，c',
      projection: 'equirectangular',
    });
    expect(input).toMatchObject({
      driver: 'rtsp',
      mainAddress: 'rtsp://10.0.0.1/main',
      subAddress: null,
      chainageM: 612_300,
      direction: 'down',
      lon: 117.1,
      azimuth: null,
      projection: 'equirectangular',
      tags: ['a', 'b', 'c'],
    });
  });
  it('sends a password only when one was typed', () => {
    expect('password' in updateInput('c', draft)).toBe(false);
    expect(updateInput('c', { ...draft, password: 'x' }).password).toBe('x');
  });
  it('sends no addresses for a camera that pushes', () => {
    const input = createInput({ ...draft, driver: 'rtmp' });
    expect(['mainAddress' in input, 'username' in input]).toEqual([false, false]);
  });
});

describe('choices', () => {
  it('stand under their parent, set in by depth', () => {
    const lines = indentChoices([
      { id: '2', code: '', name: 'city', parentId: '1' },
      { id: '1', code: '', name: 'province', parentId: null },
      { id: '3', code: '', name: 'county', parentId: '2' },
    ]);
    expect(lines.map(({ label }) => label)).toEqual([
      'province',
      '\u3000city',
      '\u3000\u3000county',
    ]);
  });
});

describe('export address', () => {
  it('carries the filters that are set', () => {
    expect(exportUrl('cameras', 'csv', { q: 'G40 K1', status: 'offline' })).toBe(
      '/api/export/cameras.csv?q=G40+K1&status=offline',
    );
    expect(exportUrl('cameras', 'xlsx', {})).toBe('/api/export/cameras.xlsx');
  });
});
