import { useEffect, useState } from 'preact/hooks';
import type { PlanResponse } from '../../dashboard/api-types.ts';
import { type ApiError, apiErrorOf } from '../api/api-error.ts';
import { callApi } from '../api/call-api.ts';
import { itemsRequestOf, type Question, questionId } from './question.ts';

/** So long after the last key is the plan asked for. */
const DEBOUNCE_MS = 200;

/** What a question would send to DynamoDB, why, and what it costs; asking sends nothing there. */
export function usePlan(question: Question): { plan: PlanResponse | undefined; error: ApiError | undefined } {
  const [state, setState] = useState<{ plan: PlanResponse | undefined; error: ApiError | undefined }>({
    plan: undefined,
    error: undefined,
  });
  const isFirst = state.plan === undefined && state.error === undefined;
  // The question by what it asks, not by its object.
  useEffect(() => {
    const controller = new AbortController();
    const timer = setTimeout(
      () => {
        callApi<PlanResponse>('POST', '/api/plan', itemsRequestOf(question), controller.signal)
          .then((plan) => setState({ plan, error: undefined }))
          .catch((error: unknown) => {
            if (!controller.signal.aborted) setState(({ plan }) => ({ plan, error: apiErrorOf(error) }));
          });
      },
      isFirst ? 0 : DEBOUNCE_MS,
    );
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [questionId(question)]);
  return state;
}
