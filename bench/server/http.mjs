/** HTTP/1.1 as cheap as it can be had: what DynamoDB clients send and no more. */
const HEAD_END = '\r\n\r\n';

export function responseHead(status, length, checksum) {
  return (
    `HTTP/1.1 ${status} ${status === 200 ? 'OK' : 'Bad Request'}\r\n` +
    `content-type: application/x-amz-json-1.0\r\ncontent-length: ${length}\r\n` +
    `x-amz-crc32: ${checksum}\r\nx-amzn-requestid: BENCH\r\nconnection: keep-alive\r\n\r\n`
  );
}

/** Calls `respond(operation, body)` for each request that comes over a socket, each of which must have a length. */
export function readRequests(socket, respond) {
  let pieces = [];
  let size = 0;
  let needed = 0;
  socket.on('data', (piece) => {
    pieces.push(piece);
    size += piece.length;
    while (size > 0 && size >= needed) {
      const received = pieces.length === 1 ? pieces[0] : Buffer.concat(pieces);
      const head = readHead(received);
      needed = head?.requestEnd ?? size + 1;
      pieces = [received];
      if (size < needed) break;
      respond(head.operation, received.subarray(head.bodyStart, needed));
      pieces = size > needed ? [received.subarray(needed)] : [];
      size -= needed;
      needed = 0;
    }
  });
  socket.on('error', () => socket.destroy());
}

/** The beginning of a request, once all of it is there. */
function readHead(received) {
  const headEnd = received.indexOf(HEAD_END, 0, 'latin1');
  if (headEnd < 0) return undefined;
  const head = received.latin1Slice(0, headEnd);
  const bodyStart = headEnd + HEAD_END.length;
  return {
    operation: /x-amz-target: *[^.\r]+\.(\w+)/i.exec(head)?.[1] ?? '',
    bodyStart,
    requestEnd: bodyStart + Number(/content-length: *(\d+)/i.exec(head)?.[1] ?? 0),
  };
}
