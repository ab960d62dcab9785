import { GkgError } from '@gkg/protocol';

/** SQLSTATE of a server that is away, stopping, or out of connections. */
const awayStates = /^(08|57P|53300)/;
const awaySystemCodes = /^(ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|ENOENT)/;
/** Also of two transactions that waited for each other: the one that was given up may be tried again. */
const timeoutStates = /^(57014|55P03|25P0[34]|40)/;
/** No such database, wrong password; certificates that are not trusted. */
const refusals = /^(28|3D|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|ERR_TLS)/;

/**
 * What a failed statement means: the server is away, it took too long, it does not let us in, or, for
 * everything else, a defect of ours, which stays as it is.
 */
export function databaseFailure(error: unknown): unknown {
  const { code = '', message = '' } = error as { code?: string; message?: string };
  const because = (kind: 'timeout' | 'config_invalid' | 'upstream_unavailable', what: string) =>
    new GkgError(kind, what, { cause: error });
  if (timeoutStates.test(code) || /query read timeout/i.test(message)) {
    return because('timeout', "A statement of the coordinator's database took too long.");
  }
  if (refusals.test(code) || /does not support SSL/i.test(message)) {
    const reason = 'the server does not let us in, or its certificate is not trusted';
    return because('config_invalid', `GKG_DATABASE_URL does not lead to a database: ${reason}.`);
  }
  if (awayStates.test(code) || awaySystemCodes.test(code) || /timeout|terminated|ended/i.test(message)) {
    return because('upstream_unavailable', "The coordinator's database does not answer.");
  }
  return error;
}
