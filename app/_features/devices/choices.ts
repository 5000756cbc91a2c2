export type Choice = { id: string; code: string; name: string; parentId: string | null };
export type ChoiceOption = { id: string; label: string };

/** A tree as the lines of a `<select>`: children under their parent, set in by their depth. */
export function indentChoices(choices: readonly Choice[]): ChoiceOption[] {
  const children = new Map<string | null, Choice[]>();
  for (const choice of choices) {
    const siblings = children.get(choice.parentId) ?? [];
    siblings.push(choice);
    children.set(choice.parentId, siblings);
  }
  const lines: ChoiceOption[] = [];
  const walk = (parentId: string | null, depth: number) => {
    for (const choice of children.get(parentId) ?? []) {
      lines.push({ id: choice.id, label: `${'\u3000'.repeat(depth)}${choice.name}` });
      walk(choice.id, depth + 1);
    }
  };
  walk(null, 0);
  return lines;
}
