import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import writeXlsxFile from 'write-excel-file/node';
import { prove } from '../session/policy.ts';
import {
  type Caller,
  codeOf,
  insertPlaces,
  openTestSite,
  type TestSite,
} from '../trpc/test-site.ts';
import { applyCheckedImport } from './applying.ts';
import { checkImport } from './checking.ts';
import { exportCameras, importTemplate } from './export.ts';
import { uploadImport } from './mutations.ts';
import { readTable } from './sheet.ts';

let site: TestSite;
let call: Caller;
let importer: Parameters<typeof uploadImport>[1];
let exporter: Parameters<typeof exportCameras>[1];
beforeAll(async () => {
  site = await openTestSite();
  await insertPlaces(site.services);
  const actor = await site.user('admin');
  call = site.browser({ signedInAs: actor }).call;
  importer = prove(actor, 'imports.run');
  exporter = prove(actor, 'cameras.export');
});
afterAll(() => site[Symbol.asyncDispose]());

/** Uploads and does what the job would. */
async function check(bytes: Uint8Array): Promise<string> {
  const { id } = await uploadImport(site.services, importer, { name: 'x.csv', bytes });
  await checkImport(site.services, id);
  return id;
}

const csv = (...lines: string[]): Uint8Array => Buffer.from(lines.join('\r\n'));
const HEAD = '编码,名称,行政区划,主码流地址';

async function errorsOf(id: string) {
  const { items } = await call.imports.rows({ id, onlyErrors: true });
  return items.map(({ rowNumber, errors }) => [
    rowNumber,
    errors.map(({ column, code }) => `${column} ${code}`),
  ]);
}

describe('checking', () => {
  it.each([
    ['编码,名称\nA,a', 'import.bad-columns', { missing: ['division'] }],
    [`${HEAD},Colour\nA,a,340111,rtsp://10.0.0.1/`, 'import.bad-columns', { unknown: ['Colour'] }],
    [`${HEAD},Code\nA,a,340111,rtsp://10.0.0.1/,B`, 'import.bad-columns', { twice: ['Code'] }],
    [HEAD, 'import.empty', undefined],
    ['', 'import.bad-columns', undefined],
    ['PK\u0003\u0004 no zip', 'import.bad-file', undefined],
    ['a,"b\nc', 'import.bad-file', undefined],
  ])('refuses a whole file: %s', async (text, code, details) => {
    const id = await check(Buffer.from(text));
    const job = await call.imports.get({ id });
    expect(job).toMatchObject({ state: 'failed', failure: { code } });
    if (details) expect(job.failure?.details).toMatchObject(details);
  });

  it('tells every error of every row', async () => {
    const head = `${HEAD},路线,方向,桩号,经度,纬度,方位角,业务分组,接入方式,类型`;
    const id = await check(
      csv(
        head,
        'G1,好,340111,rtsp://10.0.0.1/a,G40,上行,K601+5,117,31,90,bridge,rtsp,球机',
        ',,,',
        'G1,又,包河区,rtsp://10.0.0.2/a,,,,,,,,,',
        'G2,错,999999,http://10.0.0.1/,G99,左,6x,200,31,360,none,isup,laser',
        'G3,半,340111,rtsp://10.0.0.3/a,,,,117,,,,,',
        '=1+1,式,340111,rtsp://10.0.0.4/a,,,,=A1,,,,,',
        `${'x'.repeat(65)},长,340111,rtsp://8.8.8.8/a,,,,,,,,,`,
        'G4,缺,340111,,,,,,,,,,',
      ),
    );
    expect(await errorsOf(id)).toEqual([
      [4, ['code import.duplicate-in-file']],
      [
        5,
        [
          'division import.unknown-division',
          'kind import.not-a-choice',
          'groups import.unknown-group',
          'road import.unknown-road',
          'direction import.not-a-choice',
          'chainage import.bad-chainage',
          'longitude import.out-of-range',
          'azimuth import.out-of-range',
          'driver import.not-a-choice',
          'address import.bad-address',
        ],
      ],
      [6, ['latitude import.half-a-position']],
      [7, ['code import.formula', 'code import.required', 'longitude import.formula']],
      [8, ['code import.too-long', 'code import.required', 'address import.address-not-allowed']],
      [9, ['address import.required']],
    ]);
    expect(await call.imports.get({ id })).toMatchObject({
      state: 'checked',
      progress: { done: 7, total: 7 },
      counts: { ok: 1, error: 6, new: 1, update: 0 },
    });
  });

  it('reads GB18030 and a byte order mark', async () => {
    const gb = Buffer.from([0xb1, 0xe0, 0xc2, 0xeb, 0x2c, 0xc3, 0xfb, 0xb3, 0xc6]); // 编码,名称
    expect(await readTable(gb)).toEqual([['编码', '名称']]);
    expect(await readTable(Buffer.from('\uFEFF编码,名称'))).toEqual([['编码', '名称']]);
  });

  it('refuses formulas in xlsx instead of taking their result', async () => {
    const cells = [
      [{ value: 'Code' }, { value: 'Name' }],
      [{ value: 'A' }, { type: 'Formula' as const, value: '1+1' }],
    ];
    const rows = await readTable(await writeXlsxFile(cells).toBuffer());
    expect(rows[1]?.[0]).toBe('A');
    expect(rows[1]?.[1]).toBe('\u0000formula');
  });

  it('keeps neither file nor password in the open', async () => {
    const secret = 'Open-sesame-77';
    const bytes = csv(`${HEAD},密码`, `S1,密,340111,rtsp://10.0.0.5/a,${secret}`);
    const { id } = await uploadImport(site.services, importer, { name: 'x.csv', bytes });
    const before = await site.services.db.importJob.findUniqueOrThrow({ where: { id } });
    expect(Buffer.from(before.file ?? []).includes(secret)).toBe(false);
    await checkImport(site.services, id);
    const after = await site.services.db.importJob.findUniqueOrThrow({
      where: { id },
      include: { rows: true },
    });
    expect(after.file).toBeNull();
    expect(JSON.stringify(after)).not.toContain(secret);
    expect(after.rows[0]?.data).toMatchObject({ passwordCipher: expect.any(String) });
  });
});

