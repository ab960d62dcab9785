import { inventoryPage, type InventoryPage } from '@gkg/protocol';
import { requestJson, signedHeaders, type SharedSecret } from '@gkg/runtime';

export interface NodeCallOptions {
  readonly secret: SharedSecret;
  readonly timeoutMs: number;
}

/** What lies on a node's disk, from a namespace on; goes through all of the node that a query goes through. */
export async function askInventory(
  node: { readonly search_url: string },
  page: { readonly after: number; readonly limit: number },
  { secret, timeoutMs }: NodeCallOptions,
  signal: AbortSignal,
): Promise<InventoryPage> {
  const headers = await signedHeaders('rails_to_node', await secret.current());
  const query = new URLSearchParams({ after: String(page.after), limit: String(page.limit) });
  const url = `${node.search_url.replace(/\/+$/, '')}/kg/api/v1/graphs?${query.toString()}`;
  return inventoryPage.parse(await requestJson(url, { headers, timeoutMs }, signal));
}
