export { classOfType, declareAs, narrow, valueOfType } from '../type-meanings.ts';

/** The member of a channel that holds what is sent. */
export const received = '<-';
