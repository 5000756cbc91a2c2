import { createTranslator } from 'use-intl/core';
import { describe, expect, it } from 'vitest';
import { errorSentence } from './error-sentence.ts';
import { errorsOf } from './errors.ts';
import { type Messages, messagesOf } from './messages.ts';

type Leaf = { path: string; text: string };

function leavesOf(value: object, path = ''): Leaf[] {
  return Object.entries(value).flatMap(([key, child]: [string, unknown]) => {
    const here = path === '' ? key : `${path}.${key}`;
    if (typeof child === 'string') return [{ path: here, text: child }];
    return typeof child === 'object' && child !== null ? leavesOf(child, here) : [];
  });
}

const placeholders = (text: string) =>
  [...text.replaceAll(/'\{.*?\}'/g, '').matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();

const zh = leavesOf(messagesOf('zh'));
const en = new Map(leavesOf(messagesOf('en')).map(({ path, text }) => [path, text]));

describe('messages', () => {
  it('say something in both languages, about the same values', () => {
    const wrong = zh.filter(({ path, text }) => {
      const other = en.get(path) ?? '';
      const silent = text.trim() === '' || other.trim() === '';
      return silent || placeholders(other).join() !== placeholders(text).join();
    });
    expect(wrong).toEqual([]);
  });
  it('have no text in English that Chinese lacks', () => {
    expect([...en.keys()].sort()).toEqual(zh.map(({ path }) => path).sort());
  });
  it('have no dots inside keys, which would be read as paths', () => {
    const keys = (value: object): string[] =>
      Object.entries(value).flatMap(([key, child]: [string, unknown]) =>
        typeof child === 'object' && child !== null ? [key, ...keys(child)] : [key],
      );
    expect(keys(messagesOf('zh')).filter((key) => key.includes('.'))).toEqual([]);
  });
  it('writes a basemap hint with its braces', () => {
    const messages: Messages = messagesOf('en');
    const t = createTranslator({
      locale: 'en',
      messages,
      namespace: 'mapSettings',
      timeZone: 'UTC',
    });
    expect(t('urlHintXyz')).toBe('An address with {z}, {x} and {y}');
  });
});

describe('error sentences', () => {
  const table = errorsOf('en');
  it('fills in the details', () => {
    expect(errorSentence(table, 'import.too-many-rows', { max: 5 })).toBe(
      'Too many rows (at most 5).',
    );
  });
  it('knows a failure of the worker with and without its prefix', () => {
    expect(errorSentence(table, 'media.rtsp.not-found')).toBe('The device has no such path.');
    expect(errorSentence(table, 'rtsp.not-found')).toBe('The device has no such path.');
  });
  it('shows a code that it does not know', () => {
    expect(errorSentence(table, 'made.up')).toBe('An error occurred (made.up).');
  });
  it('speaks of the same details in both languages', () => {
    const chinese = Object.entries(errorsOf('zh')).map(([code, text]) => [
      code,
      placeholders(text),
    ]);
    const english = Object.entries(table).map(([code, text]) => [code, placeholders(text)]);
    expect(chinese).toEqual(english);
  });
});
