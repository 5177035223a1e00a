import type {
  DeleteRequest,
  DeleteResponse,
  ItemRequest,
  ItemResponse,
  SaveRequest,
  SaveResponse,
  TypedItem,
} from '../../dashboard/api-types.ts';
import { callApi } from '../api/call-api.ts';

/** One item as it is now, strongly consistent. */
export function loadItem(key: TypedItem): Promise<ItemResponse> {
  const request: ItemRequest = { key };
  return callApi<ItemResponse>('POST', '/api/item', request);
}

/** Saves what differs between both. @throws ApiError 409 when the item is no more as it was read */
export function saveItem(request: SaveRequest): Promise<SaveResponse> {
  return callApi<SaveResponse>('PUT', '/api/item', request);
}

/** @throws ApiError 409 when the item is no more as it was read */
export function removeItem(before: TypedItem): Promise<DeleteResponse> {
  const request: DeleteRequest = { before };
  return callApi<DeleteResponse>('DELETE', '/api/item', request);
}
