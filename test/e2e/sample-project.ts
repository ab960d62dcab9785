import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export interface Folder {
  readonly path: string;
  write(file: string, content: string): void;
  remove(): void;
}

export function temporaryFolder(name: string): Folder {
  const path = realpathSync(mkdtempSync(join(tmpdir(), `gkg-${name}-`)));
  return {
    path,
    write(file, content) {
      mkdirSync(dirname(join(path, file)), { recursive: true });
      writeFileSync(join(path, file), content);
    },
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}

/** A small project in two languages: `charge` is called twice, `refund` never. */
export function sampleProject(): Folder {
  const folder = temporaryFolder('sample');
  folder.write('shop/payment.py', paymentModule(['charge', 'refund']));
  folder.write('shop/__init__.py', '');
  folder.write(
    'shop/order.py',
    'from shop.payment import charge\n\n\ndef place(order):\n    return charge(order)\n\n\ndef retry(order):\n    charge(order)\n',
  );
  folder.write('web/price.ts', 'export function price(net: number): number {\n  return net * 1.2;\n}\n');
  folder.write(
    'web/cart.ts',
    "import { price } from './price.ts';\n\nexport function total(nets: number[]): number {\n  return nets.reduce((sum, net) => sum + price(net), 0);\n}\n",
  );
  return folder;
}

export function paymentModule(functions: readonly string[]): string {
  return functions.map((name) => `def ${name}(order):\n    return order\n`).join('\n\n');
}