describe('applying', () => {
  it('writes new cameras and changes those there are, and nothing before it is told to', async () => {
    const id = await check(
      csv(
        `${HEAD},密码,路线,桩号`,
        'N1,新一,340111,rtsp://admin@10.0.1.1/a,pw,G40,K601',
        'N2,新二,340111,rtsp://10.0.1.2/a,,,',
        'N3,坏,999,rtsp://10.0.1.3/a,,,',
      ),
    );
    expect((await call.cameras.list({ q: '新' })).total).toBe(0);
    await call.imports.applyRows({ id });
    expect(site.sentJobs.at(-1)).toEqual({ name: 'imports.apply', payload: { importId: id } });
    await applyCheckedImport(site.services, id);
    expect(await call.imports.get({ id })).toMatchObject({
      state: 'applied',
      progress: { done: 2, total: 2 },
    });
    const [camera] = (await call.cameras.search({ q: 'G40 K601' })).items;
    expect(await call.cameras.get({ id: camera?.id ?? '' })).toMatchObject({
      code: 'N1',
      username: 'admin',
      hasPassword: true,
    });

    const again = await check(csv(HEAD, 'N1,改名,340121,', 'N4,新四,340111,rtsp://10.0.1.4/a'));
    expect((await call.imports.get({ id: again })).counts).toMatchObject({ new: 1, update: 1 });
    await call.imports.applyRows({ id: again });
    await applyCheckedImport(site.services, again);
    expect(await call.cameras.get({ id: camera?.id ?? '' })).toMatchObject({
      name: '改名',
      hasPassword: true,
      divisionPath: [{}, {}, { code: '340121' }],
      streams: [{ address: 'rtsp://10.0.1.1/a' }],
    });
  });

  it('takes how a picture is projected, in either word, and leaves it where nothing is said', async () => {
    const head = `${HEAD},画面投影`;
    const apply = async (...rows: string[]) => {
      const id = await check(csv(...rows));
      await call.imports.applyRows({ id });
      await applyCheckedImport(site.services, id);
    };
    const projections = async () => {
      const rows = await site.services.db.camera.findMany({
        where: { code: { in: ['PA1', 'PA2', 'PA3'] } },
        orderBy: { code: 'asc' },
        select: { projection: true },
      });
      return rows.map(({ projection }) => projection);
    };
    await apply(
      head,
      'PA1,甲,340111,rtsp://10.0.4.1/a,全景',
      'PA2,乙,340111,rtsp://10.0.4.2/a,equirectangular',
      'PA3,丙,340111,rtsp://10.0.4.3/a,',
    );
    expect(await projections()).toEqual(['equirectangular', 'equirectangular', 'flat']);
    await apply(HEAD, 'PA1,改,340111,');
    await apply(head, 'PA2,乙,340111,,平面');
    expect(await projections()).toEqual(['equirectangular', 'flat', 'flat']);
    expect(await errorsOf(await check(csv(head, 'PA4,丁,340111,rtsp://10.0.4.4/a,鱼眼')))).toEqual([
      [2, ['projection import.not-a-choice']],
    ]);
  });

  it('stops when cancelled, and is not applied twice', async () => {
    const id = await check(csv(HEAD, 'X1,x,340111,rtsp://10.0.2.1/a'));
    await call.imports.applyRows({ id });
    expect(await codeOf(call.imports.applyRows({ id }))).toBe('import.wrong-state');
    await call.imports.cancel({ id });
    await applyCheckedImport(site.services, id);
    expect(await call.imports.get({ id })).toMatchObject({ state: 'cancelled' });
    expect((await call.cameras.list({ q: 'X1' })).total).toBe(0);
  });

  it('has nothing to apply where every row is wrong', async () => {
    const id = await check(csv(HEAD, 'Y1,y,999,rtsp://10.0.2.2/a'));
    expect(await codeOf(call.imports.applyRows({ id }))).toBe('import.has-errors');
  });
});

