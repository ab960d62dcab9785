import { describe, expect, test } from 'vitest';
import { linkSources } from '../../link/link-sources.fixture.ts';
import { prepareSvelte, prepareVue } from './components.ts';

/** Edges that uses of names give, without how they were found. */
async function usesOf(sources: Record<string, string>): Promise<string[]> {
  const lines = await linkSources(sources);
  return lines
    .filter((line) => /^(?:CALLS|REFERENCES|IMPORTS) /.test(line))
    .map((line) => line.replace(/(@\d+).*$/, '$1'));
}

const shop = {
  'Shop.vue': `<template>
  <!-- <Ghost/> {{ ghost() }} -->
  <div v-if="isOpen(cart)" :class="{ open: isOpen, shut }" title="isOpen">
    <CartLine v-for="(line, at) in lines" :key="at" :line="line" @remove="remove" @add.once="add(line); log('a')" />
    <cart-total :sum='sum(lines)'>{{ format(total) }} {{ line }}</cart-total>
    <p>{{ \`\${format(1)}\` }}</p>
  </div>
</template>

<script setup lang="ts">
import CartLine from './CartLine.vue';
import CartTotal from './CartTotal.vue';
import { sum } from './sum';
const line = 1;
const lines: number[] = [];
const shut = false;
const total = sum(lines);
function isOpen(x: unknown) { return true; }
function remove() {}
function add(x: unknown) {}
function log(x: string) {}
const format = (x: unknown) => String(x);
function ghost() {}
</script>

<style>.x { color: red }</style>
`,
  'CartLine.vue': '<script>\nexport default { name: "CartLine", methods: { go() {} } };\n</script>\n',
  'CartTotal.vue': '<template><b/></template>\n',
  'sum.ts': 'export function sum(x: number[]) { return x.length; }\n',
};

describe('Vue', () => {
  test('the program is as long as the source, line by line', () => {
    const source = shop['Shop.vue'].replaceAll('\n', '\r\n').replace('title="', 'title="é👋');
    const program = prepareVue(source);
    expect(program.split('\n').map((line) => line.length)).toEqual(
      source.split('\n').map((line) => line.length),
    );
    const at = source.indexOf('import { sum }');
    expect(program.slice(at, at + 20)).toBe(source.slice(at, at + 20));
  });

  test('components, handlers and expressions of the template are uses, where they stand', async () => {
    expect(await usesOf(shop)).toEqual([
      'CALLS Shop.vue -> Shop.vue::add @4',
      'CALLS Shop.vue -> Shop.vue::format @5',
      'CALLS Shop.vue -> Shop.vue::format @6',
      'CALLS Shop.vue -> Shop.vue::isOpen @3',
      'CALLS Shop.vue -> Shop.vue::log @4',
      'CALLS Shop.vue -> sum.ts::sum @17',
      'CALLS Shop.vue -> sum.ts::sum @5',
      'IMPORTS Shop.vue -> Shop.vue::import ./CartLine.vue default @11',
      'IMPORTS Shop.vue -> Shop.vue::import ./CartTotal.vue default @12',
      'IMPORTS Shop.vue -> Shop.vue::import ./sum sum @13',
      'IMPORTS Shop.vue::import ./CartLine.vue default -> CartLine.vue::CartLine @11',
      'IMPORTS Shop.vue::import ./CartTotal.vue default -> CartTotal.vue::CartTotal @12',
      'IMPORTS Shop.vue::import ./sum sum -> sum.ts::sum @13',
      'REFERENCES Shop.vue -> CartLine.vue::CartLine @4',
      'REFERENCES Shop.vue -> CartTotal.vue::CartTotal @5',
      'REFERENCES Shop.vue -> Shop.vue::isOpen @3',
      'REFERENCES Shop.vue -> Shop.vue::line @5',
      'REFERENCES Shop.vue -> Shop.vue::lines @17',
      'REFERENCES Shop.vue -> Shop.vue::lines @4',
      'REFERENCES Shop.vue -> Shop.vue::lines @5',
      'REFERENCES Shop.vue -> Shop.vue::remove @4',
      'REFERENCES Shop.vue -> Shop.vue::shut @3',
      'REFERENCES Shop.vue -> Shop.vue::total @5',
    ]);
  });

  test('names that the template declares are not those of the script', async () => {
    const source = `<script setup>
const item = 1, slot = 2, row = 3;
</script>
<template>
  <li v-for="item in []">{{ item }}<br>{{ row.item }}</li>
  <X v-slot="{ slot }">{{ slot }}</X>
  {{ item }}
</template>
`;
    const lines = (await usesOf({ 'a.vue': source })).filter((line) => line.startsWith('REFERENCES'));
    expect(lines).toEqual(['REFERENCES a.vue -> a.vue::item @7', 'REFERENCES a.vue -> a.vue::row @5']);
  });
});