describe('exporting', () => {
  it('writes no password, and nothing a spreadsheet program would run', async () => {
    const id = await check(
      csv(`${HEAD},密码,厂商`, `E1,"'=cmd|' /C calc'!A0",340111,rtsp://10.0.3.1/a,Secret-99,'+x`),
    );
    await call.imports.applyRows({ id });
    await applyCheckedImport(site.services, id);
    const wanted = { filter: { q: 'E1' }, format: 'csv', locale: 'en' } as const;
    const text = (await exportCameras(site.services, exporter, wanted)).toString('utf8');
    expect(text).not.toContain('Secret-99');
    expect(text).not.toContain('Password');
    expect(text).toContain("'=cmd|");
    expect(text).not.toMatch(/(^|,|")[=+]/m);
    const [entry] = (await call.audit.list({ action: 'cameras.export' })).items;
    expect(entry).toMatchObject({ details: { cameras: 1, format: 'csv' } });
  });

  it('of a selection has its cameras alone', async () => {
    const { items, total } = await call.cameras.list({ limit: 1 });
    expect(total).toBeGreaterThan(1);
    const selection = { areas: [], chosen: items.map(({ id }) => id), leftOut: [] };
    const wanted = { selection, format: 'csv', locale: 'en' } as const;
    const rows = await readTable(await exportCameras(site.services, exporter, wanted));
    expect(rows.slice(1).map(([code]) => code)).toEqual(items.map(({ code }) => code));
  });

  it.each(['csv', 'xlsx'] as const)('comes back in as %s without a change', async (format) => {
    const file = await exportCameras(site.services, exporter, { filter: {}, format, locale: 'zh' });
    const id = await check(file);
    const { counts } = await call.imports.get({ id });
    const { total } = await call.cameras.counts();
    expect(await errorsOf(id)).toEqual([]);
    expect(counts).toEqual({ ok: total, error: 0, update: total, new: 0 });
  });

  it('offers a template with every column', async () => {
    const [head] = await readTable(await importTemplate('cameras', 'xlsx', 'en'));
    expect(head).toContain('Password');
    expect(head).toHaveLength(22);
  });
});

it('takes 100,000 rows and refuses one more', { timeout: 120_000 }, async () => {
  const line = (n: number) => `L${n},相机${n},340111,rtsp://10.9.0.1/${n}`;
  const rows = Array.from({ length: 100_001 }, (_, n) => line(n));
  const tooMany = await check(csv(HEAD, ...rows));
  expect(await call.imports.get({ id: tooMany })).toMatchObject({
    failure: { code: 'import.too-many-rows', details: { rows: 100_001, max: 100_000 } },
  });
  const id = await check(csv(HEAD, ...rows.slice(1)));
  expect((await call.imports.get({ id })).counts).toMatchObject({ ok: 100_000, error: 0 });
});