describe('Svelte', () => {
  const source = `<script context="module">
  export function preload() {}
</script>
<script lang="ts">
  import Line from './Line.svelte';
  import { count } from './stores';
  export let items: string[] = [];
  const item = 0;
  let open = false;
  function save(x: unknown) {}
  function key(x: unknown) { return x; }
  const fade = () => ({});
</script>

{#if $count > 0 && open}
  {#each items as item, i (key(item))}
    <Line {item} on:click={save} on:done={() => save(item)} bind:value={open} {...items} />
  {:else if open}
    <p use:fade class="a {key(open)} b">{@html key(1)} {item}</p>
  {/each}
{/if}
{item}
<style>a { color: red }</style>
`;
  const sources = {
    'Shop.svelte': source,
    'Line.svelte': '<p>line</p>\n',
    'stores.ts': 'export const count = 1;\n',
  };

  test('the program is as long as the source', () => {
    const program = prepareSvelte(source);
    expect(program).toHaveLength(source.length);
    expect(program.split('\n')).toHaveLength(source.split('\n').length);
  });

  test('components, directives and expressions of the markup are uses, where they stand', async () => {
    expect(await usesOf(sources)).toEqual([
      'CALLS Shop.svelte -> Shop.svelte::key @16',
      'CALLS Shop.svelte -> Shop.svelte::key @19',
      'CALLS Shop.svelte -> Shop.svelte::key @19',
      'CALLS Shop.svelte -> Shop.svelte::save @17',
      'IMPORTS Shop.svelte -> Shop.svelte::import ./Line.svelte default @5',
      'IMPORTS Shop.svelte -> Shop.svelte::import ./stores count @6',
      'IMPORTS Shop.svelte::import ./Line.svelte default -> Line.svelte::Line @5',
      'IMPORTS Shop.svelte::import ./stores count -> stores.ts::count @6',
      'REFERENCES Shop.svelte -> Line.svelte::Line @17',
      'REFERENCES Shop.svelte -> Shop.svelte::fade @19',
      'REFERENCES Shop.svelte -> Shop.svelte::item @22',
      'REFERENCES Shop.svelte -> Shop.svelte::items @16',
      'REFERENCES Shop.svelte -> Shop.svelte::items @17',
      'REFERENCES Shop.svelte -> Shop.svelte::open @15',
      'REFERENCES Shop.svelte -> Shop.svelte::open @17',
      'REFERENCES Shop.svelte -> Shop.svelte::open @18',
      'REFERENCES Shop.svelte -> Shop.svelte::open @19',
      'REFERENCES Shop.svelte -> Shop.svelte::save @17',
      'REFERENCES Shop.svelte -> stores.ts::count @15',
    ]);
  });
});

test.for([
  '<'.repeat(50_000),
  '{'.repeat(50_000),
  '<template>'.repeat(20_000),
  '{a}'.repeat(100_000),
  `<template>${'<li v-for="a in b">'.repeat(20_000)}${'{{ a }}'.repeat(20_000)}`,
  '<a b="'.repeat(30_000),
  '{`${'.repeat(30_000),
])('hostile markup is read in time', { timeout: 5000 }, (source) => {
  for (const prepare of [prepareVue, prepareSvelte]) expect(prepare(source)).toHaveLength(source.length);
});
